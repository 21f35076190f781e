import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { readAgents } from '../../../src/cli/agents/agent-files';
import { initCommand, InitOptions } from '../../../src/cli/commands/init';
import { pythonAgent, removeFolders, workingFolder } from '../../support/folder';
import { AGENTS } from '../../support/init-folder';

afterEach(removeFolders);

const VERSIONS = { own: '1.2.3', peers: { cdk8s: '^2.70.0', constructs: '^10.3.0' } };

function init(options: Partial<InitOptions> = {}) {
  const sources = options.sources ?? ['.'];
  return initCommand(readAgents(sources), { values: [], ...options, sources }, VERSIONS);
}

const text = (path: string) => readFileSync(path, 'utf8');

test('one file becomes an app', () => {
  workingFolder({ 'weather.py': pythonAgent('weather') });
  const { report, isOpen, unreadable } = init();
  expect(report).toBe(`wrote main.ts, cdk8s.yaml, package.json, tsconfig.json

weather  weather.py  its code is mounted, no image to build

Next: npm install && npx cdk8s synth && npm run check
`);
  expect([isOpen, unreadable]).toEqual([false, []]);
  expect(text('main.ts')).toBe(`import { App, Chart } from 'cdk8s';
import { AgentSource, MeshAgent, MeshChecks, MeshCode, MeshNetworkPolicy, MeshRegistry } from 'cdk8s-mcp-mesh';

const app = new App();
MeshChecks.of(app); // the rules of cdk8s-mcp-mesh: synthesis stops at what would break
const chart = new Chart(app, 'mcp-mesh', { namespace: 'mcp-mesh' });

const registry = new MeshRegistry(chart, 'registry');

new MeshAgent(chart, 'weather', {
  registry,
  source: AgentSource.fromFile('weather.py'),
  code: MeshCode.mounted(),
});

// Opens what the code declares, and no more. What an agent calls outside of the mesh is for you to say, such as an API of the
// internet: agent.allowEgress(MeshPeer.internet()). So is who calls an agent from outside: agent.allowIngress(…).
new MeshNetworkPolicy(chart, 'network-policy', { registry, strict: true });

app.synth();
`);
  expect(text('cdk8s.yaml')).toBe('language: typescript\napp: npx tsx main.ts\noutput: manifests\n');
  expect(JSON.parse(text('package.json'))).toMatchObject({
    private: true,
    scripts: { synth: 'cdk8s synth', check: 'cdk8s-mcp-mesh check manifests --source .' },
    dependencies: { cdk8s: '^2.70.0', 'cdk8s-mcp-mesh': '^1.2.3', constructs: '^10.3.0' },
  });
});

test('agents of many kinds, and what their values files say', () => {
  workingFolder(AGENTS);
  const { report, isOpen } = init({
    sources: ['agents'],
    out: 'app',
    values: ['agents/*/helm-values.yaml', 'values-*.yaml'],
  });
  expect(isOpen).toBe(true);
  expect(report).toBe(`wrote app/main.ts, app/cdk8s.yaml, app/package.json, app/tsconfig.json

built  agents/built  an image of its own
claude-provider  agents/claude  registry.example.com/claude-provider:1.2.0
forecast  agents/forecast.py  an image of its own
trip-agent  agents/trip  its code is mounted, no image to build
unread  agents/unread.py  its code is mounted, no image to build
weather-agent  agents/weather.py  its code is mounted, no image to build

Synthesis stops until main.ts says:
  the image of built: Java must be compiled
  the image of forecast: it imports pandas (agents/forecast.py:1), which mcpmesh/python-runtime does not have
  the tags of @mesh.tool "unread" of unread, by .complete({ … })
  who offers prefs, which none of these agents does

Not taken from values files:
  agents/claude/helm-values.yaml: agent.port: no template of the chart reads it
  agents/claude/helm-values.yaml: registry.host: the registry is a construct, and agents get its address from it
  agents/claude/helm-values.yaml: registry.port: the registry is a construct, and agents get its address from it
  agents/claude/helm-values.yaml: mesh.enabled: no template of the chart reads it
  agents/claude/helm-values.yaml: mesh.registryUrl: no template of the chart reads it
  agents/claude/helm-values.yaml: env MCP_MESH_HTTP_PORT: the library sets it
  agents/claude/helm-values.yaml: env OPENAI_API_KEY: it is a secret in plain text; make a Secret, and read it by EnvValue.fromSecretValue
  agents/claude/helm-values.yaml: autoscaling: make a HorizontalPodAutoscaler of cdk8s-plus-28 with the agent as its target, and leave replicas out
  agents/trip/helm-values.yaml: agentCode.enabled: MeshCode.mounted() makes the ConfigMap of the code
  agents/trip/helm-values.yaml: agentCode.scriptPath: the chart reads files inside of the chart alone
  values-other.yaml: it is of none of the agents built, claude-provider, forecast, trip-agent, unread, weather-agent

Next: cd app && npm install && npx cdk8s synth && npm run check
`);
  const main = text('app/main.ts');
  expect(main).toContain(`const images: { [agent: string]: string | undefined } = {
  built: undefined, // Java must be compiled
  forecast: undefined, // it imports pandas (agents/forecast.py:1), which mcpmesh/python-runtime does not have
};`);
  expect(main).toContain(`const registry = new MeshRegistry(chart, 'registry', {
  // externalCapabilities: ['prefs'],
});`);
  expect(main).toContain("  // externalProviders: [MeshPeer.namespace('other', [8080])],\n");
  expect(main).toContain(`new MeshAgent(chart, 'claude-provider', {
  registry,
  source: AgentSource.fromDirectory('../agents/claude'),
  image: 'registry.example.com/claude-provider:1.2.0',
  imagePullPolicy: ImagePullPolicy.ALWAYS,
  port: 9110,
  replicas: 2,
  resources: {
    requests: { cpu: k8s.Quantity.fromString('250m'), memory: k8s.Quantity.fromString('256Mi') },
    limits: { cpu: k8s.Quantity.fromString('1'), memory: k8s.Quantity.fromString('512Mi') },
  },
  env: {
    ANTHROPIC_API_KEY: EnvValue.fromSecretValue({ secret: secretLlmKeys, key: 'ANTHROPIC_API_KEY' }),
    GREETING: EnvValue.fromValue("it's"),
    REGION: EnvValue.fromConfigMap(configSite, 'region', { optional: true }),
  },
  nodeSelector: { disk: 'ssd' },
}).allowEgress(MeshPeer.internet()); // the LLM's API
`);
  expect(main).toContain("  code: MeshCode.mounted({ release: '3.8.0' }),\n");
  expect(main).toContain(
    '    // .complete({ hole: \'../agents/unread.py:7\', capabilities: […] }) // the tags of @mesh.tool "unread": only a run of the code shows the value of load()\n    ,\n',
  );
  expect(main).not.toContain('notarealkey');
});

