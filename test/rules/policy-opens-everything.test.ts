import * as kplus from 'cdk8s-plus-28';
import { MeshAgent, MeshNetworkPolicy, MeshPeer, MeshRegistry } from '../../src';
import { RULE } from '../../src/rules/policy-opens-everything';
import { Manifest, meshChart, synth } from '../support/manifests';
import { named, policy, said, tcp } from '../support/mesh-manifests';

const open = (...objects: Manifest[]) => said(RULE, objects);
const ingress = (...rules: Manifest[]) =>
  policy('news', { podSelector: named('news'), policyTypes: ['Ingress'], ingress: rules });
const egress = (...rules: Manifest[]) =>
  policy('news', { podSelector: named('news'), policyTypes: ['Egress'], egress: rules });
const told = (message: string) => [`NetworkPolicy mesh/news: ${message}`];
const PEER = { podSelector: named('planner') };

const EVERYBODY = 'without from it admits everybody, from all of the cluster and from outside';
const ANYWHERE = 'without to it lets the pods go anywhere, to all of the cluster and outside';
const RECEIVERS =
  'ame the receivers under to (hosts outside: an ipBlock 0.0.0.0/0, with the private ranges under except)';
const PORTS = 'ame the ports, such as { protocol: TCP, port: 8080 }';

test.each<[string, Manifest, string]>([
  [
    'an empty rule',
    ingress({}),
    `spec.ingress[0] has no from and has no ports: ${EVERYBODY}, and without ports it opens every port. Name the callers under from, and n${PORTS}.`,
  ],
  [
    'an empty rule for egress',
    egress({}),
    `spec.egress[0] has no to and has no ports: ${ANYWHERE}, and without ports it opens every port. N${RECEIVERS}, and n${PORTS}.`,
  ],
  ['no from', ingress({ ports: tcp(8080) }), `spec.ingress[0] has no from: ${EVERYBODY}. Name the callers under from.`],
  [
    'an empty from',
    ingress({ from: [], ports: tcp(8080) }),
    `spec.ingress[0] has no from: ${EVERYBODY}. Name the callers under from.`,
  ],
  ['no to', egress({ ports: tcp(443) }), `spec.egress[0] has no to: ${ANYWHERE}. N${RECEIVERS}.`],
  [
    'no ports',
    ingress({ from: [PEER] }),
    `spec.ingress[0] has no ports: without ports it opens every port. N${PORTS}.`,
  ],
  [
    'no ports for the world',
    egress({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }),
    `spec.egress[0] has no ports: without ports it opens every port. N${PORTS}.`,
  ],
  [
    'an empty list of ports',
    egress({ to: [PEER], ports: [] }),
    `spec.egress[0] has ports: []: an empty list of ports opens every port (cdk8s-plus's connections write it for a peer without ports). N${PORTS}.`,
  ],
  [
    'a protocol alone',
    ingress({ from: [PEER], ports: [{ protocol: 'TCP' }] }),
    `spec.ingress[0] names a protocol without a port: a protocol without a port opens every port. N${PORTS}.`,
  ],
  [
    'a range of all ports',
    ingress({ from: [PEER], ports: [{ port: 1, endPort: 65535 }] }),
    `spec.ingress[0] names all ports: that opens every port. N${PORTS}.`,
  ],
  [
    'an empty namespaceSelector',
    ingress({ from: [{ namespaceSelector: {} }], ports: tcp(8080) }),
    'spec.ingress[0] has an empty namespaceSelector under from: an empty namespaceSelector selects every pod of every namespace. ' +
      'Select the namespaces by a label, such as kubernetes.io/metadata.name.',
  ],
  [
    'an empty namespaceSelector with an empty podSelector',
    egress({ to: [PEER, { namespaceSelector: { matchLabels: {} }, podSelector: {} }], ports: tcp(8080) }),
    'spec.egress[0] has an empty namespaceSelector under to: an empty namespaceSelector selects every pod of every namespace. ' +
      'Select the namespaces by a label, such as kubernetes.io/metadata.name.',
  ],
  [
    'two halves of all addresses',
    ingress({ from: [{ ipBlock: { cidr: '0.0.0.0/1' } }, { ipBlock: { cidr: '128.0.0.0/1' } }], ports: tcp(8080) }),
    'spec.ingress[0] has 0.0.0.0/1 and 128.0.0.0/1 under from: that admits every address, inside and outside of the cluster. Name the ranges of the callers.',
  ],
  [
    'all addresses of IPv6',
    ingress({ from: [{ ipBlock: { cidr: '::/0' } }], ports: tcp(8080) }),
    'spec.ingress[0] has ::/0 under from: that admits every address, inside and outside of the cluster. Name the ranges of the callers.',
  ],
])('%s', (_, object, message) => {
  expect(open(object)).toEqual(told(message));
});

