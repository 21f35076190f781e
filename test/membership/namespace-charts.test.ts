import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import {
  IMeshRegistry,
  IstioAuthorization,
  IstioDataPlane,
  IstioMutualTls,
  MeshAgent,
  MeshDiscoveryTest,
  MeshNetworkPolicy,
  MeshPeer,
  MeshRegistry,
  ServiceMesh,
} from '../../src';
import { find } from '../support/manifests';

const image = 'example.com/agent:1.0.0';

function charts(app: App, ...ids: string[]): Chart[] {
  return ids.map((id) => new Chart(app, id, { namespace: id.split('-')[0] }));
}

function agent(chart: Chart, id: string, registry: IMeshRegistry): MeshAgent {
  return new MeshAgent(chart, id, { registry, image });
}

/** What of a chart is not about a single workload of it, as kind and name. */
function shared(chart: Chart): string[] {
  return Testing.synth(chart)
    .filter(({ kind }) => ['ConfigMap', 'NetworkPolicy', 'AuthorizationPolicy', 'PeerAuthentication'].includes(kind))
    .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
    .sort();
}

describe.each([
  ['before the agents', true],
  ['after the agents', false],
])('what a namespace needs stands in the chart of its agents, made %s', (_, isBefore) => {
  function closed(props: { strict?: boolean; mtls?: IstioMutualTls }): Chart[] {
    const app = Testing.app();
    const [core, edge] = charts(app, 'core', 'edge');
    const registry = new MeshRegistry(core, 'registry', {
      serviceMesh: ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR }),
    });
    const close = () => {
      new MeshNetworkPolicy(core, 'policy', { registry, strict: props.strict, defaultDeny: true });
      new IstioAuthorization(core, 'authorization', { registry, mtls: props.mtls });
      new MeshDiscoveryTest(core, 'test', { registry });
    };
    if (isBefore) {
      close();
    }
    agent(edge, 'b', registry).allowEgress(MeshPeer.internet([443]));
    if (!isBefore) {
      close();
    }
    return [core, edge];
  }

  test('with one policy for all agents', () => {
    const [core, edge] = closed({ mtls: IstioMutualTls.NAMESPACES });
    expect(shared(edge)).toEqual([
      'AuthorizationPolicy mcp-mesh-b',
      'ConfigMap mcp-agent-config',
      'NetworkPolicy agent-communication-policy',
      'NetworkPolicy default-deny',
      'NetworkPolicy mcp-mesh-b',
      'NetworkPolicy mcp-mesh-discovery-test-to-8080',
      'PeerAuthentication default',
    ]);
    expect(Testing.synth(core).map(({ metadata }) => metadata.namespace)).not.toContain('edge');
  });

  test('with a policy for each agent', () => {
    const [core, edge] = closed({ strict: true });
    expect(shared(edge)).toEqual([
      'AuthorizationPolicy mcp-mesh-b',
      'ConfigMap mcp-agent-config',
      'NetworkPolicy default-deny',
      'NetworkPolicy mcp-mesh-b',
      'NetworkPolicy mcp-mesh-discovery-test-to-8080',
      'PeerAuthentication mcp-mesh-b',
    ]);
    expect(Testing.synth(core).map(({ metadata }) => metadata.namespace)).not.toContain('edge');
  });
});

test('what is about the registry stands in its chart, if the policies stand in another namespace', () => {
  const [core, ops] = charts(Testing.app(), 'core', 'ops');
  const registry = new MeshRegistry(core, 'registry');
  agent(core, 'a', registry);
  new MeshNetworkPolicy(ops, 'policy', { registry });
  expect(shared(ops)).toEqual([]);
  expect(shared(core)).toEqual([
    'ConfigMap mcp-agent-config',
    'NetworkPolicy agent-communication-policy',
    'NetworkPolicy mcp-mesh-registry-policy',
  ]);
});

test('a mesh without a namespace is covered from a chart that has one', () => {
  const app = Testing.app();
  const nowhere = new Chart(app, 'nowhere');
  const [mesh] = charts(app, 'mesh');
  const registry = new MeshRegistry(nowhere, 'registry');
  new MeshNetworkPolicy(mesh, 'policy', { registry, strict: true });
  agent(nowhere, 'a', registry);
  expect(shared(mesh)).toEqual([]);
  expect(Testing.synth(nowhere).filter(({ metadata }) => metadata.namespace !== undefined)).toEqual([]);
});

test('policies stay in the chart that they were made in, if it is of the namespace', () => {
  const [core, policies] = charts(Testing.app(), 'core', 'core-policies');
  const registry = new MeshRegistry(core, 'registry');
  new MeshNetworkPolicy(policies, 'policy', { registry, strict: true });
  agent(core, 'a', registry);
  expect(shared(policies)).toEqual(['NetworkPolicy mcp-mesh-a', 'NetworkPolicy mcp-mesh-registry-policy']);
});