test('nothing is overwritten', () => {
  workingFolder({ 'weather.py': pythonAgent('weather'), 'cdk8s.yaml': 'mine', 'app/main.ts': 'mine' });
  expect(() => init()).toThrow(
    'cdk8s.yaml: already there, and nothing is overwritten. Move it away, or name another folder by --out',
  );
  expect(() => init({ out: 'app' })).toThrow('app/main.ts: already there');
  expect(existsSync('main.ts')).toBe(false);
  expect(readdirSync('app')).toEqual(['main.ts']);
  init({ out: 'new/app' });
  expect(() => init({ out: 'new/app' })).toThrow('new/app/main.ts, new/app/cdk8s.yaml: already there');
});

test('a package.json and a tsconfig.json stay, and the report says what the packages lack', () => {
  const own = JSON.stringify({ dependencies: { cdk8s: '^2.70.0', 'cdk8s-mcp-mesh': 'file:x.tgz' } });
  workingFolder({ 'weather.py': pythonAgent('weather'), 'package.json': own, 'tsconfig.json': '{}' });
  expect(init().report.split('\n').slice(-6)).toEqual([
    'Kept as they are:',
    '  package.json',
    '  tsconfig.json',
    '',
    'Next: npm install constructs@^10.3.0 && npm install --save-dev @types/node@^22 cdk8s-cli@^2 tsx@^4 typescript@^5.9 && npx cdk8s synth && npx cdk8s-mcp-mesh check manifests --source .',
    '',
  ]);
  expect(text('package.json')).toBe(own);
});

test('names that TypeScript would take for more than text stay text', () => {
  workingFolder({ "o'dd.py": pythonAgent('weather-agent'), 'a b/main.py': pythonAgent('spaced') });
  init();
  expect(text('main.ts')).toContain(`AgentSource.fromFile("o'dd.py")`);
  expect(text('main.ts')).toContain("AgentSource.fromDirectory('a b')");
});

test('agents of one name, and one without a legal name, are constructs of their own', () => {
  workingFolder({ 'a.py': pythonAgent('twin'), 'b.py': pythonAgent('twin'), 'c.py': pythonAgent('My Agent') });
  init();
  const ids = [...text('main.ts').matchAll(/new MeshAgent\(chart, '([^']+)'/g)].map(([, id]) => id);
  expect(ids).toEqual(['twin', 'twin-2', 'my-agent']);
});

test('values files that cannot be read are named', () => {
  workingFolder({ 'weather.py': pythonAgent('weather'), 'bad.yaml': 'a: [', 'list.yaml': '- a' });
  expect(init({ values: ['bad.yaml', 'list.yaml', 'none-*.yaml'] }).unreadable).toEqual([
    expect.stringMatching(/^bad.yaml: Flow sequence/),
    'list.yaml: it is no map of values',
    'none-*.yaml: there is no such file',
  ]);
});

test('the documentation shows what comes of its example', () => {
  const page = readFileSync(join(__dirname, '../../../docs/how-to/agents-from-code.md'), 'utf8');
  const [, code] = /^```python\n([\s\S]*?)^```/m.exec(page)!;
  const [, shown] = /^npx cdk8s-mcp-mesh init agents\/\n```\n\n```text\n([\s\S]*?)^```/m.exec(page)!;
  workingFolder({ 'agents/weather.py': code });
  expect(init({ sources: ['agents/'] }).report).toBe(shown);
});

test('what is missing is named with versions and tags: a namesake that does not fit is no help', () => {
  const needs =
    ', dependencies=[{"capability": "two", "version": ">=2.0.0", "tags": ["a", "+b", ["c", "d"]], "required": True}]';
  workingFolder({ 'one.py': pythonAgent('one', needs), 'two.py': pythonAgent('two') });
  expect(init().report).toContain('  who offers two >=2.0.0 [a, c or d], which none of these agents does\n');
  expect(text('main.ts')).toContain("// externalCapabilities: ['two'],");
});
