import {
  IstioAuthorization,
  IstioRouting,
  MeshAgent,
  MeshDiscoveryTest,
  MeshNetworkPolicy,
  MeshRegistry,
  ServiceMesh,
  WaitForRegistry,
} from '../../src';
import { PodNeeds, ServiceMeshImplementation } from '../../src/service-mesh/implementation';
import { envOf, find, Manifest, meshChart, pod, synth } from '../support/manifests';

const image = 'example.com/agent:1.0.0';

/** A mesh that the library does not know: all that it does differs from Istio. */
const OTHER: ServiceMeshImplementation = {
  check: (registry) => {
    if (registry.node.id === 'refused') {
      throw new Error(`[${registry.node.path}] no`);
    }
  },
  podLabels: { 'other.example.com/mesh': 'on' },
  podAnnotations: () => ({ 'other.example.com/inject': 'enabled' }),
  registryWait: WaitForRegistry.http(),
  initContainers: { securityContext: { runAsUser: 2102 }, hasIdentity: true },
  controlPlane: [
    { namespace: 'other-mesh', labels: { app: 'destination' }, port: 8086 },
    { namespace: 'other-mesh', labels: { app: 'identity' }, port: 8080 },
  ],
  packetPorts: (port) => [port, 4143],
  proxyShutdownUrl: 'http://127.0.0.1:4191/shutdown',
  routeGroups: ['gateway.networking.k8s.io'],
  authorizationGroups: ['policy.other.example.com'],
};

function behind(implementation: ServiceMeshImplementation, strict = false) {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', { serviceMesh: ServiceMesh._of(implementation) });
  const agent = new MeshAgent(chart, 'weather', { registry, image, capabilities: ['weather'] });
  new MeshAgent(chart, 'caller', { registry, image, dependencies: ['weather'] });
  new MeshNetworkPolicy(chart, 'policy', { registry, strict });
  new MeshDiscoveryTest(chart, 'test', { registry });
  return { chart, registry, agent };
}

describe('a service mesh that is one object', () => {
  const objects = synth(behind(OTHER).chart);
  const templates = objects.flatMap(({ spec }) => spec?.template ?? []);

  test('puts its labels and annotations on every pod: of the registry, the agents and the discovery test', () => {
    expect(templates).toHaveLength(4);
    for (const { metadata } of templates) {
      expect(metadata.labels).toMatchObject({ 'other.example.com/mesh': 'on' });
      expect(metadata.annotations).toMatchObject({ 'other.example.com/inject': 'enabled' });
    }
    expect(JSON.stringify(objects)).not.toMatch(/istio|15012|15020|1337/);
  });

  test('keeps its labels out of selectors', () => {
    const selectors = objects.flatMap(({ spec }) => [spec?.selector, spec?.podSelector]);
    expect(JSON.stringify(selectors)).not.toContain('other.example.com');
  });

  test('decides how an agent waits for the registry', () => {
    const [wait] = pod(find(objects, 'Deployment', 'mcp-mesh-weather')).initContainers;
    expect(wait.args[0]).toContain('wget ');
    expect(wait.securityContext).toMatchObject({ runAsUser: 2102, allowPrivilegeEscalation: false });
  });

  test.each([false, true])(
    'is reached by every pod, its control plane being open in the policies (strict %s)',
    (strict) => {
      const policies = synth(behind(OTHER, strict).chart).filter(
        ({ kind, spec }) => kind === 'NetworkPolicy' && spec.policyTypes.includes('Egress'),
      );
      expect(policies.length).toBeGreaterThanOrEqual(3);
      for (const { spec } of policies) {
        expect(spec.egress).toEqual(expect.arrayContaining([to('destination', 8086), to('identity', 8080)]));
      }
    },
  );

  test.each([false, true])("has its own port open in the policies, beside the pods' ports (strict %s)", (strict) => {
    const policies = synth(behind(OTHER, strict).chart);
    const ports = (name: string, direction: string): number[][] =>
      find(policies, 'NetworkPolicy', name).spec[direction].map((rule: Manifest) =>
        rule.ports.map(({ port }: Manifest) => port),
      );
    expect(ports('mcp-mesh-registry-policy', 'ingress')).toEqual([[4143, 8000]]);
    expect(ports(strict ? 'mcp-mesh-weather' : 'agent-communication-policy', 'ingress')).toContainEqual([4143, 8080]);
    // What is not of the mesh keeps its ports: DNS, the control plane.
    const egress = [[4143, 8000], [4143, 8080], [53, 53], [8086], [8080]];
    expect(ports(strict ? 'mcp-mesh-caller' : 'agent-communication-policy', 'egress').sort()).toEqual(egress.sort());
    expect(ports('mcp-mesh-discovery-test', 'egress').sort()).toEqual(egress.sort());
    expect(ports('mcp-mesh-discovery-test-to-8080', 'ingress')).toEqual([[4143, 8080]]);
    expect(ports('mcp-mesh-discovery-test-to-registry', 'ingress')).toEqual([[4143, 8000]]);
  });

  test('ends a Job by its own URL', () => {
    expect(envOf(find(objects, 'Job')).QUIT_PROXY).toBe('http://127.0.0.1:4191/shutdown');
  });

  test('refuses its options in the name of the registry', () => {
    const chart = meshChart();
    expect(() => new MeshRegistry(chart, 'refused', { serviceMesh: ServiceMesh._of(OTHER) })).toThrow(
      '[test/refused] no',
    );
    const endpoint = { host: '203.0.113.7', serviceMesh: ServiceMesh._of(OTHER) };
    expect(() => MeshRegistry.fromEndpoint(meshChart(), 'refused', endpoint)).toThrow('[test/refused] no');
  });

  test.each([
    ['podAnnotations', { podAnnotations: { 'other.example.com/inject': 'disabled' } }],
    ['labels', { labels: { 'other.example.com/mesh': 'off' } }],
  ])('owns what it puts on pods: users cannot set it by %s', (prop, props) => {
    const { chart, registry } = behind(OTHER);
    expect(() => new MeshAgent(chart, 'other', { registry, image, ...props })).toThrow(`${prop}["other.example.com/`);
  });
});

