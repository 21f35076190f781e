import { parseAllDocuments } from 'yaml';
import { Cluster } from '../../src/cluster/cluster';
import { Environment, environment } from '../../src/cluster/environment';
import { expand } from '../../src/kubernetes/expansion';

/*
 * https://kubernetes.io/docs/tasks/inject-data-application/ (define-interdependent-environment-variables, and the pages on
 * fields, ConfigMaps and Secrets), the API reference of EnvVar and EnvFromSource, and the kubelet's own expansion tests.
 */

const OBJECTS = `
{ apiVersion: v1, kind: ConfigMap, metadata: { name: first, namespace: web }, data: { SHARED: one, ONLY_FIRST: "1", "bad key": x, 1digit: x } }
---
{ apiVersion: v1, kind: ConfigMap, metadata: { name: second, namespace: web }, data: { SHARED: two } }
---
{ apiVersion: v1, kind: ConfigMap, metadata: { name: elsewhere, namespace: other }, data: { SHARED: no } }
---
{ apiVersion: v1, kind: Secret, metadata: { name: secret, namespace: web }, data: { password: cEBzcw== }, stringData: { user: me } }
---
{ apiVersion: v1, kind: Service, metadata: { name: redis-primary, namespace: web }, spec: { clusterIP: 10.0.0.11, ports: [{ port: 6379 }, { name: admin, port: 80 }] } }
---
{ apiVersion: v1, kind: Service, metadata: { name: quiet, namespace: web }, spec: { clusterIP: None, ports: [{ port: 1 }] } }
---
{ apiVersion: v1, kind: Service, metadata: { name: kubernetes, namespace: default }, spec: { clusterIP: 10.0.0.1, ports: [{ name: https, port: 443 }] } }
`;

/** The environment of the only container of a pod, given as YAML, and of what else its pod says. */
function run(container: string, spec: string = ''): Environment {
  const pod = `{ apiVersion: v1, kind: Pod, metadata: { name: pod, namespace: web, labels: { app.kubernetes.io/name: front, empty: "" }, annotations: { note: "a note" } },
    spec: { ${spec} containers: [{ name: main, ${container} }] } }`;
  const cluster = new Cluster(parseAllDocuments(`${OBJECTS}\n---\n${pod}`).map((document) => document.toJS()));
  const { KUBERNETES_SERVICE_HOST, ...rest } = environment(
    cluster,
    cluster.pod('pod'),
    cluster.pod('pod').spec.containers[0],
  );
  return Object.fromEntries(
    Object.entries(rest).filter(([name]) => !/^KUBERNETES_|^REDIS_PRIMARY_(?!SERVICE_HOST)/.test(name)),
  );
}

const QUIET = 'enableServiceLinks: false,';

