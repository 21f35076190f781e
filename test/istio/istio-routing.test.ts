import { parse } from 'yaml';
import {
  IstioApiVersion,
  IstioDataPlane,
  IstioOptions,
  IstioRouting,
  IstioRoutingProps,
  IstioRoutingShape,
  MeshAgent,
  MeshRegistry,
  ServiceMesh,
} from '../../src';
import { container, find, Manifest, meshChart, pod, synth } from '../support/manifests';

const image = 'registry.example.com/agent:1.0.0';

/** Where a request with these headers goes, by the routes as Envoy reads them: the first that matches. */
function route(virtualService: Manifest, headers: { [name: string]: string } = {}): any {
  const found = virtualService.spec.http.find(
    ({ match }: any) =>
      !match ||
      match.some((each: any) =>
        Object.entries(each.headers).every(([name, { exact }]: any) => headers[name] === exact),
      ),
  );
  return (
    found.directResponse ??
    found.route.map(({ destination, weight }: any) =>
      [`${destination.host}:${destination.port.number}`, ...(weight === undefined ? [] : [weight])].join(' '),
    )
  );
}

function routed(props: Partial<IstioRoutingProps> = {}, istio: IstioOptions = {}) {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', { serviceMesh: ServiceMesh.istio(istio) });
  const weather = new MeshAgent(chart, 'weather', { registry, image, port: 8081, capabilities: ['weather', 'alerts'] });
  const analytics = new MeshAgent(chart, 'analytics', { registry, image, capabilities: ['analytics'] });
  const routing = new IstioRouting(chart, 'routing', { agents: [weather, analytics], ...props });
  return { chart, registry, weather, analytics, routing };
}

describe("the guide's shape", () => {
  const { chart, routing } = routed();
  const objects = synth(chart);
  const virtualService = find(objects, 'VirtualService', 'agent-routing');

  test('is what the snapshot shows', () => {
    expect(objects.filter(({ apiVersion }) => apiVersion.startsWith('networking.istio.io'))).toMatchSnapshot();
  });

  test("sends each capability to its agent's port", () => {
    expect(route(virtualService, { capability: 'weather' })).toEqual(['mcp-mesh-weather.mesh.svc.cluster.local:8081']);
    expect(route(virtualService, { capability: 'alerts' })).toEqual(['mcp-mesh-weather.mesh.svc.cluster.local:8081']);
    expect(route(virtualService, { capability: 'analytics' })).toEqual([
      'mcp-mesh-analytics.mesh.svc.cluster.local:8080',
    ]);
  });

  test('answers everything else with a 404 that says why', () => {
    for (const headers of [{}, { capability: 'unknown' }, { capability: 'Weather' }]) {
      expect(route(virtualService, headers as any)).toEqual({
        status: 404,
        body: { string: 'No agent provides the capability that the header "capability" asks for.\n' },
      });
    }
  });

  test('has a host that sidecars can resolve: an address, and endpoints behind it', () => {
    expect(routing.host).toBe('*.agent.mcp-mesh.local');
    expect(find(objects, 'ServiceEntry', 'mcp-mesh-agents').spec).toEqual({
      hosts: ['*.agent.mcp-mesh.local'],
      addresses: ['240.241.0.10'],
      ports: [{ number: 8080, name: 'http', protocol: 'HTTP' }],
      resolution: 'DNS',
      location: 'MESH_INTERNAL',
      endpoints: [
        { address: 'mcp-mesh-weather.mesh.svc.cluster.local', ports: { http: 8081 } },
        { address: 'mcp-mesh-analytics.mesh.svc.cluster.local', ports: { http: 8080 } },
      ],
    });
  });
});

describe("routing's options", () => {
  test('domain, header, API version, gateways, addresses and names', () => {
    const { chart, routing } = routed({
      domain: 'agents.corp.example',
      header: 'x-capability',
      apiVersion: IstioApiVersion.V1,
      gateways: ['mesh', 'istio-system/public'],
      addresses: ['240.0.7.7'],
      port: 80,
      name: 'routes',
      serviceEntryName: 'agents',
      namespace: 'mesh',
    });
    const objects = synth(chart);
    const virtualService = find(objects, 'VirtualService', 'routes');
    expect(virtualService.apiVersion).toBe('networking.istio.io/v1');
    expect(virtualService.spec.gateways).toEqual(['mesh', 'istio-system/public']);
    expect(route(virtualService, { 'x-capability': 'weather' })).toEqual([
      'mcp-mesh-weather.mesh.svc.cluster.local:8081',
    ]);
    expect(find(objects, 'ServiceEntry', 'agents').spec).toMatchObject({
      addresses: ['240.0.7.7'],
      ports: [{ number: 80 }],
    });
    expect([routing.host, routing.port]).toEqual(['*.agents.corp.example', 80]);
  });

  test('a fallback answers what nobody provides', () => {
    const base = routed();
    new IstioRouting(base.chart, 'second', {
      agents: [base.weather],
      fallback: base.analytics,
      name: 'second',
      serviceEntryName: 'second',
      domain: 'b.local',
      addresses: ['240.241.0.11'],
    });
    expect(route(find(synth(base.chart), 'VirtualService', 'second'), { capability: 'unknown' })).toEqual([
      'mcp-mesh-analytics.mesh.svc.cluster.local:8080',
    ]);
  });

  test('capabilities that come later are routed too', () => {
    const { chart, analytics } = routed();
    analytics.addCapability('late');
    expect(route(find(synth(chart), 'VirtualService'), { capability: 'late' })).toEqual([
      'mcp-mesh-analytics.mesh.svc.cluster.local:8080',
    ]);
  });
});

