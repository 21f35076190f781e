import { execFileSync } from 'child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import * as ts from 'typescript';

/* The first app of README.md, as a reader types it, and the picture above it. */

const root = join(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'cdk8s-mcp-mesh-readme-'));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const block = (language: string) => new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(readme)![1];
const run = (...args: string[]) =>
  execFileSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, CDK8S_OUTDIR: 'manifests' },
  });
const cli = (...args: string[]) => run(join(root, 'bin', 'cdk8s-mcp-mesh'), ...args);

beforeAll(() => {
  mkdirSync(join(folder, 'agents'));
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['cdk8s', 'cdk8s-plus-28', 'constructs']) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  symlinkSync(root, join(folder, 'node_modules', 'cdk8s-mcp-mesh'));
  writeFileSync(join(folder, 'agents', 'weather.py'), block('python'));
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  writeFileSync(join(folder, 'main.js'), ts.transpileModule(block('ts'), { compilerOptions }).outputText);
  run('main.js');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the picture is drawn from the manifests of the app below it', () => {
  expect(block('mermaid')).toBe(cli('graph', 'manifests/'));
});

test('the manifests have no findings', () => {
  expect(cli('check', 'manifests/')).toBe('14 objects, no findings\n');
});

test('stays short', () => {
  expect(readme.split('\n').length).toBeLessThan(200);
});
