import { Chart, JsonPatch } from 'cdk8s';
import { LabelExpression, Namespaces, Pods, ServiceAccount } from 'cdk8s-plus-28';
import {
  IstioAuthorization,
  IstioDataPlane,
  IstioIdentity,
  IstioMutualTls,
  MeshAgent,
  MeshNetworkPolicy,
  MeshPeer,
  MeshPort,
  MeshRegistry,
  ServiceMesh,
} from '../../src';
import { find, Manifest, meshChart, synth } from '../support/manifests';

const image = 'registry.example.com/agent:1.0.0';

interface Built {
  readonly chart: Chart;
  readonly other: MeshAgent;
}

/** A mesh with an agent that has a further port, and what covers it. */
function mesh(
  from: (built: Built) => MeshPeer[],
  { mtls, identities }: { mtls?: IstioMutualTls; identities?: IstioIdentity[] } = {},
): Manifest[] {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', {
    serviceMesh: ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR }),
    extraPorts: [MeshPort.of('admin', 9901, { from: [MeshPeer.namespace('ops')] })],
  });
  const other = new MeshAgent(chart, 'other', { registry, image, dependencies: ['weather'] });
  new IstioAuthorization(chart, 'authorization', { registry, mtls });
  new MeshAgent(chart, 'weather', {
    registry,
    image,
    capabilities: ['weather'],
    extraPorts: [MeshPort.metrics(9090, { from: from({ chart, other }), identities })],
  });
  new MeshNetworkPolicy(chart, 'policy', { registry, strict: true });
  return synth(chart);
}

const sources = (from: (built: Built) => MeshPeer[], identities?: IstioIdentity[]) => {
  const [own, port] = find(mesh(from, { identities }), 'AuthorizationPolicy', 'mcp-mesh-weather').spec.rules;
  expect(own).toEqual({
    from: [{ source: { principals: ['cluster.local/ns/mesh/sa/mcp-mesh-other'] } }],
    to: [{ operation: { ports: ['8080'] } }],
  });
  expect(port.to).toEqual([{ operation: { ports: ['9090'] } }]);
  return port.from.map(({ source }: Manifest) => source);
};

test.each<[string, (built: Built) => MeshPeer[], object[]]>([
  ['a namespace', () => [MeshPeer.namespace('monitoring')], [{ namespaces: ['monitoring'] }]],
  ['an agent', ({ other }) => [MeshPeer.of(other)], [{ principals: ['cluster.local/ns/mesh/sa/mcp-mesh-other'] }]],
  [
    'namespaces by name',
    ({ chart }) => [MeshPeer.of(Namespaces.select(chart, 'both', { names: ['a', 'b'] }))],
    [{ namespaces: ['a'] }, { namespaces: ['b'] }],
  ],
  ['an address', () => [MeshPeer.address('203.0.113.7')], [{ ipBlocks: ['203.0.113.7/32'] }]],
  [
    'a range and a namespace',
    () => [MeshPeer.cidr('203.0.113.0/24', undefined, ['203.0.113.128/25']), MeshPeer.namespace('monitoring')],
    [{ ipBlocks: ['203.0.113.0/24'], notIpBlocks: ['203.0.113.128/25'] }, { namespaces: ['monitoring'] }],
  ],
])('%s may connect to the port, and to no other', (_, from, expected) => expect(sources(from)).toEqual(expected));

const prometheus = { namespace: 'monitoring', serviceAccount: 'prometheus' };
const byAccount = { principals: ['cluster.local/ns/monitoring/sa/prometheus'] };

test.each<[string, (built: Built) => MeshPeer[], object[]]>([
  ['pods by labels', () => [MeshPeer.pods('monitoring', { app: 'prometheus' })], [byAccount]],
  [
    'pods by labels, beside a namespace',
    () => [MeshPeer.pods('monitoring', { app: 'prometheus' }), MeshPeer.namespace('ops')],
    [{ namespaces: ['ops'] }, byAccount],
  ],
  [
    'namespaces by labels',
    ({ chart }) => [MeshPeer.of(Namespaces.select(chart, 'teams', { labels: { team: 'observability' } }))],
    [byAccount],
  ],
])('%s may connect by their account, and nobody else of their namespace', (_, from, expected) =>
  expect(sources(from, [prometheus])).toEqual(expected),
);

