import { RULE } from '../../src/rules/policy-cuts-entrance';
import { Manifest } from '../support/manifests';
import { agent, named, policy, REGISTRY, said, service, tcp } from '../support/mesh-manifests';
import { from, ingress } from '../support/policy-manifests';

const AGENT = [...REGISTRY, agent('gateway'), service('gateway', { ports: [{ port: 80, targetPort: 'http' }] })];
const backend = { service: { name: 'gateway', port: { number: 80 } } };

const entrance = (apiVersion: string, kind: string, spec: Manifest): Manifest => ({
  apiVersion,
  kind,
  metadata: { name: 'front', namespace: 'mesh' },
  spec,
});
const INGRESS = entrance('networking.k8s.io/v1', 'Ingress', {
  rules: [{ http: { paths: ['/', '/api'].map((path) => ({ path, pathType: 'Prefix', backend })) } }],
});
const httpRoute = (kind: string) =>
  entrance('gateway.networking.k8s.io/v1', 'HTTPRoute', {
    parentRefs: [{ kind, name: 'front' }],
    rules: [{ backendRefs: [{ name: 'gateway', port: 80 }] }],
  });
const virtualService = (...gateways: string[]) =>
  entrance('networking.istio.io/v1', 'VirtualService', {
    hosts: ['trips.example.com'],
    gateways,
    http: [{ route: [{ destination: { host: 'gateway', port: { number: 80 } } }] }],
  });

const CLOSED = ingress('gateway', from('mcp-mesh-registry', 8080));
const RULE_TEXT =
  '{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: … } } }], ports: [{ protocol: TCP, port: 8080 }] }';

test('an Ingress, once for all of its paths', () => {
  expect(said(RULE, [...AGENT, INGRESS, CLOSED])).toEqual([
    'Ingress mesh/front: it leads to Deployment mesh/gateway on port 8080: NetworkPolicy mesh/gateway closes that agent to all peers outside the mesh, so every request times out at the controller or gateway. Add to NetworkPolicy mesh/gateway the ingress rule ' +
      `${RULE_TEXT}, with the namespace of the controller or gateway.`,
  ]);
});

test('a policy over the whole namespace closes it on purpose', () => {
  const denied = policy('default-deny', { podSelector: {}, policyTypes: ['Ingress'] });
  expect(said(RULE, [...AGENT, INGRESS, denied])).toEqual([
    expect.stringContaining(
      `Leave NetworkPolicy mesh/default-deny as it is, and give Deployment mesh/gateway a policy of its own with the ingress rule ${RULE_TEXT}`,
    ),
  ]);
});

test.each<[string, Manifest]>([
  ['an HTTPRoute of a Gateway', httpRoute('Gateway')],
  ['a VirtualService at a gateway', virtualService('mesh', 'istio-system/public')],
])('%s', (_, route) => {
  expect(said(RULE, [...AGENT, route, CLOSED])).toEqual([
    expect.stringContaining('it leads to Deployment mesh/gateway on port 8080'),
  ]);
});

test('a rule for the controller on another port', () => {
  const other = ingress('gateway', { from: [{ namespaceSelector: named('ingress-nginx') }], ports: tcp(9090) });
  expect(said(RULE, [...AGENT, INGRESS, other])).toHaveLength(1);
});

describe('no finding', () => {
  test.each<[string, Manifest]>([
    ['an HTTPRoute of a Service, which is for callers inside', httpRoute('Service')],
    ['a VirtualService of the sidecars alone', virtualService('mesh')],
    [
      'an Ingress to a Service that is not in the manifests',
      { ...INGRESS, metadata: { name: 'front', namespace: 'other' } },
    ],
    [
      'a Service that nodes publish',
      service('gateway', { type: 'NodePort', ports: [{ port: 80, targetPort: 'http' }] }),
    ],
  ])('for %s', (_, object) => {
    const objects = [...REGISTRY, agent('gateway'), ...(object.kind === 'Service' ? [] : [AGENT[AGENT.length - 1]])];
    expect(said(RULE, [...objects, object, CLOSED])).toEqual([]);
  });

  test.each<[string, Manifest[]]>([
    ['is no policy', []],
    ['is a policy for the way out alone', [policy('egress', { podSelector: {}, policyTypes: ['Egress'] })]],
    ['is a rule without peers', [ingress('gateway', { ports: tcp(8080) })]],
    [
      'is a namespace that the manifests do not show',
      [ingress('gateway', { from: [{ namespaceSelector: named('ingress-nginx') }], ports: tcp('http') })],
    ],
    ['are addresses', [ingress('gateway', { from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] })]],
    ['is the whole namespace', [ingress('gateway', { from: [{ podSelector: {} }] })]],
    [
      'is another policy that admits somebody',
      [
        CLOSED,
        {
          ...ingress('gateway', { from: [{ podSelector: named('nginx') }] }),
          metadata: { name: 'front', namespace: 'mesh' },
        },
      ],
    ],
    [
      'are policies of another kind',
      [
        CLOSED,
        {
          apiVersion: 'cilium.io/v2',
          kind: 'CiliumNetworkPolicy',
          metadata: { name: 'x', namespace: 'mesh' },
          spec: {},
        },
      ],
    ],
  ])('if there %s', (_, policies) => {
    expect(said(RULE, [...AGENT, INGRESS, ...policies])).toEqual([]);
  });

  test('for the registry, which should be on no Ingress at all', () => {
    const front = entrance('networking.k8s.io/v1', 'Ingress', {
      defaultBackend: { service: { name: 'mcp-mesh-registry', port: { number: 8000 } } },
    });
    expect(said(RULE, [...REGISTRY, front, ingress('mcp-mesh-registry', from('gateway', 8000))])).toEqual([]);
  });
});
