import { RULE } from '../../src/rules/address-of-missing-service';
import { Manifest } from '../support/manifests';
import { agent, deployment, REGISTRY, said, service, variable } from '../support/mesh-manifests';

const redis = service('redis', { selector: undefined, ports: [{ port: 6379 }] });
const told = (name: string, value: string) => deployment('shop', { env: [variable(name, value)] });
const running = (container: Manifest) => deployment('shop', { container });
const waiting = (...command: string[]) =>
  deployment('shop', { pod: { initContainers: [{ name: 'wait', image: 'busybox:1.37', command }] } });
const settings = (data: { [key: string]: string }, kind: string = 'ConfigMap'): Manifest => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'settings', namespace: 'mesh' },
  [kind === 'Secret' ? 'stringData' : 'data']: data,
});
const headless = service('db', { clusterIP: 'None', selector: { app: 'db' }, ports: [{ port: 5432 }] });
const controlled = (kind: string, spec: Manifest): Manifest => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: 'db', namespace: 'mesh' },
  spec: { ...spec, template: { metadata: { labels: { app: 'db' } }, spec: { containers: [{ name: 'db' }] } } },
});

test('a name that is nearly that of a Service', () => {
  expect(said(RULE, [redis, told('REDIS_URL', 'redis://user@rediss:6379/0')])).toEqual([
    'Deployment mesh/shop: container "main": env REDIS_URL names host "rediss": namespace "mesh" has no Service "rediss" (did you mean "redis"?); ' +
      'nothing answers there. Write redis, or make a Service "rediss".',
  ]);
});

const named = (...objects: Manifest[]) =>
  said(RULE, [redis, ...objects]).map((each) =>
    each.replace(/^(.*) names host "([^"]*)": (.*); nothing.*$/, '$1 → $2: $3'),
  );

test.each<[string, string, Manifest[]]>([
  ['a host alone', 'env REDIS_HOST → redi', [told('REDIS_HOST', 'redi')]],
  ['host:port in an argument', 'args → rdis', [running({ args: ['--cache=rdis:6379'] })]],
  ['an option of its own', 'args → rdis', [running({ args: ['--redis-host', 'rdis'] })]],
  [
    'composed of variables',
    'env URL → rediss',
    [running({ env: [variable('H', 'rediss'), variable('URL', 'http://$(H):1')] })],
  ],
  [
    'waited for by nc',
    'init container "wait": command → rediss',
    [waiting('sh', '-c', 'until nc -z -w 2 rediss 6379; do sleep 1; done')],
  ],
  [
    'looked up',
    'init container "wait": command → redsi',
    [waiting('sh', '-c', 'until nslookup redsi; do sleep 2; done')],
  ],
  ['fetched', 'init container "wait": command → rediss.mesh', [waiting('wget', '-qO-', 'rediss.mesh:6379/health')]],
  ['with half of the domain', 'env REDIS_HOST → redis.mesh.svc.local', [told('REDIS_HOST', 'redis.mesh.svc.local')]],
  [
    'with a misspelt domain',
    'env REDIS_HOST → redis.mesh.svc.cluster.locl',
    [told('REDIS_HOST', 'redis.mesh.svc.cluster.locl')],
  ],
  ['without svc', 'env REDIS_HOST → redis.mesh.cluster.local', [told('REDIS_HOST', 'redis.mesh.cluster.local')]],
  ['in a namespace that is nearly one of these', 'env REDIS_HOST → redis.meshh', [told('REDIS_HOST', 'redis.meshh')]],
  ['in another namespace', 'env LLM_HOST → llm', [service('llm', {}, 'models'), told('LLM_HOST', 'llm')]],
  [
    "a pod's name below a Deployment",
    'env DB → db-0.db.mesh.svc',
    [headless, controlled('Deployment', {}), told('DB', 'db-0.db.mesh.svc')],
  ],
  [
    'an ordinal beyond the replicas',
    'env DB → db-2.db.mesh.svc',
    [headless, controlled('StatefulSet', { replicas: 2, serviceName: 'db' }), told('DB', 'db-2.db.mesh.svc')],
  ],
])('%s', (_, place, objects) => {
  const found = named(...objects);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(place);
});

test('one key that many pods read is one mistake, and is at the map', () => {
  const reads = (name: string) =>
    deployment(name, { container: { envFrom: [{ configMapRef: { name: 'settings' } }] } });
  expect(named(reads('shop'), reads('bar'), settings({ REDIS_URL: 'redis://rediss:6379' }))).toEqual([
    'ConfigMap mesh/settings: key "REDIS_URL" → rediss: namespace "mesh" has no Service "rediss" (did you mean "redis"?)',
  ]);
});

