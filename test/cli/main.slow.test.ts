import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import * as fc from 'fast-check';
import * as ts from 'typescript';
import { main } from '../../src/cli/main';

/* Manifests and their names come from pull requests. Nothing in them may reach a terminal, or be a command to CI. */

const home = join(__dirname, '..', '..');
const workingDirectory = process.cwd();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdk8s-mcp-mesh-hostile-'));
  process.chdir(folder);
});

afterEach(() => {
  process.chdir(workingDirectory);
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((said.out += text)));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((said.err += text)));
  const code = await main(args, home);
  jest.restoreAllMocks();
  return { code, ...said };
}

const service = (name: string, port: unknown = 'eighty') =>
  JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { ports: [{ port }] } });

/** What a report must not contain: control characters but line breaks, bidirectional controls, commands to CI. */
// eslint-disable-next-line no-control-regex
const DANGEROUS =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069]|^\s*::|##\[|##vso\[/m;

const HOSTILE = [
  'a\u001b[2Jb',
  'a\u009b31mb',
  '\n::error::pwned',
  '::error::pwned',
  '\u202etxt.exe',
  '\u2066a\u2069',
  '##[error]pwned',
  '##vso[task.setvariable]x',
  'a\r::stop-commands::x',
];

describe.each(['text', 'json', 'sarif', 'junit', 'markdown'])('as %s', (format) => {
  test.each(HOSTILE)('a name %j', async (name) => {
    writeFileSync('a.json', service(name));
    const { code, out, err } = await run('check', 'a.json', '--format', format);
    expect(code).toBe(1);
    expect(`${out}\n${err}`).not.toMatch(DANGEROUS);
  });

  test.each(HOSTILE)('a value, a kind and a key %j', async (text) => {
    const kind = JSON.stringify({ apiVersion: 'v1', kind: text, metadata: { name: 'x', labels: { [text]: 7 } } });
    writeFileSync('a.json', `${service('b', text)}\n---\n${kind}`);
    const { code, out, err } = await run('check', 'a.json', '--format', format);
    expect(code).toBe(1);
    expect(`${out}\n${err}`).not.toMatch(DANGEROUS);
  });

  test.each(HOSTILE)("a file's name %j", async (name) => {
    writeFileSync(`${name}.json`, service('x'));
    writeFileSync(`${name}-broken.yaml`, 'kind: [');
    const { code, out, err } = await run('check', '.', '--format', format);
    expect(code).toBe(2);
    expect(`${out}\n${err}`).not.toMatch(DANGEROUS);
  });

  test('what the YAML parser says', async () => {
    writeFileSync('a.yaml', 'a: *\u001b[2J\n');
    writeFileSync('b.yaml', '"\n::error::pwned": {\n');
    const { code, out, err } = await run('check', 'a.yaml', 'b.yaml', '--format', format);
    expect(code).toBe(2);
    expect(`${out}\n${err}`).not.toMatch(DANGEROUS);
  });
});

test('JSON says the very name, escaped', async () => {
  const name = 'a\u001b\u202e##[b]';
  writeFileSync('a.json', service(name));
  const { out } = await run('check', 'a.json', '--format', 'json');
  expect(JSON.parse(out).findings[0].name).toBe(name);
});

test.each(['mermaid', 'svg'])('the picture as %s', async (format) => {
  for (const [i, name] of HOSTILE.entries()) {
    const labels = { app: name };
    writeFileSync(
      `${i}.json`,
      JSON.stringify({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name },
        spec: {
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              containers: [{ name: 'agent', image: 'x:1', env: [{ name: 'MCP_MESH_AGENT_NAME', value: name }] }],
            },
          },
        },
      }),
    );
  }
  const { out } = await run('graph', '.', '--format', format);
  expect(out).not.toMatch(DANGEROUS);
});

test('a file that can not be read hides nothing: the rest is reported, and the exit code is 2', async () => {
  writeFileSync('a.json', service('a'));
  writeFileSync('b.yaml', 'kind: [');
  writeFileSync('c.json', service('c'));
  const { code, out, err } = await run('check', 'a.json', 'b.yaml', 'c.json');
  expect(code).toBe(2);
  expect(out).toContain('Service a  a.json:1\n');
  expect(out).toContain('Service c  c.json:1\n');
  expect(err).toMatch(
    /^cdk8s-mcp-mesh: cannot be read, so only the rest was looked at:\n {2}b\.yaml:1: Flow sequence.*\n$/,
  );
});

