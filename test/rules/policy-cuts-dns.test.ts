import { DnsProfile, MeshAgent, MeshNetworkPolicy, MeshRegistry } from '../../src';
import { RULE } from '../../src/rules/policy-cuts-dns';
import { Manifest, meshChart, synth } from '../support/manifests';
import {
  agent,
  named,
  policy,
  recorded,
  REGISTRY,
  registry,
  registryService,
  said,
  tcp,
  variable,
} from '../support/mesh-manifests';

const cut = (...objects: Manifest[]) => said(RULE, objects);

const told = (because: string, who: string = 'Deployment mesh/news', name: string = 'news') => [
  `NetworkPolicy mesh/${name}: spec.egress keeps ${who} from DNS: ${because}; without DNS no pod finds its registry or an agent by name. ` +
    'Allow UDP port 53, and TCP port 53 for answers that do not fit, to [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }, ' +
    'podSelector: { matchLabels: { k8s-app: kube-dns } } }].',
];
const NO_RULE = 'no egress rule opens UDP port 53';
const TO_REGISTRY = { to: [{ podSelector: named('mcp-mesh-registry') }], ports: tcp(8000) };
const over = (name: string, ...rules: Manifest[]) =>
  policy(name, { podSelector: named(name), policyTypes: ['Egress'], egress: rules });
const withRules = (...rules: Manifest[]) => cut(...REGISTRY, agent('news'), over('news', TO_REGISTRY, ...rules));

const udp = (...ports: (number | string | undefined)[]) => ports.map((port) => ({ protocol: 'UDP', port }));
const KUBE_DNS = { podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } };
const inNamespace = (...names: string[]) => ({
  namespaceSelector:
    names.length === 1
      ? { matchLabels: { 'kubernetes.io/metadata.name': names[0] } }
      : { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: names }] },
});

test('no rule at all', () => {
  expect(cut(...REGISTRY, agent('news'), over('news'))).toEqual(told(NO_RULE));
});

test.each<[string, Manifest[]]>([
  ['only its registry', []],
  ['another port by UDP', [{ ports: udp(123) }]],
  ['a range of UDP ports without it', [{ ports: [{ protocol: 'UDP', port: 54, endPort: 60 }] }]],
  ['all ports of its own namespace', [{ to: [{ podSelector: {} }] }]],
  ['all ports of its own namespace, by name', [{ to: [inNamespace('mesh')] }]],
  ['all ports of namespaces of the mesh', [{ to: [inNamespace('mesh', 'mesh')] }]],
])('what opens %s is no way to DNS', (_, rules) => {
  expect(withRules(...rules)).toEqual(told(NO_RULE));
});

test.each<[string, Manifest]>([
  ['a server of the internet', { ipBlock: { cidr: '8.8.8.8/32' } }],
  ['a misspelt label', { ...inNamespace('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'kubedns' } } }],
  ['the namespace of the mesh', inNamespace('mesh')],
])('%s is no DNS', (_, peer) => {
  expect(withRules({ to: [peer], ports: udp(53) })).toEqual(
    told(
      'its rule for UDP port 53 does not select the pods of DNS, which are labelled k8s-app: kube-dns in kube-system',
    ),
  );
});

test('addresses that may be those of DNS', () => {
  expect(withRules({ to: [{ ipBlock: { cidr: '169.254.20.10/32' } }], ports: udp(53) })).toEqual([]);
  expect(withRules({ to: [{ ipBlock: { cidr: '10.96.0.10/32' } }], ports: udp(53) })).toEqual([]);
  expect(withRules({ to: [inNamespace('own-dns')], ports: udp(53) })).toEqual([]);
});

test.each<[string, Manifest, string]>([
  [
    'no protocol is TCP',
    { to: [inNamespace('kube-system')], ports: [{ port: 53 }] },
    'it opens port 53 without a protocol, which means TCP, and DNS is asked by UDP first',
  ],
  [
    'TCP alone',
    { to: [inNamespace('kube-system')], ports: tcp(53) },
    'it opens port 53 for TCP, and DNS is asked by UDP first',
  ],
  [
    "OpenShift's port for TCP",
    { to: [inNamespace('openshift-dns')], ports: tcp(5353) },
    'it opens port 5353 for TCP, and DNS is asked by UDP first',
  ],
  [
    "kube-dns in the policy's own namespace",
    { to: [KUBE_DNS], ports: udp(53) },
    'its podSelector k8s-app: kube-dns without a namespaceSelector means pods of namespace "mesh", and those of DNS are in kube-system',
  ],
])('%s', (_, rule, because) => {
  expect(withRules(rule)).toEqual(told(because));
});

test.each<[string, Manifest]>([
  ['53 of kube-dns', { to: [{ ...inNamespace('kube-system'), ...KUBE_DNS }], ports: [...udp(53), ...tcp(53)] }],
  ['53 of anybody', { ports: udp(53) }],
  ['53 of an empty list', { to: [], ports: udp(53) }],
  ['53 of an address', { to: [{ ipBlock: { cidr: '169.254.20.10/32' } }], ports: udp(53) }],
  ['53 of pods of its own namespace', { to: [{ podSelector: { matchLabels: { app: 'coredns' } } }], ports: udp(53) }],
  ['53 of kube-dns and of one more', { to: [KUBE_DNS, inNamespace('kube-system')], ports: udp(53) }],
  ['5353', { to: [inNamespace('openshift-dns')], ports: udp(5353) }],
  ['a range of ports with 53', { ports: [{ protocol: 'UDP', port: 1, endPort: 1024 }] }],
  ['a port by name', { to: [{ namespaceSelector: {} }], ports: udp('dns') }],
  ['all of UDP', { to: [inNamespace('kube-system')], ports: udp(undefined) }],
  ['everything', {}],
  ['all ports of kube-system', { to: [inNamespace('kube-system')] }],
  ['all ports of a namespace that is not here', { to: [inNamespace('infra')] }],
  ['all ports of the mesh and of such a one', { to: [inNamespace('mesh', 'infra')] }],
  ['all ports of a namespace by another label', { to: [{ namespaceSelector: { matchLabels: { role: 'infra' } } }] }],
  ['all ports of the world', { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }],
  ['all ports of DNS pods beside it', { to: [{ podSelector: { matchLabels: { app: 'node-local-dns' } } }] }],
])('%s is a way', (_, rule) => {
  expect(withRules(rule)).toEqual([]);
});

test('in kube-system itself, kube-dns is at home', () => {
  const home = (object: Manifest) => ({ ...object, metadata: { ...object.metadata, namespace: 'kube-system' } });
  expect(
    cut(
      home(registry()),
      home(registryService()),
      home(agent('news')),
      home(over('news', { to: [KUBE_DNS], ports: udp(53) })),
    ),
  ).toEqual([]);
});

test('all ports of kube-system are a way, though pods of it are here', () => {
  const proxy = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'proxy', namespace: 'kube-system' },
    spec: { containers: [{ name: 'proxy', image: 'registry.example.com/proxy:1.0.0' }] },
  };
  expect(cut(...REGISTRY, agent('news'), proxy, over('news', { to: [inNamespace('kube-system')] }))).toEqual([]);
});

test('another policy may open it', () => {
  const everybody = policy('dns', { podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: udp(53) }] });
  expect(cut(...REGISTRY, agent('news'), over('news', TO_REGISTRY), everybody)).toEqual([]);
});