test.each<[string, Manifest[]]>([
  ['the Service itself', [told('REDIS_URL', 'redis://redis.mesh.svc.cluster.local:6379')]],
  ['a name that is like none', [told('PAYMENTS_URL', 'http://payments:8080')]],
  ['another number', [service('redis-1'), told('REDIS_HOST', 'redis-2')]],
  ['a namespace that is not shown', [told('REDIS_HOST', 'rediss.cache.svc.cluster.local')]],
  ['outside of the cluster', [told('REDIS_HOST', 'redis.example.com'), told('URL', 'https://api.openai.com/v1')]],
  ['a word that is no host', [told('CACHE', 'rediss')]],
  ['a variable of a shell', [told('REDIS_URL', 'redis://${rediss}:6379')]],
  [
    'a password in a Secret',
    [running({ envFrom: [{ secretRef: { name: 'settings' } }] }), settings({ HOST: 'rediss' }, 'Secret')],
  ],
  [
    'a pod that asks another DNS',
    [deployment('shop', { env: [variable('REDIS_HOST', 'rediss')], pod: { dnsPolicy: 'Default' } })],
  ],
  [
    'an operator that may make it',
    [
      { apiVersion: 'redis.example.com/v1', kind: 'Redis', metadata: { name: 'rediss', namespace: 'mesh' } },
      told('REDIS_HOST', 'rediss'),
    ],
  ],
  [
    'a pod of a StatefulSet',
    [headless, controlled('StatefulSet', { replicas: 2, serviceName: 'db' }), told('DB', 'db-1.db.mesh.svc')],
  ],
  ["an agent's registry, which has a rule", [...REGISTRY, agent('news', 'http://mcp-mesh-registri:8000')]],
])('%s is fine', (_, objects) => {
  expect(named(...objects)).toEqual([]);
});

test('the short name of a pod that has no name', () => {
  expect(said(RULE, [headless, controlled('Deployment', {}), told('DB_HOST', 'db-0.db')])).toEqual([
    'Deployment mesh/shop: container "main": env DB_HOST names host "db-0.db": the pods of Deployment "db" have no names of their own: only those of a StatefulSet have; ' +
      'nothing answers there. Name a Service, or a pod that there is.',
  ]);
  const set = controlled('StatefulSet', { serviceName: 'db' });
  expect(said(RULE, [headless, set, told('DB_HOST', 'db-0.db')])).toEqual([]);
});

describe('names of workloads and pods, which have none of their own', () => {
  const cache = deployment('cache-master', { labels: { app: 'cache' } });
  const behind = (name: string) => service(name, { selector: { app: 'cache' }, ports: [{ port: 6379 }] });
  const pod = (spec: Manifest = {}): Manifest => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'cache-master', namespace: 'mesh', labels: { app: 'cache' } },
    spec: { containers: [{ name: 'cache', image: 'redis:7' }], ...spec },
  });
  const asks = told('CACHE_URL', 'redis://cache-master:6379');
  const asksBelow = told('CACHE_URL', 'redis://cache-master.cache:6379');

  test('a workload in place of its Service', () => {
    expect(named(cache, behind('cache'), asks)).toEqual([
      'Deployment mesh/shop: container "main": env CACHE_URL → cache-master: namespace "mesh" has no Service "cache-master" (did you mean "cache"?)',
    ]);
    expect(named(cache, behind('cache-master'), asks)).toEqual([]);
    // Its Service may be one that is not shown.
    expect(named(cache, asks)).toEqual([]);
    expect(named(cache, behind('one'), behind('two'), asks)).toEqual([]);
  });

  test('a bare Pod', () => {
    expect(named(pod(), asks)).toEqual([
      'Deployment mesh/shop: container "main": env CACHE_URL → cache-master: Pod "cache-master" has no DNS name of its own, and no Service is called so',
    ]);
    const below = { ...behind('cache'), spec: { ...behind('cache').spec, clusterIP: 'None' } };
    expect(named(pod(), below, asksBelow)).toEqual([
      'Deployment mesh/shop: container "main": env CACHE_URL → cache-master.cache: Pod "cache-master" has a DNS name only with spec.hostname and with spec.subdomain "cache"',
    ]);
    expect(named(pod({ hostname: 'cache-master' }), below, asksBelow)).toHaveLength(1);
    expect(named(pod({ hostname: 'cache-master', subdomain: 'cache' }), below, asksBelow)).toEqual([]);
  });
});

describe('commands that the kubelet starts', () => {
  const exec = { exec: { command: ['curl', 'http://rediss:6379/'] } };

  test.each<[string, string, Manifest]>([
    ['a hook', 'preStop', { lifecycle: { preStop: exec } }],
    ['another hook', 'postStart', { lifecycle: { postStart: exec } }],
    ['a probe', 'readinessProbe', { readinessProbe: exec }],
  ])('%s', (_, place, container) => {
    expect(named(running(container))).toEqual([
      `Deployment mesh/shop: container "main": ${place} → rediss: namespace "mesh" has no Service "rediss" (did you mean "redis"?)`,
    ]);
  });

  test('the second of several URLs', () => {
    expect(named(told('PEERS', 'redis://redis:6379,redis://rediss:6379'))).toHaveLength(1);
    expect(named(told('PEERS', 'redis://redis:6379,redis:6380'))).toEqual([]);
  });
});