describe('the constructs for Istio ask the mesh what it can do', () => {
  const istioAlike = { ...OTHER, routeGroups: ['networking.istio.io'], authorizationGroups: ['security.istio.io'] };

  test('one that follows no VirtualService is refused', () => {
    const { chart, agent } = behind(OTHER);
    expect(() => new IstioRouting(chart, 'routing', { agents: [agent] })).toThrow('declares no Istio');
  });

  test('one that enforces no AuthorizationPolicy of Istio is refused', () => {
    const { chart, registry } = behind(OTHER);
    expect(() => new IstioAuthorization(chart, 'authorization', { registry })).toThrow('declares no Istio');
  });

  test('one that does both is taken, whoever made it, and hears of wildcard hosts', () => {
    const needs: PodNeeds[] = [];
    const podAnnotations = (each: PodNeeds) => {
      needs.push(each);
      return {};
    };
    const { chart, registry, agent } = behind({ ...istioAlike, podAnnotations });
    expect(needs.map(({ wildcardHosts }) => wildcardHosts())).toEqual([false, false, false, false]);
    new IstioRouting(chart, 'routing', { agents: [agent] });
    new IstioAuthorization(chart, 'authorization', { registry });
    expect(needs.map(({ wildcardHosts }) => wildcardHosts())).toEqual([true, true, true, true]);
    const kinds = synth(chart).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['VirtualService', 'ServiceEntry', 'AuthorizationPolicy']));
  });

  test('a wait without an identity cannot be admitted', () => {
    const initContainers = { securityContext: {}, hasIdentity: false };
    const { chart, registry } = behind({ ...istioAlike, initContainers });
    expect(() => new IstioAuthorization(chart, 'authorization', { registry })).toThrow('has no identity');
  });

  test("the control plane's namespace cannot hold the mesh", () => {
    const controlPlane = [{ namespace: 'mesh', labels: { app: 'destination' }, port: 8086 }];
    const { chart, registry } = behind({ ...istioAlike, controlPlane });
    expect(() => new IstioAuthorization(chart, 'authorization', { registry })).toThrow('in namespace "mesh"');
  });
});

test('without a mesh, pods and policies hold nothing of one', () => {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', { serviceMesh: ServiceMesh.none() });
  new MeshAgent(chart, 'weather', { registry, image });
  new MeshNetworkPolicy(chart, 'policy', { registry });
  const plain = meshChart();
  const same = new MeshRegistry(plain, 'registry');
  new MeshAgent(plain, 'weather', { registry: same, image });
  new MeshNetworkPolicy(plain, 'policy', { registry: same });
  const objects = synth(chart);
  expect(objects).toEqual(synth(plain));
  const { metadata, spec } = find(objects, 'Deployment', 'mcp-mesh-weather').spec.template;
  expect(Object.keys(metadata.labels)).toEqual(['app.kubernetes.io/component', 'app.kubernetes.io/name']);
  expect(Object.keys(metadata.annotations)).toEqual(['cdk8s-mcp-mesh/agent-config-checksum']);
  expect(spec.initContainers[0].args[0]).toContain('nc -z ');
  expect(spec.initContainers[0].securityContext).not.toHaveProperty('runAsUser');
});

function to(app: string, port: number): Manifest {
  return {
    to: [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'other-mesh' } },
        podSelector: { matchLabels: { app } },
      },
    ],
    ports: [{ port, protocol: 'TCP' }],
  };
}
