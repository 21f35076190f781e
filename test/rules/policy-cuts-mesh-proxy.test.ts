import { RULE } from '../../src/rules/policy-cuts-mesh-proxy';
import { Manifest } from '../support/manifests';
import { deployment, DNS_RULE, named, policy, said, tcp } from '../support/mesh-manifests';

const namespace = (labels: Manifest) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'mesh', labels } });
const INJECTED = namespace({ 'istio-injection': 'enabled' });
const AMBIENT = namespace({ 'istio.io/dataplane-mode': 'ambient' });
const PODS = [deployment('news'), deployment('weather')];
const WEATHER = { podSelector: named('weather') };
const egress = (...rules: Manifest[]) =>
  policy('news', { podSelector: named('news'), policyTypes: ['Egress'], egress: rules });
const ingress = (...rules: Manifest[]) =>
  policy('news', { podSelector: named('news'), policyTypes: ['Ingress'], ingress: rules });
const inNamespace = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});

test('a sidecar without istiod', () => {
  expect(said(RULE, [INJECTED, ...PODS, egress(DNS_RULE, { to: [WEATHER], ports: tcp(8080) })])).toEqual([
    'NetworkPolicy mesh/news: spec.egress keeps the sidecars of Deployment mesh/news from istiod: a sidecar gets its certificate and its configuration from istiod on ' +
      'TCP port 15012; without them it is never ready, and neither is the pod. Add to NetworkPolicy mesh/news the egress rule { to: [{ namespaceSelector: { matchLabels: ' +
      '{ kubernetes.io/metadata.name: istio-system } }, podSelector: { matchLabels: { app: istiod } } }], ports: [{ protocol: TCP, port: 15012 }] }.',
  ]);
});

test.each<[string, Manifest]>([
  ['another port of it', { to: [inNamespace('istio-system')], ports: tcp(15010) }],
  ['all ports of its own namespace', { to: [{ podSelector: {} }] }],
  ['a namespace with other pods', { to: [inNamespace('mesh')], ports: tcp(15012) }],
])('a sidecar with %s', (_, rule) => expect(said(RULE, [INJECTED, ...PODS, egress(rule)])).toHaveLength(1));

test.each<[string, Manifest[]]>([
  ['its namespace', [egress({ to: [inNamespace('istio-system')] })]],
  ['its port to everybody', [egress({ ports: tcp(15012) })]],
  ['a range', [egress({ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: tcp(15012) })]],
  ['a label that is not shown', [egress({ to: [{ namespaceSelector: { matchLabels: { role: 'control' } } }] })]],
  ['a namespace that is not shown', [egress({ to: [inNamespace('platform')], ports: tcp(15012) })]],
  ['pods of istiod here', [egress({ to: [{ podSelector: { matchLabels: { app: 'istiod' } } }] })]],
  ['a second policy', [egress(DNS_RULE), policy('all', { podSelector: {}, egress: [{ ports: tcp(15012) }] })]],
  ['ingress only', [ingress({ from: [WEATHER], ports: tcp(8080) })]],
])('a sidecar may reach istiod: %s', (_, policies) => expect(said(RULE, [INJECTED, ...PODS, ...policies])).toEqual([]));

test('no proxy, or none that is known', () => {
  const off = deployment('news', { labels: { 'sidecar.istio.io/inject': 'false' } });
  expect(said(RULE, [INJECTED, off, egress(DNS_RULE)])).toEqual([]);
  expect(said(RULE, [...PODS, egress(DNS_RULE)])).toEqual([]);
  const outOfMesh = deployment('news', { labels: { 'istio.io/dataplane-mode': 'none' } });
  expect(said(RULE, [AMBIENT, outOfMesh, PODS[1], ingress({ from: [WEATHER], ports: tcp(8080) })])).toEqual([]);
});

test('ambient without its tunnel', () => {
  const end =
    " opens the ports of applications only: in Istio's ambient mode, what one pod says to another goes through a tunnel to TCP port 15008, and policies see that port, " +
    'so every such connection times out. Put { protocol: TCP, port: 15008 } into the ports of its rules, too.';
  expect(said(RULE, [AMBIENT, ...PODS, ingress({ from: [WEATHER], ports: tcp(8080) })])).toEqual([
    `NetworkPolicy mesh/news: spec.ingress of Deployment mesh/news${end}`,
  ]);
  expect(said(RULE, [AMBIENT, ...PODS, egress(DNS_RULE, { to: [WEATHER], ports: tcp(8080) })])).toEqual([
    `NetworkPolicy mesh/news: spec.egress of Deployment mesh/news${end}`,
  ]);
});

test.each<[string, Manifest]>([
  ['its port', ingress({ from: [WEATHER], ports: tcp(8080, 15008) })],
  ['all ports', ingress({ from: [WEATHER] })],
  ['nobody', ingress()],
  ['everybody, who may have no proxy', ingress({ ports: tcp(8080) })],
  ['others than those of the mesh', ingress({ from: [inNamespace('edge')], ports: tcp(8080) })],
  ['ranges', egress({ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: tcp(443) })],
])('ambient with %s', (_, manifest) => expect(said(RULE, [AMBIENT, ...PODS, manifest])).toEqual([]));

test('a policy of another kind may open it', () => {
  const cilium = {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name: 'all', namespace: 'mesh' },
    spec: { endpointSelector: {}, egress: [{}] },
  };
  expect(said(RULE, [INJECTED, ...PODS, egress(DNS_RULE), cilium])).toEqual([]);
});
