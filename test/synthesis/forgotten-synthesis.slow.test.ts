import { spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

/* Programs of users, each in a process of its own, with the compiled package. */

const root = join(__dirname, '../..');
const message = (path: string) =>
  `cdk8s-mcp-mesh: the App with ${path} was never synthesised, so no manifest was written. Call app.synth() when all constructs are made.\n`;

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'forgotten-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function run(end: string, env: { [name: string]: string } = {}, command?: string[], app = 'new App()') {
  const main = join(folder, 'main.js');
  writeFileSync(
    main,
    `const { App, Chart, Testing } = require('cdk8s');
const { MeshRegistry } = require(${JSON.stringify(root)});
const app = ${app};
const chart = new Chart(app, 'chart', { namespace: 'mesh' });
const registry = new MeshRegistry(chart, 'registry');
${end}
`,
  );
  const { CDK8S_OUTDIR, CDK8S_RECORD_CONSTRUCT_METADATA, NODE_TEST_CONTEXT, ...rest } = process.env;
  const [program, ...args] = command ?? [process.execPath, main];
  const { status, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...rest, NODE_PATH: join(root, 'node_modules'), ...env },
  });
  return { status, stderr };
}

const byCdk8s = { CDK8S_OUTDIR: 'dist', CDK8S_RECORD_CONSTRUCT_METADATA: 'false' };

test('a program gets a warning', () => {
  expect(run('')).toEqual({ status: 0, stderr: message('chart/registry') });
});

test('a program that cdk8s started fails', () => {
  expect(run('', byCdk8s)).toEqual({ status: 1, stderr: message('chart/registry') });
});

test('cdk8s synth fails, and says why', () => {
  const command = [
    join(root, 'node_modules/.bin/cdk8s'),
    'synth',
    '--app',
    `${process.execPath} main.js`,
    '--no-check-upgrade',
  ];
  const { status, stderr } = run('', {}, command);
  expect(status).not.toBe(0);
  expect(stderr).toContain(message('chart/registry'));
});

test.each([
  ['app.synth()', 'app.synth();', byCdk8s],
  ['app.synth() after a while', 'setTimeout(() => app.synth(), 10);', byCdk8s],
  ['app.synthYaml()', 'app.synthYaml();', byCdk8s],
  ['Testing.synth(chart)', 'Testing.synth(chart);', byCdk8s],
  ['chart.toJson()', 'chart.toJson();', byCdk8s],
  ['toJson() of an object', 'registry.workload.toJson();', byCdk8s],
  ['the end of a kernel of another language', '', { ...byCdk8s, JSII_AGENT: 'Python/3.12' }],
  ['the end of a test of Node', '', { NODE_TEST_CONTEXT: 'child' }],
])('nothing is said of %s', (_, end, env) => {
  expect(run(end, env)).toEqual({ status: 0, stderr: '' });
});

test("nothing is said of an app that is a test's", () => {
  expect(run('', byCdk8s, undefined, 'Testing.app()')).toEqual({ status: 0, stderr: '' });
});

test('nothing is said where the program failed itself', () => {
  const { status, stderr } = run("throw new Error('of its own');", byCdk8s);
  expect(status).toBe(1);
  expect(stderr).toContain('of its own');
  expect(stderr).not.toContain('cdk8s-mcp-mesh:');
});

test('a synthesis that was refused is none that was forgotten', () => {
  const { status, stderr } = run(
    "registry.service.metadata.addLabel('app.kubernetes.io/name', 'x'); try { app.synth(); } catch {}",
    byCdk8s,
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