describe('a capability of two agents', () => {
  test('is shared equally', () => {
    const { chart, weather, analytics } = routed();
    analytics.addCapability('weather');
    expect(weather.capabilities).toContain('weather');
    expect(route(find(synth(chart), 'VirtualService'), { capability: 'weather' })).toEqual([
      'mcp-mesh-weather.mesh.svc.cluster.local:8081 1',
      'mcp-mesh-analytics.mesh.svc.cluster.local:8080 1',
    ]);
  });

  test('is shared by weight where both give one', () => {
    const { chart, weather, analytics } = routed();
    weather.addCapability('llm', { weight: 90 });
    analytics.addCapability('llm', { weight: 10 });
    expect(route(find(synth(chart), 'VirtualService'), { capability: 'llm' })).toEqual([
      'mcp-mesh-weather.mesh.svc.cluster.local:8081 90',
      'mcp-mesh-analytics.mesh.svc.cluster.local:8080 10',
    ]);
  });
});

describe('the robust shape', () => {
  const { chart, routing } = routed({ shape: IstioRoutingShape.ROUTER_SERVICE, port: 8888 });
  const objects = synth(chart);

  test('is a Service in front of all agents, with the routes on its host', () => {
    expect(find(objects, 'Service', 'mcp-mesh-router').spec).toEqual({
      // No selector: a caller without a sidecar is refused, instead of let through to any agent.
      type: 'ClusterIP',
      ports: [{ name: 'http', port: 8888, protocol: 'TCP' }],
    });
    expect(routing.host).toBe('mcp-mesh-router.mesh.svc.cluster.local');
    const virtualService = find(objects, 'VirtualService');
    expect(virtualService.spec.hosts).toEqual([routing.host]);
    expect(route(virtualService, { capability: 'weather' })).toEqual(['mcp-mesh-weather.mesh.svc.cluster.local:8081']);
    expect(objects.filter(({ kind }) => kind === 'ServiceEntry')).toEqual([]);
  });

  test('needs no DNS capture', () => {
    expect(proxyConfig(find(objects, 'Deployment', 'mcp-mesh-weather'))).toEqual({
      holdApplicationUntilProxyStarts: true,
    });
  });
});

const proxyConfig = (workload: Manifest) =>
  parse(workload.spec.template.metadata.annotations['proxy.istio.io/config'] ?? 'null');

describe('pods of a registry that declares Istio', () => {
  const workloads = (props: Partial<IstioRoutingProps> = {}, istio: IstioOptions = {}) => {
    const objects = synth(routed(props, istio).chart);
    return ['mcp-mesh-registry', 'mcp-mesh-weather'].map((name) => find(objects, 'Deployment', name));
  };

  test('ask for a sidecar, start behind it, and have it answer DNS for the wildcard host', () => {
    for (const workload of workloads()) {
      expect(workload.spec.template.metadata.labels).toMatchObject({ 'sidecar.istio.io/inject': 'true' });
      expect(workload.spec.selector.matchLabels).not.toHaveProperty('sidecar.istio.io/inject');
      expect(proxyConfig(workload)).toEqual({
        holdApplicationUntilProxyStarts: true,
        proxyMetadata: { ISTIO_META_DNS_CAPTURE: 'true' },
      });
    }
  });

  test("wait by HTTP, as the proxy's own user, whose traffic no kind of sidecar redirects", () => {
    const [wait] = pod(workloads()[1]).initContainers;
    expect(wait.args[0]).toContain('wget -q -T 2 -O /dev/null http://mcp-mesh-registry:8000/health');
    expect(wait.securityContext).toMatchObject({
      runAsUser: 1337,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
    expect(container(workloads()[1]).securityContext).not.toHaveProperty('runAsUser');
  });

  test('of native sidecars say so, and wait through them', () => {
    const [, agent] = workloads(
      { shape: IstioRoutingShape.ROUTER_SERVICE },
      { dataPlane: IstioDataPlane.NATIVE_SIDECAR },
    );
    expect(agent.spec.template.metadata.annotations).toEqual({
      'cdk8s-mcp-mesh/agent-config-checksum': expect.any(String),
      'sidecar.istio.io/nativeSidecar': 'true',
    });
    expect(pod(agent).initContainers[0].securityContext).not.toHaveProperty('runAsUser');
  });

  test('follow a revision, and capture DNS or not as they are told', () => {
    const [registry] = workloads({}, { revision: '1-27', dnsCapture: false });
    expect(registry.spec.template.metadata.labels['istio.io/rev']).toBe('1-27');
    expect(proxyConfig(registry)).toEqual({ holdApplicationUntilProxyStarts: true });
  });
});
