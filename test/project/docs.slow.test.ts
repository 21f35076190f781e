import { execFileSync } from 'child_process';
import { readdirSync, readFileSync } from 'fs';
import { join, relative } from 'path';
import * as ts from 'typescript';
import { problemsOf } from '../support/compiled';

/*
 * Every TypeScript block of the documents, and every @example of the API, compiles against the library as it is
 * packed. A block with imports stands alone; one without is a few lines of an app, and sees what `prelude` declares.
 */

const root = join(__dirname, '..', '..');

const prelude = `
import { ApiObject, App, Chart, Duration, JsonPatch, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { EnvValue, k8s } from 'cdk8s-plus-28';
import * as mesh from 'cdk8s-mcp-mesh';
import {
  AgentRuntime, AgentSource, DevelopmentPostgres, DevelopmentRedis, DnsProfile, HeadlessMeshAgent, MeshCode, IstioApiVersion, IstioAuthorization, IstioDataPlane, IstioMutualTls, IstioRouting, IstioRoutingShape,
  MeshAgent, MeshCapability, MeshChecks, MeshChecksConfig, MeshConsumer, MeshDashboard, MeshDiscoveryTest, MeshDnsConfig, MeshNetworkPolicy, MeshPeer, MeshProbe, MeshRegistry, MeshRequirement, MeshStorage,
  MeshDefaults, MeshDisruptionBudget, MeshLogLevel, MeshIpFamilyPolicy, MeshPort, MeshSessionAffinity, MeshTrafficPolicy,
  MeshHttpRoute, MeshIngress, MeshIngressTls, MeshPathMatch, MeshRequestTimeout,
  MeshCertificateAuthority, MeshTls, MeshTlsMode, OtlpProtocol, PostgresCertificateAuthority, PostgresSslMode, RedisEndpoint, RegistryDatabase, ServiceMesh, WaitForRegistry,
} from 'cdk8s-mcp-mesh';
declare const app: App;
declare const chart: Chart;
declare const image: string;
`;

/** Names that a block may use without making them. */
const given: { [name: string]: string } = {
  registry: 'MeshRegistry',
  agent: 'MeshAgent',
  weather: 'MeshAgent',
  analytics: 'MeshAgent',
  processor: 'HeadlessMeshAgent',
};

interface Block {
  readonly where: string;
  readonly code: string;
}

function filesIn(folder: string, extension: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(extension))
    .sort()
    .map((file) => join(folder, file));
}

const documents = (folder: string) => filesIn(folder, '.md');

function blocksOf(file: string): Block[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^```(?:ts|typescript)\n([\s\S]*?)^```/gm)].map((match) => ({
    where: `${relative(root, file)}:${text.slice(0, match.index).split('\n').length}`,
    code: match[1],
  }));
}

function examplesOf(file: string): Block[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^ *\* @example\n((?: *\*(?!\/).*\n)+)/gm)].map((match) => ({
    where: `${relative(root, file)}:${text.slice(0, match.index).split('\n').length}`,
    code: match[1].replace(/^ *\* ?/gm, ''),
  }));
}

/** The block as a module: what it does not make itself is declared for it, and its own names stay its own. */
function asModule({ code }: Block): string {
  if (/^import /m.test(code)) {
    return code;
  }
  const needed = Object.entries(given).filter(([name]) => !new RegExp(`\\b(const|let) ${name}\\b`).test(code));
  return `${prelude}${needed.map(([name, type]) => `declare const ${name}: ${type};`).join('\n')}\n{\n${code}\n}`;
}

const sources = filesIn(join(root, 'src'), '.ts');
const examples = sources.flatMap(examplesOf);
const blocks = [
  ...[join(root, 'README.md'), join(root, 'examples/trip-planner/README.md'), ...documents(join(root, 'docs'))].flatMap(
    blocksOf,
  ),
  ...examples,
];

const found = problemsOf(new Map(blocks.map((block) => [block.where, asModule(block)])));

test.each(blocks.map(({ where }) => where))('%s compiles', (where) => {
  expect(found.get(where)).toEqual([]);
});

test('no block and no example is overlooked', () => {
  const tags = sources.flatMap((file) => readFileSync(file, 'utf8').match(/^ *\* @example$/gm) ?? []);
  expect(tags.length).toBeGreaterThan(0);
  expect(examples).toHaveLength(tags.length);
  expect(blocks.length - examples.length).toBeGreaterThan(10);
});

test('links between documents lead somewhere', () => {
  const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], {
    cwd: root,
    encoding: 'utf8',
  });
  const files = tracked
    .trim()
    .split('\n')
    .filter((file) => file !== 'API.md')
    .map((file) => join(root, file));
  expect(files.length).toBeGreaterThan(40);
  const broken = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)(?:#[^)]*)?\)/g)]
      .filter(
        ([, target]) =>
          !ts.sys.fileExists(join(file, '..', target)) && !ts.sys.directoryExists(join(file, '..', target)),
      )
      .map(([, target]) => `${relative(root, file)} → ${target}`),
  );
  expect(broken).toEqual([]);
});

test('the trip planner shows its mesh as it is drawn today', () => {
  const drawn = execFileSync(
    process.execPath,
    [join(root, 'bin', 'cdk8s-mcp-mesh'), 'graph', join(root, 'examples', 'trip-planner', 'manifests')],
    { encoding: 'utf8' },
  );
  const [, shown] = /^```mermaid\n([\s\S]*?)^```/m.exec(
    readFileSync(join(root, 'examples', 'trip-planner', 'README.md'), 'utf8'),
  )!;
  expect(shown).toBe(drawn);
});