describe('expansion', () => {
  test('interdependent variables, as the task page prints them', () => {
    expect(
      run(
        `env: [
      { name: SERVICE_PORT, value: "80" }, { name: SERVICE_IP, value: "172.17.0.1" },
      { name: UNCHANGED_REFERENCE, value: "$(PROTOCOL)://$(SERVICE_IP):$(SERVICE_PORT)" }, { name: PROTOCOL, value: https },
      { name: SERVICE_ADDRESS, value: "$(PROTOCOL)://$(SERVICE_IP):$(SERVICE_PORT)" },
      { name: ESCAPED_REFERENCE, value: "$$(PROTOCOL)://$(SERVICE_IP):$(SERVICE_PORT)" }]`,
        QUIET,
      ),
    ).toMatchObject({
      UNCHANGED_REFERENCE: '$(PROTOCOL)://172.17.0.1:80',
      SERVICE_ADDRESS: 'https://172.17.0.1:80',
      ESCAPED_REFERENCE: '$(PROTOCOL)://172.17.0.1:80',
    });
  });

  test.each([
    ['$(A)', 'a'],
    ['x-$(A)-$(B)', 'x-a-b'],
    ['$(MISSING)', '$(MISSING)'],
    ['$$(A)', '$(A)'],
    ['$$$(A)', '$a'],
    ['$$$$(A)', '$$(A)'],
    ['$A', '$A'],
    ['$', '$'],
    ['$$', '$'],
    ['$(A', '$(A'],
    ['$()', '$()'],
    ['$(A$(B))', '$(A$(B))'],
    ['$(EMPTY)', ''],
    ['a)$(B', 'a)$(B'],
    ['$(toString)', '$(toString)'],
  ])('%s is %s', (text, expanded) => {
    const values = new Map([
      ['A', 'a'],
      ['B', 'b'],
      ['EMPTY', ''],
    ]);
    expect(expand(text, (name) => values.get(name))).toBe(expanded);
  });

  test('names of JavaScript are no variables', () => {
    expect(run('env: [{ name: X, value: "$(toString)$(constructor)" }]')).toMatchObject({
      X: '$(toString)$(constructor)',
    });
  });

  test('sees envFrom and service links, and does not expand twice', () => {
    expect(
      run(`envFrom: [{ configMapRef: { name: first } }], env: [{ name: X, value: "$(SHARED)@$(REDIS_PRIMARY_SERVICE_HOST)" },
      { name: Y, value: "$$(X)" }, { name: Z, value: "$(Y)" }]`),
    ).toMatchObject({ X: 'one@10.0.0.11', Y: '$(X)', Z: '$(X)' });
  });

  test('a name that comes twice: the last one stays, and may refer to the one before', () => {
    expect(run('env: [{ name: PATH, value: a }, { name: PATH, value: "$(PATH):b" }]', QUIET)).toEqual({ PATH: 'a:b' });
  });
});

describe('sources', () => {
  test.each<[string, string, Environment]>([
    [
      'the later of two maps wins',
      '[{ configMapRef: { name: first } }, { configMapRef: { name: second } }]',
      { SHARED: 'two', ONLY_FIRST: '1' },
    ],
    [
      'and the other way round; names that are none are skipped',
      '[{ configMapRef: { name: second } }, { configMapRef: { name: first } }]',
      { SHARED: 'one', ONLY_FIRST: '1' },
    ],
    [
      'a prefix, which can make a name of what was none',
      '[{ prefix: P_, configMapRef: { name: first } }]',
      { P_SHARED: 'one', P_ONLY_FIRST: '1', P_1digit: 'x' },
    ],
    ['a Secret', '[{ secretRef: { name: secret } }]', { password: 'p@ss', user: 'me' }],
    [
      'optional and absent',
      '[{ configMapRef: { name: absent, optional: true } }, { secretRef: { name: absent, optional: true } }]',
      {},
    ],
  ])('%s', (_, envFrom, expected) => {
    expect(run(`envFrom: ${envFrom}`, QUIET)).toEqual(expected);
  });

  test('env beats envFrom', () => {
    expect(
      run('envFrom: [{ configMapRef: { name: first } }], env: [{ name: SHARED, value: mine }]', QUIET).SHARED,
    ).toBe('mine');
  });

  test.each<[string, string, string | undefined]>([
    ['metadata.name', '{ fieldRef: { fieldPath: metadata.name } }', 'pod'],
    ['metadata.namespace', '{ fieldRef: { fieldPath: metadata.namespace } }', 'web'],
    ['a label', '{ fieldRef: { fieldPath: "metadata.labels[\'app.kubernetes.io/name\']" } }', 'front'],
    ['a missing label', '{ fieldRef: { fieldPath: "metadata.labels[\'app\']" } }', ''],
    ['an annotation', '{ fieldRef: { fieldPath: "metadata.annotations[\'note\']" } }', 'a note'],
    ['status.podIP', '{ fieldRef: { fieldPath: status.podIP } }', '10.244.0.2'],
    ['a key of a ConfigMap', '{ configMapKeyRef: { name: second, key: SHARED } }', 'two'],
    ['a key of a Secret', '{ secretKeyRef: { name: secret, key: password } }', 'p@ss'],
    ['a key that is optional', '{ configMapKeyRef: { name: second, key: NO, optional: true } }', undefined],
    ['a limit, rounded up', '{ resourceFieldRef: { resource: limits.cpu } }', '1'],
    ['a limit by a divisor', '{ resourceFieldRef: { resource: limits.memory, divisor: 1Mi } }', '512'],
    ['a request', '{ resourceFieldRef: { resource: requests.cpu, divisor: 1m } }', '250'],
    ['a request that is none', '{ resourceFieldRef: { resource: requests.memory } }', '0'],
    [
      'a limit that is none: what the node has',
      '{ resourceFieldRef: { resource: limits.ephemeral-storage, divisor: 1Gi } }',
      '100',
    ],
  ])('%s', (_, valueFrom, expected) => {
    const resources = 'resources: { limits: { cpu: 500m, memory: 512Mi }, requests: { cpu: 250m } }';
    expect(run(`${resources}, env: [{ name: X, valueFrom: ${valueFrom} }]`, QUIET).X).toBe(expected);
  });

  test.each([
    [
      'envFrom: [{ configMapRef: { name: elsewhere } }]',
      'pod web/pod: envFrom names ConfigMap "elsewhere", which is not in namespace web',
    ],
    [
      'env: [{ name: X, valueFrom: { configMapKeyRef: { name: first, key: NO } } }]',
      'pod web/pod: X reads key "NO" of ConfigMap "first", which is not in namespace web',
    ],
    [
      'env: [{ name: X, valueFrom: { secretKeyRef: { name: no, key: k } } }]',
      'pod web/pod: X reads key "k" of Secret "no", which is not in namespace web',
    ],
    [
      'env: [{ name: X, valueFrom: { fieldRef: { fieldPath: spec.replicas } } }]',
      'pod web/pod: fieldRef spec.replicas: not a field that variables can have',
    ],
  ])('%s is an error', (container, message) => {
    expect(() => run(container)).toThrow(message);
  });
});

