import * as fc from 'fast-check';
import { Cluster } from '../../src/cluster/cluster';
import { mayReach } from '../../src/cluster/reachability';
import { ConnectionChange, connectionChanges } from '../../src/diff/connections';
import { Manifest } from '../support/manifests';

/* Two versions of a few pods under drawn policies: what is said to open and close is what the evaluator says of each pair and port. */

const NAMES = ['a', 'b', 'c'];
const NAMESPACES = ['one', 'two'];
const PORTS = [1, 52, 53, 54, 80, 443, 8080, 8081, 9000, 9010, 65535];

const selector = fc.constantFrom({}, ...NAMES.map((app) => ({ matchLabels: { app } })));
const namespaceSelector = fc.constantFrom(
  {},
  ...NAMESPACES.map((name) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } })),
);
const peer = fc.oneof(
  fc.record({ podSelector: selector }),
  fc.record({ namespaceSelector, podSelector: selector }),
  fc.constant({ ipBlock: { cidr: '10.0.0.0/8' } }),
);
const port = fc.oneof(
  fc.constantFrom<Manifest>(
    { port: 53, protocol: 'UDP' },
    { port: 8080 },
    { port: 'http' },
    { port: 9000, endPort: 9010 },
  ),
  fc.constant({ protocol: 'TCP' }),
);
const rule = (field: 'from' | 'to') =>
  fc.record(
    { [field]: fc.array(peer, { maxLength: 2 }), ports: fc.array(port, { maxLength: 2 }) },
    { requiredKeys: [] },
  );
const policy = fc.record({
  namespace: fc.constantFrom(...NAMESPACES),
  spec: fc.record(
    {
      podSelector: selector,
      policyTypes: fc.constantFrom(['Ingress'], ['Egress'], ['Ingress', 'Egress']),
      ingress: fc.array(rule('from'), { maxLength: 2 }),
      egress: fc.array(rule('to'), { maxLength: 2 }),
    },
    { requiredKeys: ['podSelector'] },
  ),
});
const version = fc.record({
  policies: fc.array(policy, { maxLength: 3 }),
  labels: fc.array(fc.constantFrom(...NAMES), { minLength: 6, maxLength: 6 }),
});

function clusterOf({ policies, labels }: { policies: Manifest[]; labels: string[] }): Cluster {
  const pods = NAMESPACES.flatMap((namespace) => NAMES.map((name) => ({ name, namespace })));
  return new Cluster(
    [
      ...pods.map((metadata, i) => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { ...metadata, labels: { app: labels[i] } },
        spec: { containers: [{ name: 'main', ports: [{ name: 'http', containerPort: 8081 }] }] },
      })),
      ...policies.map(({ namespace, spec }, i) => ({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: `p${i}`, namespace },
        spec,
      })),
    ] as Manifest[],
    { pods: 'one' },
  );
}

/** From, to, protocol and port, for each of the ports above. */
function flat(changes: ConnectionChange[]): string[] {
  return changes
    .filter(({ from, to }) => from.startsWith('Pod') && to.startsWith('Pod'))
    .flatMap(({ from, to, ports }) =>
      ports.flatMap(({ protocol, first, last }) =>
        PORTS.filter((each) => each >= first && each <= last).map((each) => `${from} ${to} ${protocol} ${each}`),
      ),
    )
    .sort();
}

function openIn(cluster: Cluster): Set<string> {
  return new Set(
    cluster.pods.flatMap((from) =>
      cluster.pods
        .filter((to) => to !== from)
        .flatMap((to) =>
          ['TCP', 'UDP', 'SCTP'].flatMap((protocol) =>
            PORTS.filter((each) => mayReach(cluster, from, to, each, protocol)).map(
              (each) => `Pod ${from.namespace}/${from.name} Pod ${to.namespace}/${to.name} ${protocol} ${each}`,
            ),
          ),
        ),
    ),
  );
}

test('what opens and closes is the difference of what is open', () => {
  fc.assert(
    fc.property(version, version, (one, other) => {
      const [before, after] = [clusterOf(one), clusterOf(other)];
      const [old, current] = [openIn(before), openIn(after)];
      const { opened, closed } = connectionChanges(before, after);
      expect(flat(opened)).toEqual([...current].filter((each) => !old.has(each)).sort());
      expect(flat(closed)).toEqual([...old].filter((each) => !current.has(each)).sort());
    }),
    { numRuns: 300 },
  );
});

test('a thousand agents with policies of their own are compared in a second or two', () => {
  const agents = (own: number) =>
    new Cluster(
      Array.from({ length: 1000 }, (_, i) => i).flatMap((i): Manifest[] => [
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: `p${i}`, namespace: 'mesh', labels: { app: `p${i}` } },
          spec: { containers: [{ name: 'main', ports: [{ containerPort: own }] }] },
        },
        {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: { name: `p${i}`, namespace: 'mesh' },
          spec: {
            podSelector: { matchLabels: { app: `p${i}` } },
            policyTypes: ['Ingress', 'Egress'],
            ingress: [
              { from: [{ podSelector: { matchLabels: { app: `p${(i + 1) % 1000}` } } }], ports: [{ port: own }] },
            ],
            egress: [{ ports: [{ port: own }] }],
          },
        },
      ]),
      { pods: 'one' },
    );
  const [before, after] = [agents(8080), agents(9090)];
  const start = process.cpuUsage();
  const { opened, isPartial } = connectionChanges(before, after);
  const { user, system } = process.cpuUsage(start);
  expect([isPartial, flat(opened).length]).toEqual([false, 0]);
  expect(opened.filter(({ to }) => to.startsWith('Pod'))).toHaveLength(1000);
  expect((user + system) / 1e6).toBeLessThan(5);
});