test('many pods are one finding, of the policy to change', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const deny = policy('deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  const all = policy('all', { podSelector: {}, policyTypes: ['Egress'], egress: [TO_REGISTRY] });
  expect(cut(...REGISTRY, ...names.map((name) => agent(name)), deny, all)).toEqual(
    told(NO_RULE, 'Deployment mesh/a, Deployment mesh/b, Deployment mesh/c and 2 more', 'all'),
  );
  expect(cut(...REGISTRY, ...names.map((name) => agent(name)), deny)).toEqual(
    told(NO_RULE, 'Deployment mesh/a, Deployment mesh/b, Deployment mesh/c and 2 more', 'deny'),
  );
});

describe('a registry', () => {
  const closed = (url: string) => cut(registry({ env: [variable('DATABASE_URL', url)] }), over('mcp-mesh-registry'));

  test('looks its database up', () => {
    expect(closed('postgres://mesh@postgres.data:5432/mesh')).toEqual(
      told(NO_RULE, 'Deployment mesh/mcp-mesh-registry', 'mcp-mesh-registry'),
    );
  });

  test.each(['postgres://mesh@203.0.113.7:5432/mesh', '/data/registry.db', ''])('but not %s', (url) => {
    expect(closed(url)).toEqual([]);
  });
});

test.each<[string, Manifest[]]>([
  ['no policy is over the agent', [agent('news'), over('other')]],
  ['a policy is for ingress alone', [agent('news'), policy('news', { podSelector: {}, ingress: [] })]],
  ['the registry is an address, and the agent calls nobody', [agent('news', 'http://203.0.113.7:8000'), over('news')]],
  ["the pod is on the node's network", [agent('news', undefined, { pod: { hostNetwork: true } }), over('news')]],
  [
    "Cilium's policies open too",
    [
      agent('news'),
      over('news'),
      { apiVersion: 'cilium.io/v2', kind: 'CiliumClusterwideNetworkPolicy', metadata: { name: 'x' } },
    ],
  ],
])('silent where %s', (_, objects) => {
  expect(cut(...objects)).toEqual([]);
});

test('an agent whose registry is an address still finds others by name', () => {
  expect(
    cut(agent('news', 'http://203.0.113.7:8000', { annotations: recorded([], ['weather']) }), over('news')),
  ).toHaveLength(1);
});

test.each([[undefined], [[DnsProfile.nodeLocal()]], [[DnsProfile.openShift()]]])(
  'our own policies leave it open',
  (dns) => {
    const chart = meshChart();
    const made = new MeshRegistry(chart, 'registry');
    new MeshAgent(chart, 'news', { registry: made, image: 'registry.example.com/news:1.4.2' });
    new MeshNetworkPolicy(chart, 'policy', { registry: made, dns, defaultDeny: true });
    const objects = synth(chart);
    expect(cut(...objects)).toEqual([]);
    objects
      .filter(({ kind }) => kind === 'NetworkPolicy')
      .forEach(({ spec }) =>
        (spec.egress ?? []).forEach((rule: Manifest) => {
          rule.ports = rule.ports.filter(({ protocol }: Manifest) => protocol !== 'UDP');
        }),
      );
    expect(cut(...objects)).toEqual([
      expect.stringMatching(
        /^NetworkPolicy mesh\/\S+: spec\.egress keeps Deployment mesh\/mcp-mesh-news from DNS: it opens port (53|5353) for TCP, /,
      ),
    ]);
  },
);