describe('service links', () => {
  const links = (spec: string) => {
    const pod = `{ apiVersion: v1, kind: Pod, metadata: { name: pod, namespace: web }, spec: { ${spec} containers: [{ name: main }] } }`;
    const cluster = new Cluster(parseAllDocuments(`${OBJECTS}\n---\n${pod}`).map((document) => document.toJS()));
    return environment(cluster, cluster.pod('pod'), {});
  };

  test("the variables of the documentation's redis-primary", () => {
    expect(links('')).toMatchObject({
      REDIS_PRIMARY_SERVICE_HOST: '10.0.0.11',
      REDIS_PRIMARY_SERVICE_PORT: '6379',
      REDIS_PRIMARY_SERVICE_PORT_ADMIN: '80',
      REDIS_PRIMARY_PORT: 'tcp://10.0.0.11:6379',
      REDIS_PRIMARY_PORT_6379_TCP: 'tcp://10.0.0.11:6379',
      REDIS_PRIMARY_PORT_6379_TCP_PROTO: 'tcp',
      REDIS_PRIMARY_PORT_6379_TCP_PORT: '6379',
      REDIS_PRIMARY_PORT_6379_TCP_ADDR: '10.0.0.11',
      KUBERNETES_SERVICE_HOST: '10.0.0.1',
    });
  });

  test('headless Services have none', () => {
    expect(Object.keys(links('')).filter((name) => name.startsWith('QUIET'))).toEqual([]);
  });

  test('turned off, those of the API server remain', () => {
    expect(Object.keys(links('enableServiceLinks: false,')).filter((name) => !name.startsWith('KUBERNETES_'))).toEqual(
      [],
    );
    expect(links('enableServiceLinks: false,').KUBERNETES_SERVICE_PORT_HTTPS).toBe('443');
  });
});
