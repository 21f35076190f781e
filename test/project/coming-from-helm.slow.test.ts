import { readFileSync } from 'fs';
import { join } from 'path';
import * as cdk8s from 'cdk8s';
import * as ts from 'typescript';
import * as library from '../../src';
import { problemsOf } from '../support/compiled';

/*
 * docs/coming-from-helm.md has a row for every key of the values files of MCP Mesh's charts, and the code of each row
 * compiles, is accepted, and is synthesised. helm-values.json holds the keys: of charts 3.6.0, every leaf that their
 * values.yaml has.
 */

const root = join(__dirname, '..', '..');
const values: { [chart: string]: string[] } = JSON.parse(readFileSync(join(__dirname, 'helm-values.json'), 'utf8'));

interface Row {
  readonly where: string;
  readonly chart: string;
  readonly keys: string[];
  readonly verdict: string;
  readonly code?: string;
  readonly note: string;
}

function rowsOf(text: string): Row[] {
  let chart = '';
  return text.split('\n').flatMap((line, i) => {
    chart = /^## .*\b(mcp-mesh-\w+)$/.exec(line)?.[1] ?? (line.startsWith('## ') ? '' : chart);
    if (chart === '' || !line.startsWith('| `')) {
      return [];
    }
    const [keys, verdict, code, note, ...more] = line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim());
    expect({ line, more }).toEqual({ line, more: [] });
    const quoted = (cell: string) => [...cell.matchAll(/`([^`]*)`/g)].map((match) => match[1]);
    return [{ where: `${i + 1}: ${keys}`, chart, keys: quoted(keys), verdict, code: quoted(code)[0], note }];
  });
}

const rows = rowsOf(readFileSync(join(root, 'docs', 'coming-from-helm.md'), 'utf8'));

/** The key of a row that a value belongs to: the longest one, `a.*` standing for all below `a`. */
function keyFor(value: string, keys: string[]): string | undefined {
  return keys
    .filter((key) => key === value || (key.endsWith('.*') && value.startsWith(key.slice(0, -1))))
    .sort((a, b) => b.length - a.length)[0];
}

describe.each(Object.keys(values))('%s', (chart) => {
  const keys = rows.filter((row) => row.chart === chart).flatMap((row) => row.keys);

  test('each of its values has a row', () => {
    expect(values[chart].filter((value) => keyFor(value, keys) === undefined)).toEqual([]);
  });

  test('each row is of a value, and no other row is', () => {
    const used = new Set(values[chart].map((value) => keyFor(value, keys)));
    expect(keys.filter((key, i) => !used.has(key) || keys.indexOf(key) !== i)).toEqual([]);
  });
});

test('each row says what becomes of its values', () => {
  const verdicts = ['works', 'follows', 'beside it', 'left out', 'dead there'];
  const silent = rows.filter(
    ({ verdict, code, note }) =>
      !verdicts.includes(verdict) ||
      (['works', 'beside it'].includes(verdict) ? !code : verdict !== 'dead there' && !code && !note),
  );
  expect(silent.map(({ where }) => where)).toEqual([]);
});

/** What a row's code may use without making it, each from those before it. */
const given: [name: string, code: string][] = [
  ['image', `'registry.example.com/weather:1.4.2'`],
  ['password', `{ secret: kplus.Secret.fromSecretName(chart, 'given', 'password'), key: 'password' }`],
  ['server', `{ host: 'postgres.data.svc.cluster.local', user: 'mesh', password }`],
  ['stored', `new mesh.MeshRegistry(chart, 'stored', { database: mesh.RegistryDatabase.postgres(server) })`],
  ['registry', `new mesh.MeshRegistry(chart, 'registry')`],
  ['agent', `new mesh.MeshAgent(chart, 'agent', { registry, image, serviceName: 'given-agent' })`],
  ['dashboard', `new mesh.MeshDashboard(chart, 'dashboard', { registry: stored })`],
  ['postgres', `new mesh.DevelopmentPostgres(chart, 'postgres', { password })`],
];
const endpoint = `mesh.RedisEndpoint.of({ host: 'redis.data.svc.cluster.local' })`;

/** The construct that takes the props of a chart's rows. */
const subjects: { [chart: string]: [construct: string, needed: string] } = {
  'mcp-mesh-agent': ['MeshAgent', 'registry, image'],
  'mcp-mesh-registry': ['MeshRegistry', ''],
  'mcp-mesh-postgres': ['DevelopmentPostgres', 'password'],
  'mcp-mesh-redis': ['DevelopmentRedis', ''],
  'mcp-mesh-tempo': ['MeshRegistry', ''],
  'mcp-mesh-ui': ['MeshDashboard', 'registry: stored'],
};

function asModule({ chart, code = '' }: Row): string {
  let body = `${code};`;
  if (/^\w+: /.test(code)) {
    const [construct, needed] = subjects[chart];
    // Code that is mounted has an image.
    const others = code.includes('code: ') ? needed.replace(', image', '') : needed;
    body = `const props: Partial<mesh.${construct}Props> = { ${code} };
  new mesh.${construct}(chart, 'subject', { ${others ? `${others}, ` : ''}...props });`;
  }
  const isUsed = (name: string) =>
    new RegExp(`(?<![.\\w]|const )${name}\\b(?!\\s*:)`).test(body.replace(/'[^']*'/g, `''`));
  const redis = chart === 'mcp-mesh-redis' ? `new mesh.DevelopmentRedis(chart, 'redis')` : endpoint;
  for (const [name, value] of [...given, ['redis', redis]].reverse()) {
    body = isUsed(name) && !body.includes(`const ${name} =`) ? `const ${name} = ${value};\n  ${body}` : body;
  }
  const imported = (from: object) =>
    [...new Set(code.match(/\b[A-Z]\w+/g))].filter((name) => Object.hasOwn(from, name)).join(', ');
  return `import { ${imported(cdk8s)} } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { k8s } from 'cdk8s-plus-28';
import * as mesh from 'cdk8s-mcp-mesh';
import { ${imported(library)} } from 'cdk8s-mcp-mesh';
declare const app: import('cdk8s').App;
declare const chart: import('cdk8s').Chart;
{
  ${body}
}
`;
}

const coded = rows.filter(({ code }) => code !== undefined);
const modules = new Map(coded.map((row) => [row.where, asModule(row)]));
const problems = problemsOf(modules);

test('there is code to look at', () => expect(coded.length).toBeGreaterThan(150));

test.each([...modules.keys()])('%s: its code compiles', (where) => {
  expect({ code: modules.get(where), problems: problems.get(where) }).toEqual({
    code: modules.get(where),
    problems: [],
  });
});

describe('synthesis', () => {
  const folder = process.cwd();
  beforeAll(() => process.chdir(join(root, 'examples', 'service-discovery'))); // whose agents the rows read
  afterAll(() => process.chdir(folder));

  test.each([...modules.keys()])('%s: its code is accepted', (where) => {
    const { outputText } = ts.transpileModule(modules.get(where)!, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    });
    const app = new cdk8s.App();
    const chart = new cdk8s.Chart(app, 'chart', { namespace: 'mcp-mesh' });
    const load = (name: string) => (name === 'cdk8s-mcp-mesh' ? library : jest.requireActual(name));
    new Function('require', 'exports', 'app', 'chart', outputText)(load, {}, app, chart);
    // Defaults and charts alone make no object.
    const makesObjects = /(?:new [\w.]+|fromEndpoint)\(chart\b/.test(modules.get(where)!);
    expect(app.synthYaml().includes('kind: ')).toBe(makesObjects);
  });
});