test('accounts are no matter of network policies', () => {
  const { ingress } = find(
    mesh(() => [MeshPeer.pods('monitoring', { app: 'prometheus' })], { identities: [prometheus] }),
    'NetworkPolicy',
    'mcp-mesh-weather',
  ).spec;
  expect(ingress).toContainEqual({
    from: [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
        podSelector: { matchLabels: { app: 'prometheus' } },
      },
    ],
    ports: [{ port: 9090, protocol: 'TCP' }],
  });
});

const namespace = () => [MeshPeer.namespace('monitoring')];
const address = () => [MeshPeer.address('203.0.113.7')];

test("a registry's port is opened, too", () => {
  const { rules } = find(mesh(namespace), 'AuthorizationPolicy', 'mcp-mesh-registry').spec;
  expect(rules).toHaveLength(2);
  expect(rules[1]).toEqual({
    from: [{ source: { namespaces: ['ops'] } }],
    to: [{ operation: { ports: ['9901'] } }],
  });
});

test('who has an address alone has no proxy, and needs no mutual TLS on the port', () => {
  const mtlsOf = (objects: Manifest[]) => find(objects, 'PeerAuthentication', 'mcp-mesh-weather').spec;
  expect(mtlsOf(mesh(namespace))).toMatchObject({ mtls: { mode: 'STRICT' } });
  expect(mtlsOf(mesh(namespace))).not.toHaveProperty('portLevelMtls');
  for (const mode of [undefined, IstioMutualTls.NAMESPACES]) {
    expect(mtlsOf(mesh(address, { mtls: mode }))).toMatchObject({
      mtls: { mode: 'STRICT' },
      portLevelMtls: { 9090: { mode: 'PERMISSIVE' } },
    });
  }
  const names = (from: () => MeshPeer[], mode: IstioMutualTls) =>
    mesh(from, { mtls: mode })
      .filter(({ kind }) => kind === 'PeerAuthentication')
      .map(({ metadata }) => metadata.name);
  expect(names(namespace, IstioMutualTls.NAMESPACES)).toEqual(['default']);
  expect(names(address, IstioMutualTls.UNCHANGED)).toEqual([]);
});

/** Agents a and b with the account "shared", a port that only a may call, and what happens to a. */
function sharedAccount(account: string | undefined, change?: (a: MeshAgent) => void, ofB = account): Manifest[] {
  const chart = meshChart();
  const serviceMesh = ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR });
  const registry = new MeshRegistry(chart, 'registry', { serviceMesh });
  const another = new MeshRegistry(chart, 'another', { serviceMesh, serviceName: 'another', configMapName: 'another' });
  const called = (of: string, name: string) => ServiceAccount.fromServiceAccountName(chart, `account-${of}`, name);
  const a = new MeshAgent(chart, 'a', {
    registry: account === 'default' ? another : registry,
    image,
    serviceAccount: account ? called('a', account) : undefined,
  });
  new MeshAgent(chart, 'b', { registry, image, serviceAccount: ofB ? called('b', ofB) : undefined });
  new MeshAgent(chart, 'weather', {
    registry,
    image,
    extraPorts: [MeshPort.of('grpc', 9000, { from: [MeshPeer.of(a)] })],
  });
  new IstioAuthorization(chart, 'authorization', { registry });
  change?.(a);
  return synth(chart);
}

test('a caller whose account a patch replaces is known by the new one', () => {
  const patch = (a: MeshAgent) =>
    a.workload.addJsonPatch(JsonPatch.replace('/spec/template/spec/serviceAccountName', 'other'));
  const { rules } = find(sharedAccount(undefined, patch), 'AuthorizationPolicy', 'mcp-mesh-weather').spec;
  expect(rules[0].from).toEqual([{ source: { principals: ['cluster.local/ns/mesh/sa/other'] } }]);
});

