import { RULE } from '../../src/rules/service-link-sets-variable';
import { Manifest } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const env = (values: { [name: string]: string }) => ({
  env: Object.entries({ MCP_MESH_AGENT_NAME: 'weather', ...values }).map(([name, value]) => ({ name, value })),
});
const agent = (values: { [name: string]: string } = {}, pod: Manifest = {}) => deployment(env(values), { pod });
const service = (name: string, more: Manifest = {}) =>
  object('v1', 'Service', name, { spec: { ports: [{ port: 8080 }], ...more.spec }, metadata: more.metadata });

test('a value that is composed', () => {
  expect(said(RULE, [service('redis'), agent({ REDIS_URL: 'redis://redis:$(REDIS_PORT)' })])).toEqual([
    'Deployment mesh/weather-agent: variable "REDIS_URL" with $(REDIS_PORT), which the manifest does not set: the kubelet sets it to tcp://<address>:<port> for Service ' +
      '"redis", and not to a number. Write the number of the port, or $(REDIS_SERVICE_PORT).',
  ]);
});

test.each<[string, Manifest[]]>([
  ['the port of an agent', [service('mcp-mesh-http'), agent()]],
  ['links that are asked for', [service('mcp-mesh-http'), agent({}, { enableServiceLinks: true })]],
  ["the guide's variables", [service('mcp-mesh-registry'), agent({ MCP_MESH_REGISTRY_HOST: 'mcp-mesh-registry' })]],
])('%s', (_, objects) => expect(said(RULE, objects)).toHaveLength(1));

test.each<[string, Manifest[]]>([
  ['no links', [service('mcp-mesh-http'), agent({}, { enableServiceLinks: false })]],
  ['a variable that is set', [service('mcp-mesh-http'), agent({ MCP_MESH_HTTP_PORT: '8080' })]],
  [
    'a variable that may be set',
    [service('mcp-mesh-http'), deployment({ ...env({}), envFrom: [{ secretRef: { name: 'x' } }] })],
  ],
  [
    'a registry that agents find by its URL',
    [service('mcp-mesh-registry'), agent({ MCP_MESH_REGISTRY_URL: 'http://x' })],
  ],
  ['another namespace', [service('mcp-mesh-http', { metadata: { namespace: 'other' } }), agent()]],
  ['a headless Service', [service('mcp-mesh-http', { spec: { clusterIP: 'None' } }), agent()]],
  ['something else than an agent', [service('mcp-mesh-http'), deployment({})]],
  [
    'a port that the manifest sets',
    [service('redis'), agent({ REDIS_PORT: '6379', REDIS_URL: 'redis://redis:$(REDIS_PORT)' })],
  ],
  ['the number that a link sets', [service('redis'), agent({ REDIS_URL: 'redis://redis:$(REDIS_SERVICE_PORT)' })]],
])('not %s', (_, objects) => expect(said(RULE, objects)).toEqual([]));

describe('a script', () => {
  const running = (script: string, container: Manifest = {}, pod: Manifest = {}) =>
    deployment({ command: ['sh', '-c', script], ...container }, { pod });

  test('that uses the port as a number', () => {
    expect(said(RULE, [service('redis'), running('redis-cli -h redis -p $REDIS_PORT ping')])).toEqual([
      'Deployment mesh/weather-agent: container "agent": $REDIS_PORT in its command, which the manifest does not set: the kubelet sets it to tcp://<address>:<port> for Service ' +
        '"redis", and not to a number. Write the number of the port, or $REDIS_SERVICE_PORT.',
    ]);
  });

  test.each(['app --redis-port=${REDIS_PORT}', 'curl http://redis:$REDIS_PORT/', 'nc -z redis $REDIS_PORT'])(
    '%s',
    (script) => {
      expect(said(RULE, [service('redis'), running(script)])).toHaveLength(1);
    },
  );

  test.each<[string, Manifest]>([
    ['a variable that is set', running('nc -z redis $REDIS_PORT', { env: [{ name: 'REDIS_PORT', value: '6379' }] })],
    ['a variable of the script', running('REDIS_PORT=6379; nc -z redis $REDIS_PORT')],
    [
      'a variable that may be imported',
      running('nc -z redis $REDIS_PORT', { envFrom: [{ configMapRef: { name: 'x' } }] }),
    ],
    ['the URL that it is', running('echo $REDIS_PORT')],
    ['its last part', running('app -p ${REDIS_PORT##*:}')],
    ['a default', running('app -p ${REDIS_PORT:-6379}')],
    ['no links', running('nc -z redis $REDIS_PORT', {}, { enableServiceLinks: false })],
    ['another Service', running('nc -z db $DB_PORT')],
  ])('not %s', (_, workload) => expect(said(RULE, [service('redis'), workload])).toEqual([]));
});
