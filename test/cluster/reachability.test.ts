import { parseAllDocuments } from 'yaml';
import { Cluster } from '../../src/cluster/cluster';
import { mayReach } from '../../src/cluster/reachability';

/*
 * The documented examples of Kubernetes (https://kubernetes.io/docs/concepts/services-networking/network-policies/),
 * and what the API reference says of each field.
 */

const PODS = `
{ apiVersion: v1, kind: Namespace, metadata: { name: mine, labels: { project: myproject } } }
---
{ apiVersion: v1, kind: Namespace, metadata: { name: other, labels: { user: alice } } }
---
{ apiVersion: v1, kind: Pod, metadata: { name: db, namespace: default, labels: { role: db } },
  spec: { containers: [{ name: db, ports: [{ name: redis, containerPort: 6379 }, { name: dns, containerPort: 53, protocol: UDP }] }] } }
---
{ apiVersion: v1, kind: Pod, metadata: { name: frontend, namespace: default, labels: { role: frontend } }, spec: { containers: [] } }
---
{ apiVersion: v1, kind: Pod, metadata: { name: stranger, namespace: default }, spec: { containers: [] } }
---
{ apiVersion: v1, kind: Pod, metadata: { name: mine, namespace: mine, labels: { role: any } }, spec: { containers: [] } }
---
{ apiVersion: v1, kind: Pod, metadata: { name: client, namespace: other, labels: { role: client } }, spec: { containers: [] } }
---
{ apiVersion: v1, kind: Pod, metadata: { name: bystander, namespace: other, labels: { role: frontend } }, spec: { containers: [] } }
`;

function clusterWith(...specs: string[]): Cluster {
  const policies = specs.map(
    (spec, i) =>
      `{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { name: p${i}, namespace: default }, spec: ${spec} }`,
  );
  return new Cluster(parseAllDocuments([PODS, ...policies].join('\n---\n')).map((document) => document.toJS()));
}

/** Which pods, and which of some addresses, reach the pod `db`. */
function reaching(cluster: Cluster, port: number = 6379, protocol?: string): string[] {
  const addresses = ['172.17.0.9', '172.17.1.9', '8.8.8.8', '2001:db8::1'];
  return [...cluster.pods.filter(({ name }) => name !== 'db').map(({ name }) => name), ...addresses].filter((name) =>
    mayReach(cluster, addresses.includes(name) ? name : cluster.pod(name), cluster.pod('db'), port, protocol),
  );
}

/** Whether `db` reaches an end. */
function fromDb(cluster: Cluster, to: string, port: number, protocol?: string): boolean {
  return mayReach(cluster, cluster.pod('db'), /\d\./.test(to) ? to : cluster.pod(to), port, protocol);
}

const EVERYBODY = [
  'frontend',
  'stranger',
  'mine',
  'client',
  'bystander',
  '172.17.0.9',
  '172.17.1.9',
  '8.8.8.8',
  '2001:db8::1',
];

describe('the example of the concept page', () => {
  const cluster = clusterWith(`{
    podSelector: { matchLabels: { role: db } },
    policyTypes: [Ingress, Egress],
    ingress: [{
      from: [
        { ipBlock: { cidr: 172.17.0.0/16, except: [172.17.1.0/24] } },
        { namespaceSelector: { matchLabels: { project: myproject } } },
        { podSelector: { matchLabels: { role: frontend } } },
      ],
      ports: [{ protocol: TCP, port: 6379 }],
    }],
    egress: [{ to: [{ ipBlock: { cidr: 10.0.0.0/24 } }], ports: [{ protocol: TCP, port: 5978 }] }],
  }`);

  test("admits the frontend of its namespace, the project's namespace and the range without its exception", () => {
    expect(reaching(cluster)).toEqual(['frontend', 'mine', '172.17.0.9']);
  });

  test.each([
    [6380, 'TCP'],
    [6379, 'UDP'],
  ])('admits nobody on port %d by %s', (port, protocol) => {
    expect(reaching(cluster, port, protocol)).toEqual([]);
  });

  test('lets out to the range and port alone', () => {
    expect(fromDb(cluster, '10.0.0.7', 5978)).toBe(true);
    expect(fromDb(cluster, '10.0.0.7', 5979)).toBe(false);
    expect(fromDb(cluster, '10.0.1.7', 5978)).toBe(false);
    expect(fromDb(cluster, 'frontend', 5978)).toBe(false);
  });

  test('leaves the other pods of the namespace as they were', () => {
    expect(mayReach(cluster, cluster.pod('client'), cluster.pod('frontend'), 1)).toBe(true);
  });

  test('does not keep a pod from itself', () => {
    expect(mayReach(cluster, cluster.pod('db'), cluster.pod('db'), 1)).toBe(true);
  });
});

