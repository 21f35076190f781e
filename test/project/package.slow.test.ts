import { execFileSync, spawnSync } from 'child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { LAYERS } from '../../projenrc/layers';

/*
 * What users install: the packed tarball in a project of its own, without the network. The package is unpacked, and
 * its peers and the tools are linked from here.
 */

const root = join(__dirname, '..', '..');
const project = mkdtempSync(join(tmpdir(), 'cdk8s-mcp-mesh-package-'));
const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

jest.setTimeout(120_000);

let packed: string[];

beforeAll(() => {
  const [{ filename, files }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', project], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  packed = files.map(({ path }: { path: string }) => path);
  const home = join(project, 'node_modules', 'cdk8s-mcp-mesh');
  mkdirSync(home, { recursive: true });
  run('tar', '-xzf', filename, '-C', home, '--strip-components=1');
  for (const name of ['cdk8s', 'cdk8s-plus-28', 'constructs', 'typescript', 'ts-node', '@types/node', 'cdk8s-cli']) {
    const link = join(project, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link);
  }
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'a-user', private: true }));
  writeFileSync(
    join(project, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: { module: 'node16', target: 'es2022', strict: true, noEmit: true, types: ['node'] },
    }),
  );
  cpSync(join(root, 'examples', 'service-discovery', 'main.ts'), join(project, 'main.ts'));
  cpSync(join(root, 'examples', 'service-discovery', 'agents'), join(project, 'agents'), { recursive: true });
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

test('holds the library, the command line, the reader of code and Graphviz in one file each, its jsii assembly, its documents and examples, and what it bundles, and nothing else', () => {
  expect(
    packed
      .filter(
        (path) =>
          !/^(lib\/(?:[\w-]+\/)*[\w-]+\.d\.ts|docs\/(?:[\w-]+\/)*[\w-]+\.(?:md|svg)|examples\/[\w-]+\/.*|node_modules\/(semver|yaml)\/.*)$/.test(
            path,
          ),
      )
      .sort(),
  ).toEqual([
    '.jsii',
    'API.md',
    'CONTRIBUTING.md',
    'LICENSE',
    'README.md',
    'SECURITY.md',
    'THIRD-PARTY-LICENSES',
    'bin/cdk8s-mcp-mesh',
    'config.schema.json',
    'lib/cli.js',
    'lib/graphviz.js',
    'lib/index.js',
    'lib/reader.js',
    'package.json',
    'verify/README.md',
  ]);
  expect(packed).toEqual(
    expect.arrayContaining(['lib/index.d.ts', 'lib/agent/agent.d.ts', 'docs/rules/policy-cuts-dns.md']),
  );
  // Nobody can name a type of the half that reads manifests: what index.d.ts does not lead to stays out.
  const reading = LAYERS.filter(({ half }) => half === 'reading').map(({ folder }) => folder);
  expect(reading).toContain('cluster');
  expect(packed.filter((path) => reading.includes(path.split('/')[1]) && path.startsWith('lib/'))).toEqual([]);
});

