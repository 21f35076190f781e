import { spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

/* What ends a program of the user's, in a process of its own, with the compiled package. */

const root = join(__dirname, '../..');
const message =
  'Error: [mesh/weather] port 70000: a port is a whole number from 1 to 65535. Give the port that the container listens on, such as 8080.';
const hint = '    at ... (CDK8S_MCP_MESH_TRACE=1 shows the stack)';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'refusal-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const lines = `const app = new App();
const chart = new Chart(app, 'mesh', { namespace: 'mesh' });
const registry = new MeshRegistry(chart, 'registry');
new MeshAgent(chart, 'weather', { registry, image: 'weather:1', port: 70000 });
app.synth();
`;
const required = `const { App, Chart } = require('cdk8s');
const { MeshAgent, MeshRegistry } = require(${JSON.stringify(root)});
`;
const imported = `import { createRequire } from 'module';
const require = createRequire(${JSON.stringify(join(root, 'package.json'))});
${required}`;

function run(name: string, text: string, env: { [name: string]: string } = {}, args: readonly string[] = []) {
  writeFileSync(join(folder, name), text);
  const { NODE_TEST_CONTEXT, CDK8S_MCP_MESH_TRACE, ...rest } = process.env;
  const { status, stderr } = spawnSync(process.execPath, [...args, name], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...rest, NODE_PATH: join(root, 'node_modules'), ...env },
  });
  return { status, stderr };
}

const short = { status: 1, stderr: `${message}\n${hint}\n\nNode.js ${process.version}\n` };

test.each([
  ['CommonJS', 'main.js', required + lines],
  ['a module', 'main.mjs', imported + lines],
  ['a function that is awaited', 'main.js', `${required}(async () => {\n${lines}})();\n`],
])('%s ends with the message, the path of the construct in it, and nothing of this library', (_, name, text) => {
  expect(run(name, text)).toEqual(short);
});

test('so does a program that is compiled while it runs', () => {
  const tsNode = ['-r', join(root, 'node_modules/ts-node/register/transpile-only')];
  const options = JSON.stringify({ module: 'commonjs', moduleResolution: 'bundler' });
  const env = { TS_NODE_COMPILER_OPTIONS: options, TS_NODE_SKIP_PROJECT: '1' };
  // ts-node prints by itself what ends a program, without the version of Node.
  expect(run('main.ts', required + lines, env, tsNode)).toEqual({ status: 1, stderr: `${message}\n${hint}\n` });
});

test('cdk8s synth shows the same before it fails', () => {
  writeFileSync(join(folder, 'main.js'), required + lines);
  const cdk8s = join(root, 'node_modules/cdk8s-cli/bin/cdk8s');
  const { CDK8S_MCP_MESH_TRACE, ...rest } = process.env;
  const synth = spawnSync(process.execPath, [cdk8s, 'synth', '--app', 'node main.js', '--no-check-upgrade'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...rest, NODE_PATH: join(root, 'node_modules') },
  });
  expect(synth.status).toBe(1);
  expect(synth.stderr).toContain(short.stderr);
});

test('a variable brings the stack back', () => {
  const { status, stderr } = run('main.js', required + lines, { CDK8S_MCP_MESH_TRACE: '1' });
  expect(status).toBe(1);
  expect(stderr).toContain(message);
  expect(stderr).toMatch(/\n {4}at .*main\.js:6:1\)\n/);
  expect(stderr).not.toContain(hint);
});

test.each([
  ['a kernel of jsii', { JSII_AGENT: 'Python/3.11.2' }],
  ["Node's test runner", { NODE_TEST_CONTEXT: 'child' }],
])('%s gets the whole stack', (_, env) => {
  const { stderr } = run('main.js', required + lines, env);
  expect(stderr).toMatch(/\n {4}at .*main\.js:6:1\)\n/);
});

test('the error that a program catches has its message alone, and a stack that can be replaced', () => {
  const text = `${required}${lines
    .replace('new MeshAgent', 'try { new MeshAgent')
    .replace(
      '70000 });',
      "70000 }); } catch (error) { console.error(error.message); error.stack = 'mine'; console.error(error.stack, error instanceof Error); }",
    )}`;
  expect(run('main.js', text)).toEqual({ status: 0, stderr: `${message.replace('Error: ', '')}\nmine true\n` });
});