describe('default policies', () => {
  test.each<[string, string[], string[], boolean]>([
    ['no policy', [], EVERYBODY, true],
    ['deny all ingress', ['{ podSelector: {}, policyTypes: [Ingress] }'], [], true],
    ['allow all ingress', ['{ podSelector: {}, ingress: [{}], policyTypes: [Ingress] }'], EVERYBODY, true],
    [
      'deny all egress',
      ['{ podSelector: {}, policyTypes: [Egress] }'],
      ['mine', 'client', 'bystander', '172.17.0.9', '172.17.1.9', '8.8.8.8', '2001:db8::1'],
      false,
    ],
    ['allow all egress', ['{ podSelector: {}, egress: [{}], policyTypes: [Egress] }'], EVERYBODY, true],
    ['deny all', ['{ podSelector: {}, policyTypes: [Ingress, Egress] }'], [], false],
    ['types left out: ingress', ['{ podSelector: {} }'], [], true],
    [
      'types left out, with an egress rule: both',
      ['{ podSelector: {}, egress: [{ ports: [{ port: 1 }] }] }'],
      [],
      false,
    ],
    ['types left out, with an empty list of egress rules: ingress', ['{ podSelector: {}, egress: [] }'], [], true],
    ['deny all and allow all add up', ['{ podSelector: {} }', '{ podSelector: {}, ingress: [{}] }'], EVERYBODY, true],
    ['a policy over other pods', ['{ podSelector: { matchLabels: { role: nobody } } }'], EVERYBODY, true],
    [
      'empty from and ports mean everything',
      ['{ podSelector: {}, ingress: [{ from: [], ports: [] }] }'],
      EVERYBODY,
      true,
    ],
  ])('%s', (_, policies, admitted, out) => {
    const cluster = clusterWith(...policies);
    expect(reaching(cluster)).toEqual(admitted);
    expect(fromDb(cluster, '8.8.8.8', 443)).toBe(out);
  });
});

