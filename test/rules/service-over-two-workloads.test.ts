import { RULE } from '../../src/rules/service-over-two-workloads';
import { Manifest } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const variables = (values: { [name: string]: string }) =>
  Object.entries(values).map(([name, value]) => ({ name, value }));
const agent = (name: string, more: Manifest = {}, agentName: string = name) =>
  deployment(
    {
      image: `registry.example.com/${name}:1`,
      ports: [{ name: 'http', containerPort: 8080 }],
      env: variables({ MCP_MESH_AGENT_NAME: agentName }),
      ...more,
    },
    { name, labels: { app: name, tier: 'agents' } },
  );
const service = (name: string, selector: Manifest = { tier: 'agents' }, spec: Manifest = {}) =>
  object('v1', 'Service', name, { spec: { selector, ports: [{ port: 8080, targetPort: 'http' }], ...spec } });
const registry = (name: string, url: string = '') =>
  deployment(
    {
      image: 'mcpmesh/registry:3.7.1',
      ports: [{ name: 'http', containerPort: 8000 }],
      env: variables({ DATABASE_URL: url }),
    },
    { name, labels: { app: name, tier: 'agents' } },
  );

test('an agent that is advertised there', () => {
  const host = {
    env: variables({ MCP_MESH_AGENT_NAME: 'news', MCP_MESH_HTTP_HOST: 'all', MCP_MESH_HTTP_PORT: '8080' }),
  };
  expect(said(RULE, [service('all'), agent('weather'), agent('news', host)])).toEqual([
    'Service mesh/all: the selector is that of pods of Deployment mesh/news, and of Deployment mesh/weather too: each connection goes to any of these pods, so some ' +
      'requests arrive at a program that does not serve them. Select by a label that only the pods of news have, such as app.kubernetes.io/name.',
  ]);
});

const database = deployment(
  { image: 'postgres:16', ports: [{ name: 'http', containerPort: 5432 }] },
  { name: 'db', kind: 'StatefulSet', labels: { tier: 'agents' } },
);

test.each<[string, Manifest[], string]>([
  [
    'a Service of the name of an agent',
    [service('weather'), agent('weather'), agent('news')],
    'Deployment mesh/news too',
  ],
  ['something else beside an agent', [service('weather'), agent('weather'), database], 'StatefulSet mesh/db too'],
  ['a registry and an agent', [service('reg'), registry('reg'), agent('news')], 'Deployment mesh/news too'],
  [
    "a registry's URL",
    [
      service('hub'),
      registry('reg'),
      agent('news', { env: variables({ MCP_MESH_AGENT_NAME: 'news', MCP_MESH_REGISTRY_URL: 'http://hub:8080' }) }),
    ],
    'Deployment mesh/news too',
  ],
  [
    'two registries with a database each',
    [service('reg'), registry('reg', 'postgres://a/x'), registry('two', 'postgres://b/x')],
    'Deployment mesh/two too',
  ],
])('%s', (_, objects, others) => expect(said(RULE, objects)).toEqual([expect.stringContaining(others)]));

test.each<[string, Manifest[]]>([
  ['one agent', [service('weather', { app: 'weather' }), agent('weather'), agent('news')]],
  ["a Service that is nobody's address", [service('agents'), agent('weather'), agent('news')]],
  [
    "a headless one that is nobody's address",
    [service('weather', undefined, { clusterIP: 'None' }), agent('weather'), agent('news')],
  ],
  ['versions of one agent', [service('weather'), agent('weather'), agent('weather-canary', {}, 'weather')]],
  [
    'versions by their image',
    [
      service('weather'),
      agent('weather', { env: variables({ MCP_MESH_HTTP_PORT: '8080' }) }),
      agent('canary', { env: variables({ MCP_MESH_HTTP_PORT: '8080' }), image: 'registry.example.com/weather:2' }),
    ],
  ],
  ['a pod without the port', [service('weather'), agent('weather'), agent('news', { ports: [] })]],
  [
    'a Job',
    [
      service('weather'),
      agent('weather'),
      { ...deployment({}, { name: 'load', kind: 'Job', labels: { tier: 'agents' } }), apiVersion: 'batch/v1' },
    ],
  ],
  [
    'two registries of one database',
    [service('reg'), registry('reg', 'postgres://a/x'), registry('two', 'postgres://a/x')],
  ],
])('not %s', (_, objects) => expect(said(RULE, objects)).toEqual([]));
