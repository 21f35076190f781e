import { execFileSync } from 'child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'fs';
import { join } from 'path';
import { main } from '../../../src/cli/main';
import { pythonAgent, removeFolders, workingFolder } from '../../support/folder';
import { AGENTS } from '../../support/init-folder';

/*
 * What `init` writes is an app: it compiles against the package, it is synthesised, and no rule finds fault with its manifests, the
 * code beside them.
 */

const root = join(__dirname, '..', '..', '..');

afterEach(() => {
  jest.restoreAllMocks();
  removeFolders();
});

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((said.out += text)));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((said.err += text)));
  const code = await main(args, root);
  jest.restoreAllMocks();
  return { code, ...said };
}

/** What `npm install` does for an app. */
function install(app: string): void {
  mkdirSync(join(app, 'node_modules'));
  for (const name of ['cdk8s', 'cdk8s-plus-28', 'constructs', '@types', 'typescript', 'ts-node']) {
    symlinkSync(join(root, 'node_modules', name), join(app, 'node_modules', name));
  }
  symlinkSync(root, join(app, 'node_modules', 'cdk8s-mcp-mesh'));
}

const bin = (name: string) => join(root, 'node_modules', ...name.split('/'));

function compile(app: string): void {
  execFileSync(process.execPath, [bin('typescript/bin/tsc'), '-p', '.'], { cwd: app, stdio: 'pipe' });
}

function synthesise(app: string): void {
  execFileSync(process.execPath, [bin('ts-node/dist/bin.js'), '--transpile-only', 'main.ts'], {
    cwd: app,
    stdio: 'pipe',
    env: { ...process.env, CDK8S_OUTDIR: 'manifests' },
  });
}

test.each([
  ['one file', { 'weather.py': pythonAgent('weather') }, '.', '.'],
  ['a folder of files, and the app elsewhere', { 'agents/weather.py': pythonAgent('weather') }, 'agents', 'deploy/app'],
])('%s', async (_, files, sources, out) => {
  workingFolder(files as { [path: string]: string });
  expect(await run('init', sources, '--out', out)).toMatchObject({ code: 0, err: '' });
  install(out);
  compile(out);
  synthesise(out);
  process.chdir(out);
  const [, check] = /check (manifests .*)/.exec(JSON.parse(readFileSync('package.json', 'utf8')).scripts.check)!;
  expect(await run('check', ...check.split(' '))).toEqual({ code: 0, out: '10 objects, no findings\n', err: '' });
});

test('what a values file says compiles', async () => {
  const values = {
    mesh: { logLevel: 'DEBUG' },
    commonLabels: { team: 'weather' },
    commonAnnotations: { 'example.com/owner': 'weather' },
    runtimeClassName: 'gvisor',
    hostAliases: [{ ip: '10.0.0.7', hostnames: ['legacy.example.com'] }],
    topologySpreadConstraints: [
      { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' },
    ],
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 1,
            podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { a: 'b' } } },
          },
        ],
      },
    },
  };
  workingFolder({ 'agents/weather.py': pythonAgent('weather'), 'values-weather.yaml': JSON.stringify(values) });
  const { code, err, out } = await run('init', 'agents', '--values', 'values-weather.yaml', '--out', 'app');
  expect({ code, err, out: out.includes('Not taken') }).toEqual({ code: 0, err: '', out: false });
  install('app');
  compile('app');
  synthesise('app');
  const manifests = readFileSync(join('app', 'manifests', 'mcp-mesh.k8s.yaml'), 'utf8');
  expect(manifests).toMatch(/name: MCP_MESH_LOG_LEVEL\n +value: DEBUG/);
  expect(manifests).toContain('runtimeClassName: gvisor');
});

test('the examples, thirteen agents', async () => {
  workingFolder();
  cpSync(join(root, 'examples', 'trip-planner', 'agents'), 'agents', { recursive: true });
  expect(await run('init', 'agents')).toMatchObject({ code: 0, err: '' });
  install('.');
  compile('.');
  synthesise('.');
  expect(await run('check', 'manifests', '--source', 'agents')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/ objects, no findings\n$/),
  });
});

test('what cannot be known stops synthesis, and is filled where the hints say', async () => {
  workingFolder(AGENTS);
  const args = ['init', 'agents', '--values', 'agents/*/helm-values.yaml'];
  expect(await run(...args)).toMatchObject({ code: 1, err: '' });
  install('.');
  expect(() => synthesise('.')).toThrow('main.ts: write the image of agent "built" into images');
  const app = readFileSync('main.ts', 'utf8');
  const built = app
    .replace('built: undefined', "built: 'registry.example.com/built:1.0.0'")
    .replace('forecast: undefined', "forecast: 'registry.example.com/forecast:1.0.0'");
  writeFileSync('main.ts', built);
  expect(() => synthesise('.')).toThrow('of which the tags of @mesh.tool "unread" (agents/unread.py:7) cannot be read');
  const complete = built
    .replace('// .complete(', '.complete(')
    .replace('capabilities: […]', "capabilities: ['unread']");
  writeFileSync('main.ts', complete);
  expect(() => synthesise('.')).toThrow('dependency "prefs"');
  writeFileSync(
    'main.ts',
    complete.replace('// externalCap', 'externalCap').replace('// externalProv', 'externalProv'),
  );
  compile('.');
  synthesise('.');
  expect(await run('check', 'manifests', '--source', 'agents')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/ objects, no findings\n$/),
  });
});