describe('peers', () => {
  test.each([
    [
      'one peer of two selectors: both must match',
      '[{ namespaceSelector: { matchLabels: { user: alice } }, podSelector: { matchLabels: { role: client } } }]',
      ['client'],
    ],
    [
      'two peers: either',
      '[{ namespaceSelector: { matchLabels: { user: alice } } }, { podSelector: { matchLabels: { role: client } } }]',
      ['client', 'bystander'],
    ],
    [
      "a podSelector alone stays in the policy's namespace",
      '[{ podSelector: { matchLabels: { role: frontend } } }]',
      ['frontend'],
    ],
    ['an empty podSelector is the whole namespace', '[{ podSelector: {} }]', ['frontend', 'stranger']],
    [
      'an empty namespaceSelector is every namespace, and nothing outside',
      '[{ namespaceSelector: {} }]',
      ['frontend', 'stranger', 'mine', 'client', 'bystander'],
    ],
    [
      'a namespace by the name that the API server labels it with',
      '[{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: mine } } }]',
      ['mine'],
    ],
    [
      'a namespace by a name that nobody labelled it with',
      '[{ namespaceSelector: { matchLabels: { name: mine } } }]',
      [],
    ],
    [
      'In',
      '[{ podSelector: { matchExpressions: [{ key: role, operator: In, values: [frontend, client] }] } }]',
      ['frontend'],
    ],
    [
      'NotIn, also where there is no such label',
      '[{ podSelector: { matchExpressions: [{ key: role, operator: NotIn, values: [frontend] }] } }]',
      ['stranger'],
    ],
    [
      'Exists',
      '[{ namespaceSelector: {}, podSelector: { matchExpressions: [{ key: role, operator: Exists }] } }]',
      ['frontend', 'mine', 'client', 'bystander'],
    ],
    ['DoesNotExist', '[{ podSelector: { matchExpressions: [{ key: role, operator: DoesNotExist }] } }]', ['stranger']],
    [
      'labels and expressions together',
      '[{ namespaceSelector: {}, podSelector: { matchLabels: { role: frontend }, matchExpressions: [{ key: x, operator: Exists }] } }]',
      [],
    ],
    [
      'all of IPv4',
      '[{ ipBlock: { cidr: 0.0.0.0/0, except: [10.0.0.0/8] } }]',
      ['172.17.0.9', '172.17.1.9', '8.8.8.8'],
    ],
    ['IPv6', '[{ ipBlock: { cidr: "2001:db8::/32" } }]', ['2001:db8::1']],
  ])('%s', (_, from, admitted) => {
    expect(reaching(clusterWith(`{ podSelector: {}, ingress: [{ from: ${from} }] }`))).toEqual(admitted);
  });

  test('both ends must agree', () => {
    const deaf = clusterWith(
      '{ podSelector: { matchLabels: { role: db } }, ingress: [{ from: [{ podSelector: { matchLabels: { role: frontend } } }] }] }',
      '{ podSelector: { matchLabels: { role: frontend } }, policyTypes: [Egress], egress: [{ ports: [{ port: 6380 }] }] }',
    );
    expect(reaching(deaf, 6379)).toEqual([]);
    expect(reaching(deaf, 6380)).toEqual(['frontend']);
  });
});

describe('ports', () => {
  const admits = (ports: string, port: number, protocol?: string) =>
    reaching(clusterWith(`{ podSelector: {}, ingress: [{ ports: ${ports} }] }`), port, protocol).includes('frontend');

  test.each<[string, string, number, string, boolean]>([
    ['a range, its first', '[{ protocol: TCP, port: 32000, endPort: 32768 }]', 32000, 'TCP', true],
    ['a range, its last', '[{ protocol: TCP, port: 32000, endPort: 32768 }]', 32768, 'TCP', true],
    ['a range, behind it', '[{ protocol: TCP, port: 32000, endPort: 32768 }]', 32769, 'TCP', false],
    ['a name, as the receiving pod has it', '[{ port: redis }]', 6379, 'TCP', true],
    ['a name of another port', '[{ port: redis }]', 6380, 'TCP', false],
    ['a name of another protocol', '[{ port: dns }]', 53, 'TCP', false],
    ['a name with its protocol', '[{ port: dns, protocol: UDP }]', 53, 'UDP', true],
    ['a name that the pod does not have', '[{ port: http }]', 6379, 'TCP', false],
    ['no protocol is TCP', '[{ port: 53 }]', 53, 'UDP', false],
    ['a protocol without a port is all its ports', '[{ protocol: UDP }]', 9, 'UDP', true],
    ['one of several', '[{ port: 1 }, { port: 2 }]', 2, 'TCP', true],
  ])('%s', (_, ports, port, protocol, admitted) => {
    expect(admits(ports, port, protocol)).toBe(admitted);
  });

  test('a name means nothing at an address', () => {
    expect(
      fromDb(
        clusterWith('{ podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: redis }] }] }'),
        '8.8.8.8',
        6379,
      ),
    ).toBe(false);
  });
});
