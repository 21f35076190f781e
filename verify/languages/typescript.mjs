// Runs the block of docs/how-to/agents.md with a whole mesh, as it stands there, into the folder that it is given: out/ for the manifests, url for
// what the comment behind podUrl() promises. The programs in the other languages are held against these.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const repo = resolve(import.meta.dirname, '../..');
const folder = process.argv[2];
const ts = createRequire(join(repo, 'package.json'))('typescript');

const blocks = [...readFileSync(join(repo, 'docs/how-to/agents.md'), 'utf8').matchAll(/```ts\n([^]*?)```/g)].map(([, code]) => code);
const app = blocks.find((code) => code.includes('podUrl(2)'));
writeFileSync(join(folder, 'main.js'), ts.transpileModule(app, { compilerOptions: { module: 'commonjs', target: 'es2022' } }).outputText);
writeFileSync(join(folder, 'url'), `${/podUrl\(2\); \/\/ (\S+)/.exec(app)[1]}\n`);

// Links, so that the app and the library load one cdk8s.
mkdirSync(join(folder, 'node_modules'), { recursive: true });
for (const name of ['cdk8s', 'cdk8s-plus-28', 'constructs']) symlinkSync(join(repo, 'node_modules', name), join(folder, 'node_modules', name));
symlinkSync(repo, join(folder, 'node_modules/cdk8s-mcp-mesh'));

execFileSync('node', ['main.js'], { cwd: folder, env: { ...process.env, CDK8S_OUTDIR: join(folder, 'out') }, stdio: 'inherit' });