test('SARIF says that it is not all', async () => {
  writeFileSync('a.json', service('a'));
  writeFileSync('b.yaml', 'kind: [');
  const { out } = await run('check', '.', '--format', 'sarif');
  expect(JSON.parse(out).runs[0].invocations).toEqual([
    {
      executionSuccessful: false,
      toolExecutionNotifications: [{ level: 'error', message: { text: expect.stringMatching(/^b\.yaml:1: Flow/) } }],
    },
  ]);
});

describe('the URI of a file in SARIF', () => {
  const uri = async (path: string) => {
    const { out } = await run('check', path, '--format', 'sarif');
    return JSON.parse(out).runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri;
  };

  test.each(['deploy/a#b.json', './deploy/a#b.json', 'deploy/../deploy/a#b.json', 'absolute'])(
    'is relative to the repository, typed as %s',
    async (typed) => {
      mkdirSync('.git');
      mkdirSync('deploy');
      writeFileSync('deploy/a#b.json', service('a'));
      expect(await uri(typed === 'absolute' ? join(process.cwd(), 'deploy/a#b.json') : typed)).toBe(
        'deploy/a%23b.json',
      );
      process.chdir('deploy');
      expect(await uri('a#b.json')).toBe('deploy/a%23b.json');
    },
  );

  test('is percent-encoded for any name', async () => {
    mkdirSync('.git');
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[\w %#?&:[\]@é]{1,12}$/), async (name) => {
        writeFileSync(`${name}.json`, service('a'));
        const found = await uri(`./${name}.json`);
        expect(found).toMatch(/^(?:[\w.~!*'()-]|%[0-9A-F]{2})+$/);
        expect(decodeURIComponent(found)).toBe(`${name}.json`);
      }),
      { numRuns: 20 },
    );
  });
});

describe("agents' code", () => {
  /** An agent of which the text is all that it says, and what cannot be read. */
  const agent = (text: string) => {
    const said = JSON.stringify(text);
    const tool = `@mesh.tool(capability=${said}, tags=[${said}], dependencies=[${said}])\ndef tool():\n    pass\n`;
    const unread = `@mesh.tool(capability="x", tags=load(${said}))\ndef unread():\n    pass\n`;
    return `import mesh\n\n${tool}\n${unread}\n@mesh.agent(name=${said})\nclass Agent:\n    pass\n`;
  };

  test.each(HOSTILE)('read %j', async (text) => {
    writeFileSync('agent.py', agent(text));
    for (const format of ['text', 'json']) {
      const { code, out, err } = await run('read', 'agent.py', '--format', format);
      expect(code).toBe(1);
      expect(`${out}\n${err}`).not.toMatch(DANGEROUS);
    }
  });

  test.each(HOSTILE)('check --source %j', async (text) => {
    writeFileSync('agent.py', agent(text));
    writeFileSync('a.json', service('x', 80));
    const { code, out, err } = await run('check', 'a.json', '--source', 'agent.py');
    expect(code).toBe(1);
    expect(`${out}\n${err}`).not.toMatch(DANGEROUS);
  });

  test.each([...HOSTILE, "'); process.exit(); ('", '`${process.exit()}`', '*/ process.exit() /*', '\\'])(
    'init %j',
    async (text) => {
      const path = text.replace(/\//g, '-');
      mkdirSync(path);
      writeFileSync(join(path, 'main.py'), agent(text));
      writeFileSync(
        join(path, 'helm-values.yaml'),
        JSON.stringify({
          image: { repository: text, tag: '1' },
          env: [{ name: text, value: text }],
          nodeSelector: { [text]: text },
        }),
      );
      const { out, err } = await run('init', '.', '--values', '*/helm-values.yaml');
      expect(`${out}\n${err}`).not.toMatch(DANGEROUS);
      const app = readFileSync('main.ts', 'utf8');
      const { diagnostics } = ts.transpileModule(app, { reportDiagnostics: true });
      expect((diagnostics ?? []).map(({ messageText }) => messageText)).toEqual([]);
      const file = ts.createSourceFile('main.ts', app, ts.ScriptTarget.ES2022, true);
      // The text is in strings alone: no statement is added.
      expect(file.statements.map(({ kind }) => ts.SyntaxKind[kind])).toEqual([
        ...Array(3 + Number(app.includes("from 'cdk8s-plus-28'")) - 1).fill('ImportDeclaration'),
        'FirstStatement',
        'ExpressionStatement',
        'FirstStatement',
        'FirstStatement',
        'ExpressionStatement',
        'ExpressionStatement',
        'ExpressionStatement',
      ]);
    },
  );
});