test('each rule is a finding of its own', () => {
  expect(open(ingress({ from: [PEER], ports: tcp(8080) }, { from: [PEER] }, { ports: tcp(9090) }))).toEqual([
    expect.stringContaining('spec.ingress[1] has no ports: '),
    expect.stringContaining('spec.ingress[2] has no from: '),
  ]);
});

test.each<[string, Manifest]>([
  ['pods and ports', ingress({ from: [PEER], ports: tcp(8080) })],
  ['a port by name', ingress({ from: [PEER], ports: tcp('http') })],
  ['a range of ports', ingress({ from: [PEER], ports: [{ port: 1024, endPort: 65535 }] })],
  ['every pod of its own namespace', ingress({ from: [{ podSelector: {} }], ports: tcp(8080) })],
  [
    'some pods of every namespace',
    ingress({ from: [{ namespaceSelector: {}, podSelector: named('planner') }], ports: tcp(8080) }),
  ],
  ['the internet, in words', egress({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: tcp(443) })],
  [
    'DNS of anybody',
    egress({
      ports: [
        { protocol: 'UDP', port: 53 },
        { protocol: 'TCP', port: 53 },
      ],
    }),
  ],
  ["OpenShift's DNS", egress({ to: [], ports: [{ protocol: 'UDP', port: 5353 }] })],
  ['DNS of every namespace', egress({ to: [{ namespaceSelector: {} }], ports: [{ protocol: 'UDP', port: 53 }] })],
  ['nothing', policy('deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] })],
  ['empty lists', policy('deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [], egress: [] })],
  [
    'a rule of a direction that the policy is not about',
    policy('odd', { podSelector: {}, policyTypes: ['Ingress'], egress: [{}] }),
  ],
  ['another API group', { ...ingress({}), apiVersion: 'crd.projectcalico.org/v1' }],
])('%s is fine', (_, object) => {
  expect(open(object)).toEqual([]);
});

test('DNS with another port beside it is not DNS alone', () => {
  expect(open(egress({ ports: tcp(53, 443) }))).toHaveLength(1);
});

test('everybody may not ask port 53 of an agent', () => {
  expect(open(ingress({ ports: tcp(53) }))).toHaveLength(1);
});

test('with a reason it is fine', () => {
  const allowed = egress({});
  allowed.metadata.annotations = { 'cdk8s-mcp-mesh/ignore-policy-opens-everything': 'egress goes through a firewall' };
  expect(open(allowed)).toEqual([]);
});

test("cdk8s-plus' connections to a peer without ports", () => {
  const chart = meshChart();
  const pods = (id: string) =>
    new kplus.Deployment(chart, id, { containers: [{ image: 'registry.example.com/worker:1.0.0' }] });
  pods('a').connections.allowTo(pods('b'));
  const found = open(...synth(chart));
  expect(found).toEqual([
    expect.stringContaining('spec.egress[0] has ports: []: an empty list of ports opens every port'),
    expect.stringContaining('spec.ingress[0] has ports: []: an empty list of ports opens every port'),
  ]);
});

test("cdk8s-plus' connections to a port", () => {
  const chart = meshChart();
  const pods = (id: string) =>
    new kplus.Deployment(chart, id, { containers: [{ image: 'registry.example.com/worker:1.0.0' }] });
  pods('a').connections.allowTo(pods('b'), { ports: [kplus.NetworkPolicyPort.tcp(8080)] });
  expect(open(...synth(chart))).toEqual([]);
});

test.each([false, true])('our own policies, the internet among them (strict: %s)', (strict) => {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry');
  const news = new MeshAgent(chart, 'news', { registry, image: 'registry.example.com/news:1.4.2' });
  news.allowEgress(MeshPeer.internet());
  new MeshNetworkPolicy(chart, 'policy', {
    registry,
    strict,
    defaultDeny: true,
    ingressFrom: [MeshPeer.namespace('ingress-nginx')],
  });
  expect(open(...synth(chart))).toEqual([]);
});
