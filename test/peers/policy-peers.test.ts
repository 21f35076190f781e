import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { LabelExpression } from 'cdk8s-plus-28';
import { MeshAgent, MeshNetworkPolicy, MeshPeer, MeshRegistry } from '../../src';
import { find, Manifest, meshChart, synth } from '../support/manifests';

/*
 * A peer of cdk8s-plus-28 means what cdk8s-plus-28's own NetworkPolicy makes of it, or it is refused. The two are compared peer
 * by peer, where traffic comes from and where it goes.
 */

const image = 'registry.example.com/agent:1.0.0';
const port = 4711;

type Peer = (chart: Chart) => kplus.INetworkPolicyPeer;

const pods = (options: kplus.PodsSelectOptions) => (chart: Chart) => kplus.Pods.select(chart, 'peer', options);
const namespaces = (options: kplus.NamespacesSelectOptions) => (chart: Chart) =>
  kplus.Namespaces.select(chart, 'peer', options);
const podsIn = (options: kplus.PodsSelectOptions, of: kplus.NamespacesSelectOptions) => (chart: Chart) =>
  kplus.Pods.select(chart, 'peer', { ...options, namespaces: kplus.Namespaces.select(chart, 'of', of) });

const labels = { team: 'a', tier: 'front' };
const expressions = [
  LabelExpression.in('team', ['a', 'b']),
  LabelExpression.notIn('tier', ['back']),
  LabelExpression.exists('owner'),
  LabelExpression.doesNotExist('retired'),
];

const peers: { [what: string]: Peer } = {
  'pods by labels': pods({ labels }),
  'pods by expressions': pods({ expressions }),
  'pods by labels and expressions': pods({ labels, expressions }),
  'namespaces by labels': namespaces({ labels }),
  'namespaces by expressions': namespaces({ expressions }),
  'namespaces by labels and expressions': namespaces({ labels, expressions }),
  'namespaces by a name': namespaces({ names: ['one'] }),
  'namespaces by names': namespaces({ names: ['one', 'two'] }),
  'namespaces by names and labels': namespaces({ names: ['one', 'two'], labels }),
  'namespaces by names and expressions': namespaces({ names: ['one', 'two'], expressions }),
  'namespaces by names, labels and expressions': namespaces({ names: ['one', 'two'], labels, expressions }),
  'pods by labels in namespaces by labels': podsIn({ labels }, { labels: { env: 'prod' } }),
  'pods by labels in namespaces by expressions': podsIn({ labels }, { expressions }),
  'pods by expressions in namespaces by names': podsIn({ expressions }, { names: ['one', 'two'] }),
  'pods by labels in namespaces by names and labels': podsIn({ labels }, { names: ['one', 'two'], labels: { e: 'p' } }),
  'pods by labels in every namespace': (chart) =>
    kplus.Pods.select(chart, 'peer', { labels, namespaces: kplus.Namespaces.all(chart, 'of') }),
  'all pods of namespaces by labels': (chart) =>
    kplus.Pods.all(chart, 'peer', { namespaces: kplus.Namespaces.select(chart, 'of', { labels }) }),
  'all pods of namespaces by names and labels': (chart) =>
    kplus.Pods.all(chart, 'peer', { namespaces: kplus.Namespaces.select(chart, 'of', { names: ['one'], labels }) }),
  'a Namespace': (chart) => new kplus.Namespace(chart, 'peer', { metadata: { name: 'one' } }),
  'a Deployment': (chart) => new kplus.Deployment(chart, 'peer', { containers: [{ image }] }),
  'a Deployment in a namespace': (chart) =>
    new kplus.Deployment(chart, 'peer', { metadata: { namespace: 'one' }, containers: [{ image }] }),
  'a Pod': (chart) => new kplus.Pod(chart, 'peer', { containers: [{ image }] }),
  'an agent': (chart) => new MeshAgent(chart, 'peer', { registry: new MeshRegistry(chart, 'other'), image }),
  'a range of IPv4': (chart) => kplus.NetworkPolicyIpBlock.ipv4(chart, 'peer', '203.0.113.0/24'),
  'a range of IPv4 with a hole': (chart) =>
    kplus.NetworkPolicyIpBlock.ipv4(chart, 'peer', '203.0.113.0/24', ['203.0.113.64/26']),
  'any IPv4': (chart) => kplus.NetworkPolicyIpBlock.anyIpv4(chart, 'peer'),
  'a range of IPv6': (chart) => kplus.NetworkPolicyIpBlock.ipv6(chart, 'peer', '2001:db8::/32', ['2001:db8:1::/48']),
  'any IPv6': (chart) => kplus.NetworkPolicyIpBlock.anyIpv6(chart, 'peer'),
  'MeshPeer.namespace': () => MeshPeer.namespace('one').peer,
  'MeshPeer.pods': () => MeshPeer.pods('one', labels).peer,
  'MeshPeer.cidr': () => MeshPeer.cidr('203.0.113.0/24', [port], ['203.0.113.64/26']).peer,
  'MeshPeer.internet': () => MeshPeer.internet().peer,
};

