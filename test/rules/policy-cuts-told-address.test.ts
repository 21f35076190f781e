import { RULE } from '../../src/rules/policy-cuts-told-address';
import { Manifest } from '../support/manifests';
import { agent, deployment, DNS_RULE, REGISTRY, said, service, variable } from '../support/mesh-manifests';
import { egress, from, ingress, to } from '../support/policy-manifests';

const REDIS = [deployment('redis', { port: 6379 }), service('redis', { ports: [{ port: 6380, targetPort: 'http' }] })];
const told = (...env: Manifest[]) => [...REDIS, deployment('shop', { env })];
const SHOP = told(variable('REDIS_URL', 'redis://redis.mesh.svc.cluster.local:6380/0'));

test('no egress rule', () => {
  expect(said(RULE, [...SHOP, egress('shop', DNS_RULE)])).toEqual([
    'NetworkPolicy mesh/shop: spec.egress keeps Deployment mesh/shop from Deployment mesh/redis on port 6379, which env REDIS_URL names: ' +
      'no egress rule allows this connection; every connection there times out. ' +
      'Add to NetworkPolicy mesh/shop the egress rule { to: [{ podSelector: { matchLabels: { app.kubernetes.io/name: redis } } }], ports: [{ protocol: TCP, port: 6379 }] }.',
  ]);
});

test("the Service's port in place of the pod's", () => {
  expect(said(RULE, [...SHOP, egress('shop', to('redis', 6380))])).toEqual([
    expect.stringContaining("it opens port 6380, which is the Service's, and policies see the port of the pod"),
  ]);
});

test("the receiver's ingress", () => {
  expect(said(RULE, [...SHOP, ingress('redis', from('other', 6379))])).toEqual([
    expect.stringContaining('NetworkPolicy mesh/redis: spec.ingress keeps Deployment mesh/shop from'),
  ]);
});

const settings = (data: Manifest) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'mesh' },
  data,
});
const script = (text: string) => [
  ...REDIS,
  deployment('shop', {
    pod: { initContainers: [{ name: 'wait', image: 'busybox:1.36', command: ['sh', '-c', text] }] },
  }),
];

test.each<[string, Manifest[], string]>([
  [
    'host and port of two variables',
    told(variable('CACHE_HOST', 'redis'), variable('CACHE_PORT', '6380')),
    'env CACHE_HOST names',
  ],
  ['host and port in one', told(variable('CACHE', 'redis:6380')), 'env CACHE names'],
  ['a host alone, of a Service with one port', told(variable('CACHE_HOST', 'redis')), 'env CACHE_HOST names'],
  ['what is composed', told(variable('H', 'redis'), variable('CACHE', 'redis://:x@$(H):6380')), 'env CACHE names'],
  ['a wait', script('until nc -z -w 2 redis 6380; do sleep 1; done'), 'its command names'],
  ['a client', script('until redis-cli -h redis -p 6380 ping; do sleep 1; done'), 'its command names'],
  ['a request', script('wget -q -T 2 -O /dev/null http://redis:6380/health'), 'its command names'],
  [
    'an imported key',
    [
      ...REDIS,
      settings({ CACHE_HOST: 'redis', CACHE_PORT: '6380' }),
      deployment('shop', { container: { envFrom: [{ configMapRef: { name: 'settings' } }] } }),
    ],
    'key "CACHE_HOST" of ConfigMap mesh/settings names',
  ],
  [
    'a file',
    [
      ...REDIS,
      settings({ 'app.yaml': '# redis://no:1\ncache:\n  url: "redis://redis:6380"\n' }),
      deployment('shop', {
        container: { volumeMounts: [{ name: 'settings', mountPath: '/etc/shop' }] },
        pod: { volumes: [{ name: 'settings', configMap: { name: 'settings' } }] },
      }),
    ],
    'key "app.yaml" of ConfigMap mesh/settings names',
  ],
  ['an address', told(variable('CACHE', '192.0.2.9:6380')), 'from 192.0.2.9 on port 6380, which env CACHE names'],
])('%s', (_, objects, part) => {
  expect(said(RULE, [...objects, egress('shop', DNS_RULE)])).toEqual([expect.stringContaining(part)]);
});

test.each<[string, Manifest[]]>([
  ['both sides open', [...SHOP, egress('shop', to('redis', 6379)), ingress('redis', from('shop', 6379))]],
  ['no policy is over either', [...SHOP, egress('other')]],
  ['a name is only looked up', [...script('nslookup redis'), egress('shop')]],
  ['it is a list of exceptions', [...told(variable('NO_PROXY', 'redis.mesh,10.0.0.1:80')), egress('shop')]],
  [
    'the Service has several ports',
    [
      deployment('redis', { port: 6379 }),
      service('redis', {
        ports: [
          { name: 'a', port: 6379, targetPort: 'http' },
          { name: 'b', port: 80, targetPort: 'http' },
        ],
      }),
      deployment('shop', { env: [variable('CACHE_HOST', 'redis')] }),
      egress('shop'),
    ],
  ],
  ['another rule says it', [...REGISTRY, agent('news'), egress('news', DNS_RULE)]],
  [
    'an agent does not trace',
    [
      ...REDIS,
      agent('news', 'http://other.other:1', {
        env: [variable('REDIS_URL', 'redis://redis:6380'), variable('MCP_MESH_DISTRIBUTED_TRACING_ENABLED', 'false')],
      }),
      egress('news'),
    ],
  ],
])('silent if %s', (_, objects) => {
  expect(said(RULE, objects)).toEqual([]);
});