describe('is refused', () => {
  const message = (build: () => unknown) => {
    try {
      build();
      return 'nothing';
    } catch (error) {
      return (error as Error).message;
    }
  };

  const RULE = 'Istio knows a caller by its account, its namespace or its address, and not by labels';
  const fix = (of: string) =>
    `Give their account beside from, identities: [{ namespace: "${of}", serviceAccount: "prometheus" }], or allow all of a namespace, from: [MeshPeer.namespace("${of}")]`;

  test.each<[string, (built: Built) => MeshPeer[], string, string]>([
    [
      'pods by labels',
      () => [MeshPeer.pods('ops', { app: 'prometheus' })],
      'with callers in namespace "ops" by labels',
      'ops',
    ],
    [
      "pods of the agent's own namespace",
      ({ chart }) => [MeshPeer.of(Pods.select(chart, 'pods', { labels: { app: 'prometheus' } }))],
      'with callers in namespace "mesh" by labels',
      'mesh',
    ],
    [
      'namespaces by name and labels',
      ({ chart }) => [MeshPeer.of(Namespaces.select(chart, 'both', { names: ['ops'], labels: { team: 'sre' } }))],
      'with callers in namespace "ops" by labels',
      'ops',
    ],
    [
      'pods by an expression',
      ({ chart }) => [MeshPeer.of(Pods.select(chart, 'pods', { expressions: [LabelExpression.exists('app')] }))],
      'with callers in namespace "mesh" by labels',
      'mesh',
    ],
  ])('%s, if their namespace has no account: the whole of it would be allowed', (_, from, given, of) => {
    for (const identities of [undefined, [prometheus]]) {
      expect(message(() => mesh(from, { identities }))).toBe(
        `[test/authorization] port "metrics" of test/weather, ${given}: ${RULE}. ${fix(of)}.`,
      );
    }
  });

  test('namespaces by labels, which Istio does not know, without an account', () => {
    const byLabels = ({ chart }: Built) => [
      MeshPeer.of(Namespaces.select(chart, 'teams', { labels: { team: 'observability' } })),
    ];
    expect(message(() => mesh(byLabels))).toBe(
      `[test/authorization] port "metrics" of test/weather, with callers by labels: ${RULE}. ${fix('monitoring')}.`,
    );
  });

  test('accounts without pods, and such that name more than one', () => {
    expect(message(() => mesh(() => [], { identities: [prometheus] }))).toBe(
      '[test/weather] extraPorts[0] identities without from: they are the accounts of the pods in from, and without from nobody may connect. Say who connects ' +
        'too, such as from: [MeshPeer.pods("monitoring", { app: "prometheus" })].',
    );
    expect(message(() => mesh(namespace, { identities: [{ namespace: 'ops', serviceAccount: '*' }] }))).toContain(
      '[test/authorization] port "metrics" of test/weather identities: serviceAccount "*" in namespace "ops"',
    );
  });

  test('an account of a caller that another agent shares', () => {
    const { rules } = find(sharedAccount(undefined), 'AuthorizationPolicy', 'mcp-mesh-weather').spec;
    expect(rules[0].from).toEqual([{ source: { principals: ['cluster.local/ns/mesh/sa/mcp-mesh-a'] } }]);
    expect(message(() => sharedAccount('robot', undefined, 'robot'))).toContain(
      '[test/authorization] ServiceAccount "robot" in namespace "mesh", which test/a and test/b run as: Istio knows a caller by its account alone, so test/b ' +
        'could call port "grpc" of test/weather as test/a may, and nothing declares that. Give each of them an account of its own, which agents and registries have if ' +
        'serviceAccount is left out.',
    );
  });

  test('a caller of another mesh that runs as the account of every pod that names none', () => {
    expect(message(() => sharedAccount('default', undefined, ''))).toContain(
      '[test/authorization] agent test/a, which runs as ServiceAccount "default"',
    );
  });

  test('a port that nobody may connect to', () => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry', {
      serviceMesh: ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR }),
    });
    new IstioAuthorization(chart, 'authorization', { registry });
    new MeshAgent(chart, 'weather', { registry, image, extraPorts: [MeshPort.of('admin', 9901)] });
    expect(message(() => synth(chart))).toContain(
      '[test/authorization] port "admin" 9901 of test/weather: test/authorization closes it to everybody, so each connection would time out. Say who may connect: ' +
        'from: [MeshPeer.namespace("monitoring")].',
    );
  });
});