/** A selector of namespaces decides alone, whether a selector of pods that demands nothing is beside it or not. */
function comparable({ namespaceSelector, podSelector, ipBlock }: Manifest): Manifest {
  const demandsNothing = podSelector && Object.keys(podSelector).length === 0;
  return { ipBlock, namespaceSelector, podSelector: namespaceSelector && demandsNothing ? undefined : podSelector };
}

describe.each(Object.entries(peers))('%s', (_, peerOf) => {
  const chart = meshChart();
  const peer = peerOf(chart);
  const kplusPolicy = new kplus.NetworkPolicy(chart, 'kplus', { metadata: { name: 'kplus' } });
  kplusPolicy.addIngressRule(peer, [kplus.NetworkPolicyPort.tcp(port)]);
  kplusPolicy.addEgressRule(peer, [kplus.NetworkPolicyPort.tcp(port)]);
  const registry = new MeshRegistry(chart, 'registry', { serviceName: 'registry', configMapName: 'ours' });
  new MeshAgent(chart, 'own', { registry, image });
  new MeshNetworkPolicy(chart, 'policy', {
    registry,
    name: 'ours',
    ingressFrom: [MeshPeer.of(peer, [port])],
    egressTo: [MeshPeer.of(peer, [port])],
  });
  const objects = synth(chart);
  const rule = (name: string, direction: 'ingress' | 'egress') =>
    find(objects, 'NetworkPolicy', name).spec[direction].find(({ ports }: Manifest) => ports?.[0].port === port);

  test.each([
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const)('is what cdk8s-plus-28 makes of it, %s', (direction, end) => {
    const theirs = rule('kplus', direction)[end].map(comparable);
    expect(theirs.length).toBeGreaterThan(0);
    expect(rule('ours', direction)[end].map(comparable)).toEqual(theirs);
  });
});

describe('a peer is refused', () => {
  const refusal = (peerOf: Peer) => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry');
    return () => new MeshNetworkPolicy(chart, 'policy', { registry, ingressFrom: [MeshPeer.of(peerOf(chart))] });
  };
  const unset = undefined as unknown as string;

  test.each<[string, Peer, string]>([
    [
      'if its list of names is empty',
      namespaces({ names: [], labels }),
      '[test/policy] ingressFrom: namespaces by an empty list of names: a rule of a policy without a peer admits everybody, and no name is no peer. Name at least one, or leave names out and select namespaces by labels.',
    ],
    [
      'if an expression compares with no value',
      pods({ expressions: [LabelExpression.in('team', [])] }),
      '[test/policy] ingressFrom: label "team", In no value: a comparison of a label needs a value, and the API server refuses one without. Give a value, or take LabelExpression.exists or .doesNotExist.',
    ],
    [
      'if an expression compares with a value that is unset',
      namespaces({ names: ['one'], expressions: [LabelExpression.notIn('team', ['a', unset])] }),
      '[test/policy] ingressFrom: label "team" with no value: a selector without a value selects more than was meant. Give the value that the pods carry; look where it comes from, if that is a variable that may be unset.',
    ],
    [
      "if an expression's key is none",
      pods({ expressions: [LabelExpression.exists('the team')] }),
      "[test/policy] ingressFrom key \"the team\": a key is an optional DNS prefix and '/', then at most 63 characters of letters, digits, '-', '_' and '.', with a letter or digit at both ends. Respell the key, such as \"example.com/team\".",
    ],
    [
      'if it is both pods and addresses',
      (chart) => ({
        node: chart.node,
        toPodSelector: () => undefined,
        toNetworkPolicyPeerConfig: () => ({
          ...kplus.NetworkPolicyIpBlock.anyIpv4(chart, 'any').toNetworkPolicyPeerConfig(),
          podSelector: kplus.Pods.select(chart, 'pods', { labels }).toPodSelectorConfig(),
        }),
      }),
      '[test/policy] ingressFrom: test with pods and addresses: a peer of a NetworkPolicy is pods or addresses. Give two peers.',
    ],
  ])('%s', (_, peerOf, message) => {
    expect(refusal(peerOf)).toThrow(new Error(message));
  });
});