describe('of several charts of a namespace, the first by path holds what they share', () => {
  /** Files of a mesh whose agents come in a given order. */
  function files(order: string[]): { [chart: string]: string[] } {
    const app = Testing.app();
    const all = charts(app, 'core', 'edge-b', 'edge-a', 'edge-c');
    const registry = new MeshRegistry(all[0], 'registry');
    new MeshNetworkPolicy(all[0], 'policy', { registry, defaultDeny: true });
    order.forEach((id) =>
      agent(
        all.find(({ node }) => node.id === id)!,
        `of-${id}`,
        registry,
      ),
    );
    return Object.fromEntries(all.map((chart) => [chart.node.id, shared(chart)]));
  }

  const everything = [
    'ConfigMap mcp-agent-config',
    'NetworkPolicy agent-communication-policy',
    'NetworkPolicy default-deny',
  ];

  test.each([[['edge-a', 'edge-b', 'edge-c']], [['edge-c', 'edge-b', 'edge-a']], [['edge-b', 'edge-a', 'edge-c']]])(
    'whatever comes first: %j',
    (order) => {
      expect(files(order)).toMatchObject({ 'edge-a': everything, 'edge-b': [], 'edge-c': [] });
    },
  );

  test('and the next one, when that team leaves', () => {
    expect(files(['edge-c', 'edge-b'])).toMatchObject({ 'edge-b': everything, 'edge-c': [] });
  });

  test('and one that has the namespace as its own before one that does not', () => {
    const app = Testing.app();
    const [core, edge] = charts(app, 'core', 'edge');
    const registry = new MeshRegistry(core, 'registry');
    const mixed = new Chart(app, 'a-mixed');
    new MeshAgent(mixed, 'first', { registry, image, namespace: 'edge' });
    expect(shared(mixed)).toEqual(['ConfigMap mcp-agent-config']);
    agent(edge, 'second', registry);
    expect([shared(mixed), shared(edge)]).toEqual([[], ['ConfigMap mcp-agent-config']]);
  });
});

describe('what a user changed moves with the object', () => {
  function moved(): { policy: ApiObject; a: Chart; move: () => void } {
    const app = Testing.app();
    const [core] = charts(app, 'core');
    const labelled = (id: string) => new Chart(app, id, { namespace: 'edge', labels: { chart: id } });
    const [a, b] = [labelled('edge-a'), labelled('edge-b')];
    const registry = new MeshRegistry(core, 'registry');
    const closing = new MeshNetworkPolicy(core, 'policy', {
      registry,
      labels: { team: 'net' },
      annotations: { by: 'us' },
    });
    agent(b, 'b', registry);
    const policy = closing.policies.find(({ metadata }) => metadata.namespace === 'edge')!;
    return { policy, a, move: () => void agent(a, 'a', registry) };
  }
  const written = (a: Chart) => find(Testing.synth(a), 'NetworkPolicy', 'agent-communication-policy');

  test('before it moved', () => {
    const { policy, a, move } = moved();
    policy.addJsonPatch(JsonPatch.add('/spec/policyTypes', ['Egress']));
    policy.metadata.addLabel('x', 'y');
    policy.metadata.addAnnotation('note', 'kept');
    policy.metadata.addFinalizers('example.com/f');
    policy.metadata.addOwnerReference({ apiVersion: 'v1', kind: 'Secret', name: 's', uid: 'u' });
    policy.metadata.add('generateName', 'g');
    move();
    const { metadata, spec } = written(a);
    expect(spec.policyTypes).toEqual(['Egress']);
    expect(metadata).toEqual({
      name: 'agent-communication-policy',
      namespace: 'edge',
      labels: { 'app.kubernetes.io/part-of': 'mcp-mesh-registry.core', chart: 'edge-a', team: 'net', x: 'y' },
      annotations: { by: 'us', note: 'kept' },
      finalizers: ['example.com/f'],
      ownerReferences: [{ apiVersion: 'v1', kind: 'Secret', name: 's', uid: 'u' }],
      generateName: 'g',
    });
  });

  test('and by the old reference afterwards', () => {
    const { policy, a, move } = moved();
    move();
    policy.addJsonPatch(JsonPatch.add('/spec/policyTypes', ['Egress']));
    policy.metadata.addLabel('x', 'y');
    expect(written(a)).toMatchObject({
      metadata: { labels: { chart: 'edge-a', team: 'net', x: 'y' } },
      spec: { policyTypes: ['Egress'] },
    });
    expect(policy.toJson()).toEqual(written(a));
  });

  test('what it depends on too', () => {
    const { policy, a, move } = moved();
    const before = new ApiObject(a, 'before', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'before' } });
    policy.addDependency(before);
    move();
    const now = a.node.findAll().find((each: any) => each.name === 'agent-communication-policy')!;
    expect(now.node.dependencies).toEqual([before]);
  });
});