test('holds everything that its documents link to', () => {
  const folders = new Set(packed.map((path) => dirname(path)));
  const documents = packed.filter((path) => /^(?!node_modules\/|API).*\.md$/.test(path));
  expect(documents.length).toBeGreaterThan(80);
  const missing = documents.flatMap((path) =>
    [...readFileSync(join(root, path), 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)(?:#[^)]*)?\)/g)]
      .map(([, target]) => join(dirname(path), target).replace(/\/$/, ''))
      .filter(
        (target) => !packed.includes(target) && ![...folders].some((folder) => `${folder}/`.startsWith(`${target}/`)),
      )
      .map((target) => `${path} → ${target}`),
  );
  expect(missing).toEqual([]);
});

describe('the command line', () => {
  const bin = (...args: string[]) =>
    run(process.execPath, join('node_modules', 'cdk8s-mcp-mesh', 'bin', 'cdk8s-mcp-mesh'), ...args);

  test('checks, draws and explains', () => {
    const manifests = join(root, 'examples', 'trip-planner', 'manifests');
    expect(bin('check', manifests)).toBe('83 objects, no findings\n');
    expect(bin('graph', manifests)).toContain('flowchart');
    expect(bin('graph', manifests, '--format', 'svg')).toContain('<svg');
    expect(bin('explain', 'policy-cuts-dns')).toBe(
      readFileSync(join(root, 'docs', 'rules', 'policy-cuts-dns.md'), 'utf8'),
    );
  });

  test('reads the standard input, and ends with 1 where it finds something and 2 where it cannot read', () => {
    const status = (input: string) =>
      spawnSync(
        process.execPath,
        [join(project, 'node_modules', 'cdk8s-mcp-mesh', 'bin', 'cdk8s-mcp-mesh'), 'check', '-'],
        { input },
      ).status;
    const service =
      'apiVersion: v1\nkind: Service\nmetadata: { name: a, namespace: b }\nspec: { ports: [{ port: 80 }] }\n';
    expect([service, service.replace('80', '"80"'), '{ nothing: ['].map(status)).toEqual([0, 1, 2]);
  });

  test('is all that loads what it needs beside the library', () => {
    const loaded = (script: string) =>
      run(process.execPath, '-e', `${script}; console.log(Object.keys(require.cache).join())`);
    expect(loaded('require("cdk8s-mcp-mesh")')).not.toMatch(
      /cdk8s-mcp-mesh\/node_modules\/|lib\/cli|lib\/reader|lib\/graphviz/,
    );
    expect(loaded('require("./node_modules/cdk8s-mcp-mesh/lib/cli.js")')).not.toMatch(
      /cdk8s-plus|lib\/graphviz|cdk8s\/lib/,
    );
  });
});

test('asks for nothing but its peers: what it depends on is in it', () => {
  const { dependencies, bundledDependencies, peerDependencies } = JSON.parse(
    readFileSync(join(project, 'node_modules', 'cdk8s-mcp-mesh', 'package.json'), 'utf8'),
  );
  expect(bundledDependencies).toEqual(Object.keys(dependencies));
  expect(Object.keys(peerDependencies).sort()).toEqual(['cdk8s', 'cdk8s-plus-28', 'constructs']);
});

test('names each package that it bundles among the licenses of others, and what Graphviz is made of', () => {
  const licenses = readFileSync(join(project, 'node_modules', 'cdk8s-mcp-mesh', 'THIRD-PARTY-LICENSES'), 'utf8');
  const bundled = new Set(packed.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []));
  expect(bundled.size).toBeGreaterThan(0);
  for (const name of [...bundled, '@lezer/python', '@lezer/lr', '@viz-js/viz', 'Graphviz', 'Expat']) {
    expect(licenses).toMatch(new RegExp(`^- ${name} [\\d.]+ \\([\\w.-]+\\)$`, 'm'));
  }
  const [, viz] = /^- @viz-js\/viz ([\d.]+) /m.exec(licenses)!;
  const graphviz = readFileSync(join(project, 'node_modules', 'cdk8s-mcp-mesh', 'lib', 'graphviz.js'), 'utf8');
  expect(graphviz.slice(0, 100)).toContain(`Viz.js ${viz}`);
});

test('is typed for TypeScript', () => {
  expect(run(process.execPath, join(root, 'node_modules', 'typescript', 'lib', 'tsc.js'), '-p', '.')).toBe('');
});

test('runs from CommonJS', () => {
  expect(run(process.execPath, '-e', 'console.log(typeof require("cdk8s-mcp-mesh").MeshAgent)')).toBe('function\n');
});

test('reads code by the reader that is in it', () => {
  const corpus = join(root, 'test', 'reader', 'corpus', 'python', 'tool-alone.py');
  const script = `console.log(require("cdk8s-mcp-mesh").AgentSource.fromFile(${JSON.stringify(corpus)}).agentName)`;
  expect(run(process.execPath, '-e', script)).toBe('weather-agent\n');
});

test('runs from ESM, by named imports', () => {
  writeFileSync(
    join(project, 'app.mjs'),
    `
    import { App, Chart } from 'cdk8s';
    import { MeshAgent, MeshPeer, MeshRegistry } from 'cdk8s-mcp-mesh';
    const chart = new Chart(new App(), 'c', { namespace: 'mesh' });
    const agent = new MeshAgent(chart, 'a', { registry: new MeshRegistry(chart, 'r'), image: 'agent:1' });
    console.log(agent.url, MeshPeer.internet().ports);
  `,
  );
  expect(run(process.execPath, 'app.mjs')).toBe('http://mcp-mesh-a.mesh.svc.cluster.local:8080 [ 443 ]\n');
});

test('gives, by cdk8s synth, the manifests that are committed here', () => {
  writeFileSync(
    join(project, 'cdk8s.yaml'),
    ['language: typescript', `app: ${process.execPath} -r ts-node/register main.ts`, 'output: manifests', ''].join(
      '\n',
    ),
  );
  run(process.execPath, join(root, 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s'), 'synth', '--no-check-upgrade');
  expect(readFileSync(join(project, 'manifests', 'mcp-mesh.k8s.yaml'), 'utf8')).toBe(
    readFileSync(join(root, 'examples', 'service-discovery', 'manifests', 'mcp-mesh.k8s.yaml'), 'utf8'),
  );
});
