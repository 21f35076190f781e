import { Chart } from 'cdk8s';
import { Namespaces, Pods } from 'cdk8s-plus-28';
import {
  IstioAuthorization,
  IstioDataPlane,
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
function mesh(from: (built: Built) => MeshPeer[], mtls?: IstioMutualTls): Manifest[] {
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
    extraPorts: [MeshPort.metrics(9090, { from: from({ chart, other }) })],
  });
  new MeshNetworkPolicy(chart, 'policy', { registry, strict: true });
  return synth(chart);
}

const sources = (from: (built: Built) => MeshPeer[]) => {
  const [own, port] = find(mesh(from), 'AuthorizationPolicy', 'mcp-mesh-weather').spec.rules;
  expect(own).toEqual({
    from: [{ source: { principals: ['cluster.local/ns/mesh/sa/mcp-mesh-other'] } }],
    to: [{ operation: { ports: ['8080'] } }],
  });
  expect(port.to).toEqual([{ operation: { ports: ['9090'] } }]);
  return port.from.map(({ source }: Manifest) => source);
};

test.each<[string, (built: Built) => MeshPeer[], object[]]>([
  ['a namespace', () => [MeshPeer.namespace('monitoring')], [{ namespaces: ['monitoring'] }]],
  ['pods by labels', () => [MeshPeer.pods('monitoring', { app: 'prometheus' })], [{ namespaces: ['monitoring'] }]],
  ['an agent', ({ other }) => [MeshPeer.of(other)], [{ principals: ['cluster.local/ns/mesh/sa/mcp-mesh-other'] }]],
  [
    'namespaces by name',
    ({ chart }) => [MeshPeer.of(Namespaces.select(chart, 'both', { names: ['a', 'b'] }))],
    [{ namespaces: ['a'] }, { namespaces: ['b'] }],
  ],
  [
    "pods of the agent's own namespace",
    ({ chart }) => [MeshPeer.of(Pods.select(chart, 'pods', { labels: { app: 'prometheus' } }))],
    [{ namespaces: ['mesh'] }],
  ],
  ['an address', () => [MeshPeer.address('203.0.113.7')], [{ ipBlocks: ['203.0.113.7/32'] }]],
  [
    'a range and a namespace',
    () => [MeshPeer.cidr('203.0.113.0/24', undefined, ['203.0.113.128/25']), MeshPeer.namespace('monitoring')],
    [{ ipBlocks: ['203.0.113.0/24'], notIpBlocks: ['203.0.113.128/25'] }, { namespaces: ['monitoring'] }],
  ],
])('%s may connect to the port, and to no other', (_, from, expected) => expect(sources(from)).toEqual(expected));

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
    expect(mtlsOf(mesh(address, mode))).toMatchObject({
      mtls: { mode: 'STRICT' },
      portLevelMtls: { 9090: { mode: 'PERMISSIVE' } },
    });
  }
  const names = (from: () => MeshPeer[], mode: IstioMutualTls) =>
    mesh(from, mode)
      .filter(({ kind }) => kind === 'PeerAuthentication')
      .map(({ metadata }) => metadata.name);
  expect(names(namespace, IstioMutualTls.NAMESPACES)).toEqual(['default']);
  expect(names(address, IstioMutualTls.UNCHANGED)).toEqual([]);
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

  test('namespaces by labels, which Istio does not know', () => {
    const byLabels = ({ chart }: Built) => [
      MeshPeer.of(Namespaces.select(chart, 'teams', { labels: { team: 'observability' } })),
    ];
    expect(message(() => mesh(byLabels))).toBe(
      '[test/authorization] port "metrics" of test/weather, with callers in namespaces by labels: Istio knows a caller by its account, its namespace or its ' +
        'address, and not by labels. Name the namespace: from: [MeshPeer.namespace("monitoring")], or MeshPeer.pods(…).',
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
