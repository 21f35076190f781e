import { ApiObject, App, Chart, JsonPatch, Size, Testing } from 'cdk8s';
import {
  HeadlessMeshAgent,
  IstioAuthorization,
  IstioDataPlane,
  IstioMutualTls,
  IstioRouting,
  IstioRoutingShape,
  MeshAgent,
  MeshDiscoveryTest,
  MeshNetworkPolicy,
  MeshPeer,
  MeshRegistry,
  MeshRegistryProps,
  MeshStorage,
  RegistryDatabase,
  ServiceMesh,
} from '../../src';
import { Manifest } from '../support/manifests';

/* One label says of each object which mesh it is part of, so that those that are no longer made can be found on a cluster. */

const LABEL = 'app.kubernetes.io/part-of';
const image = 'registry.example.com/agent:1.0.0';

interface Options {
  readonly registry?: MeshRegistryProps;
  readonly namespace?: string;
  readonly chartLabels?: { [key: string]: string };
  readonly agentLabels?: { [key: string]: string };
}

/** Objects of every kind that the library makes. */
function objectsOf({ registry: props, namespace = 'core', chartLabels, agentLabels }: Options = {}): Manifest[] {
  const app = Testing.app();
  const core = new Chart(app, 'core', { namespace, labels: chartLabels });
  const edge = new Chart(app, 'edge', { namespace: 'edge', labels: chartLabels });
  const registry = new MeshRegistry(core, 'registry', {
    database: RegistryDatabase.sqlite(MeshStorage.claim(Size.gibibytes(1))),
    serviceMesh: ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR }),
    ...props,
  });
  const agents = [
    new MeshAgent(core, 'one', { registry, image, capabilities: ['a'], labels: agentLabels }),
    new HeadlessMeshAgent(edge, 'two', {
      registry,
      image,
      capabilities: ['b'],
      storage: MeshStorage.claim(Size.gibibytes(1)),
      labels: agentLabels,
    }),
  ];
  agents[0].allowServiceDiscovery();
  agents[1].allowEgress(MeshPeer.internet());
  new MeshNetworkPolicy(core, 'policy', { registry, defaultDeny: true });
  new IstioAuthorization(core, 'authorization', { registry, mtls: IstioMutualTls.NAMESPACES });
  new IstioRouting(core, 'routing', { agents });
  new IstioRouting(core, 'router', { agents, shape: IstioRoutingShape.ROUTER_SERVICE, name: 'router' });
  new MeshDiscoveryTest(core, 'test', { registry });
  return written(app);
}

function written(app: App): Manifest[] {
  return app.charts.flatMap((chart) => Testing.synth(chart));
}

function valuesIn(objects: Manifest[]): (string | undefined)[] {
  return [...new Set(objects.map(({ metadata }) => metadata.labels?.[LABEL]))];
}

const isClaim = ({ kind }: Manifest) => kind === 'PersistentVolumeClaim';

test('each object has it, but a claim: whoever prunes by it deletes no data', () => {
  const objects = objectsOf();
  expect([...new Set(objects.map(({ kind }) => kind))].sort()).toEqual([
    'AuthorizationPolicy',
    'ConfigMap',
    'Deployment',
    'Job',
    'NetworkPolicy',
    'PeerAuthentication',
    'PersistentVolumeClaim',
    'Role',
    'RoleBinding',
    'Service',
    'ServiceAccount',
    'ServiceEntry',
    'StatefulSet',
    'VirtualService',
  ]);
  expect(valuesIn(objects.filter((object) => !isClaim(object)))).toEqual(['mcp-mesh-registry.core']);
  expect(valuesIn(objects.filter(isClaim))).toEqual([undefined]);
});

test('it is in no selector, on no pod and in no template of a claim, which could not be changed or would roll the pods', () => {
  const withoutOwnLabels = objectsOf().map(({ metadata: { labels: _, ...metadata }, ...object }) => ({
    ...object,
    metadata,
  }));
  expect(JSON.stringify(withoutOwnLabels)).not.toContain('part-of');
});

describe('its value', () => {
  test("is the registry's name and namespace, which no other mesh of the cluster has", () => {
    expect(valuesIn(objectsOf({ registry: { serviceName: 'phone-book' } }))).toContain('phone-book.core');
    expect(valuesIn(objectsOf({ namespace: 'other' }))).toContain('mcp-mesh-registry.other');
  });

  test('is cut where it would be too long, and stays one of a kind', () => {
    const [one, other] = ['a', 'b'].map(
      (end) => valuesIn(objectsOf({ namespace: `${'n'.repeat(50)}${end}` }))[0] as string,
    );
    expect(one).toMatch(/^mcp-mesh-registry\.n{36}-[0-9a-f]{8}$/);
    expect(one).toHaveLength(63);
    expect(other).not.toBe(one);
  });

  test('is the name alone in a mesh without a namespace', () => {
    const chart = new Chart(Testing.app(), 'test');
    expect(new MeshRegistry(chart, 'registry').partOf).toBe('mcp-mesh-registry');
  });

  test("of somebody else's registry is that of the ConfigMap", () => {
    const chart = new Chart(Testing.app(), 'test', { namespace: 'mesh' });
    expect(MeshRegistry.fromEndpoint(chart, 'registry', { host: 'mesh.example.com' }).partOf).toBe(
      'mcp-agent-config.mesh',
    );
  });

  test('can be given', () => {
    expect(valuesIn(objectsOf({ registry: { partOf: 'shop' } }).filter((object) => !isClaim(object)))).toEqual([
      'shop',
    ]);
  });

  test('gives way to that of a chart, and to that of an agent', () => {
    expect(valuesIn(objectsOf({ chartLabels: { [LABEL]: 'platform' } }))).toEqual(['platform']);
    const agents = objectsOf({ agentLabels: { [LABEL]: 'team' } }).filter(({ kind }) =>
      ['Deployment', 'StatefulSet'].includes(kind),
    );
    expect(agents.map(({ metadata }) => [metadata.name, metadata.labels[LABEL]])).toEqual([
      ['mcp-mesh-registry', 'mcp-mesh-registry.core'],
      ['mcp-mesh-one', 'team'],
      ['mcp-mesh-two', 'team'],
    ]);
  });

  test('follows an object that another registry of the app comes to make', () => {
    const app = Testing.app();
    const chart = new Chart(app, 'mesh', { namespace: 'mesh' });
    const [b, a] = ['b', 'a'].map((id) => {
      const registry = new MeshRegistry(chart, id, { serviceName: id, configMapName: id });
      return new MeshNetworkPolicy(chart, `policy-${id}`, { registry, defaultDeny: true });
    });
    const denied = written(app).find(({ metadata }) => metadata.name === 'default-deny')!;
    expect(denied.metadata.labels).toEqual({ [LABEL]: 'a.mesh' });
    const shared = ({ policies }: MeshNetworkPolicy) =>
      policies.find(({ name }) => name === 'default-deny') as ApiObject;
    expect(shared(b)).toBe(shared(a));
    shared(b).addJsonPatch(JsonPatch.add('/metadata/labels/x', 'y'));
    expect(written(app).find(({ metadata }) => metadata.name === 'default-deny')!.metadata.labels).toMatchObject({
      x: 'y',
    });
  });
});
