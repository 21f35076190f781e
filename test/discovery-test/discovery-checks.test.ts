import { ApiObject, Chart, JsonPatch, Lazy, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  AgentRuntime,
  HeadlessMeshAgent,
  IMeshRegistry,
  MeshAgent,
  MeshDashboard,
  MeshProbe,
  MeshRegistry,
  MeshRegistryEndpoint,
  MeshRegistryProps,
  RegistryDatabase,
} from '../../src';
import { MeshDiscoveryTest } from '../../src/discovery-test/discovery-test';
import { MeshDiscoveryTestProps } from '../../src/discovery-test/discovery-test-props';
import { find, Manifest, meshChart, synth, synthApp } from '../support/manifests';

const image = 'registry.example.com/agent:1.0.0';

/** The list of checks, line by line. */
function listOf(objects: Manifest[], name: string = 'mcp-mesh-discovery-test'): string[] {
  return find(objects, 'ConfigMap', name).data.checks.trimEnd().split('\n');
}

/** The checks of a mesh whose test is there before its agents. */
function checks(build: (registry: IMeshRegistry, chart: Chart) => unknown, props: MeshRegistryProps = {}): string[] {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', props);
  new MeshDiscoveryTest(chart, 'test', { registry });
  build(registry, chart);
  return listOf(synth(chart));
}

describe('the checks', () => {
  test('are all names, the registry, what agents provide, and the agents, each group sorted, whenever agents came', () => {
    expect(
      checks((registry, chart) => {
        const zebra = new MeshAgent(chart, 'zebra', { registry, image, capabilities: ['stripes', 'shared'] });
        new MeshAgent(chart, 'ant', { registry, image, port: 8081, capabilities: ['shared'] });
        zebra.addCapability('a/b:c', { version: '2.0.0' });
      }),
    ).toEqual([
      'resolve mcp-mesh-registry.mesh.svc.cluster.local',
      'resolve mcp-mesh-ant.mesh.svc.cluster.local',
      'resolve mcp-mesh-zebra.mesh.svc.cluster.local',
      'health http://mcp-mesh-registry:8000/health',
      'capability http://mcp-mesh-registry:8000/agents?capabilities=a%2Fb%3Ac',
      'capability http://mcp-mesh-registry:8000/agents?capabilities=shared',
      'capability http://mcp-mesh-registry:8000/agents?capabilities=stripes',
      'health http://mcp-mesh-ant.mesh.svc.cluster.local:8081/health',
      'health http://mcp-mesh-zebra.mesh.svc.cluster.local:8080/health',
    ]);
  });

  describe('of dashboards', () => {
    const dashboards = (build: (registry: IMeshRegistry, chart: Chart) => unknown) => {
      const chart = meshChart();
      const password = { secret: kplus.Secret.fromSecretName(chart, 'password', 'postgres'), key: 'password' };
      const database = RegistryDatabase.postgres({ host: 'db.example.com', user: 'mesh', password });
      const registry = new MeshRegistry(chart, 'registry', { database });
      new MeshDiscoveryTest(chart, 'test', { registry });
      build(registry, chart);
      return listOf(synth(chart)).filter((line) => !line.includes('registry'));
    };

    test('are the last, by the path that their probes ask', () => {
      expect(
        dashboards((registry, chart) => {
          new MeshDashboard(chart, 'b', { registry, serviceName: 'b', port: 80, basePath: '/', namespace: 'ops' });
          new MeshDashboard(chart, 'a', { registry });
          new MeshAgent(chart, 'zebra', { registry, image });
        }),
      ).toEqual([
        'resolve mcp-mesh-zebra.mesh.svc.cluster.local',
        'resolve b.ops.svc.cluster.local',
        'resolve mcp-mesh-dashboard.mesh.svc.cluster.local',
        'health http://mcp-mesh-zebra.mesh.svc.cluster.local:8080/health',
        'health http://b.ops.svc.cluster.local:80/api/ui-health',
        'health http://mcp-mesh-dashboard.mesh.svc.cluster.local:3080/ops/dashboard/api/ui-health',
      ]);
    });

    test('are a connection without a probe, and no call without a pod', () => {
      expect(
        dashboards((registry, chart) => {
          const probes = { liveness: MeshProbe.none(), readiness: MeshProbe.none() };
          new MeshDashboard(chart, 'a', { registry, serviceName: 'a', ...probes });
          new MeshDashboard(chart, 'b', { registry, serviceName: 'b' }).workload.addJsonPatch(
            JsonPatch.add('/spec/replicas', 0),
          );
        }),
      ).toEqual([
        'resolve a.mesh.svc.cluster.local',
        'resolve b.mesh.svc.cluster.local',
        'connect a.mesh.svc.cluster.local:3080',
      ]);
    });
  });

  test('do not depend on the order of the code', () => {
    const inOrder = (names: string[]) =>
      checks((registry, chart) =>
        names.forEach(
          (name) => new MeshAgent(chart, name, { registry, image, namespace: `of-${name}`, capabilities: [name] }),
        ),
      );
    expect(inOrder(['b', 'a', 'c'])).toEqual(inOrder(['c', 'b', 'a']));
  });

  test('take in every pod that has a name of its own', () => {
    expect(
      checks((registry, chart) => new HeadlessMeshAgent(chart, 'p', { registry, image, replicas: 2 }), {
        headless: true,
        serviceName: 'registry',
        database: RegistryDatabase.postgres({
          host: '10.0.0.7',
          user: 'mesh',
          password: { secret: kplus.Secret.fromSecretName(meshChart(), 's', 'db'), key: 'password' },
        }),
        replicas: 2,
      }),
    ).toEqual([
      'resolve registry-0.registry-headless.mesh.svc.cluster.local',
      'resolve registry-1.registry-headless.mesh.svc.cluster.local',
      'resolve registry-headless.mesh.svc.cluster.local',
      'resolve registry.mesh.svc.cluster.local',
      'resolve mcp-mesh-p-0.mcp-mesh-p-headless.mesh.svc.cluster.local',
      'resolve mcp-mesh-p-1.mcp-mesh-p-headless.mesh.svc.cluster.local',
      'resolve mcp-mesh-p-headless.mesh.svc.cluster.local',
      'resolve mcp-mesh-p.mesh.svc.cluster.local',
      'health http://registry:8000/health',
      'health http://mcp-mesh-p-0.mcp-mesh-p-headless.mesh.svc.cluster.local:8080/health',
      'health http://mcp-mesh-p-1.mcp-mesh-p-headless.mesh.svc.cluster.local:8080/health',
      'health http://mcp-mesh-p.mesh.svc.cluster.local:8080/health',
    ]);
  });

  test('name the pods as the agent itself does', () => {
    let hosts: string[] = [];
    const list = checks(
      (registry, chart) => {
        const agent = new HeadlessMeshAgent(chart, 'p', { registry, image, replicas: 3 });
        hosts = [0, 1, 2].map((i) => agent.podHost(i));
      },
      { clusterDomain: 'corp.example' },
    );
    expect(list).toEqual(expect.arrayContaining(hosts.map((host) => `resolve ${host}`)));
  });

  test('count pods as they are written, by a Lazy or a patch too', () => {
    const list = checks((registry, chart) => {
      new HeadlessMeshAgent(chart, 'a', {
        registry,
        image,
        replicas: Lazy.any({ produce: () => 2 }) as unknown as number,
      });
      ApiObject.of(new HeadlessMeshAgent(chart, 'b', { registry, image })).addJsonPatch(
        JsonPatch.add('/spec/replicas', 3),
      );
    });
    const pods = (name: string) =>
      list.filter(
        (line) => line.startsWith(`resolve mcp-mesh-${name}-`) && !line.startsWith(`resolve mcp-mesh-${name}-headless`),
      );
    expect([pods('a').length, pods('b').length]).toEqual([2, 3]);
  });

  test("ask the agent's own container, where a patch puts a sidecar in front", () => {
    expect(
      checks((registry, chart) =>
        new MeshAgent(chart, 'a', { registry, image }).workload.addJsonPatch(
          JsonPatch.add('/spec/template/spec/containers/0', {
            name: 'proxy',
            image: 'registry.example.com/proxy:1.0.0',
          }),
        ),
      ),
    ).toContain('health http://mcp-mesh-a.mesh.svc.cluster.local:8080/health');
  });

  test('do not call an agent that is told to run no pod, nor ask for what it alone provides', () => {
    expect(
      checks((registry, chart) => {
        new HeadlessMeshAgent(chart, 'asleep', { registry, image, replicas: 0, capabilities: ['dreams'] });
      }),
    ).toEqual([
      'resolve mcp-mesh-registry.mesh.svc.cluster.local',
      'resolve mcp-mesh-asleep.mesh.svc.cluster.local',
      'health http://mcp-mesh-registry:8000/health',
    ]);
  });

  test('ask for what agents outside of the app provide', () => {
    expect(checks(() => {}, { externalCapabilities: ['far-away'] })).toContain(
      'capability http://mcp-mesh-registry:8000/agents?capabilities=far-away',
    );
  });

  test.each<[string, object, string]>([
    ["the guide's", {}, 'health http://mcp-mesh-a.mesh.svc.cluster.local:8080/health'],
    [
      "the runtime's",
      { runtime: AgentRuntime.python('3.6.0') },
      'health http://mcp-mesh-a.mesh.svc.cluster.local:8080/ready',
    ],
    [
      "the user's",
      { readiness: MeshProbe.httpGet('/up?full=1') },
      'health http://mcp-mesh-a.mesh.svc.cluster.local:8080/up?full=1',
    ],
    [
      "the liveness probe's, where readiness asks otherwise",
      { readiness: MeshProbe.none() },
      'health http://mcp-mesh-a.mesh.svc.cluster.local:8080/health',
    ],
    [
      'none, where both probes are by TCP',
      { readiness: MeshProbe.tcp(), liveness: MeshProbe.tcp() },
      'connect mcp-mesh-a.mesh.svc.cluster.local:8080',
    ],
    [
      'none, where there is no probe',
      { readiness: MeshProbe.none(), liveness: MeshProbe.none() },
      'connect mcp-mesh-a.mesh.svc.cluster.local:8080',
    ],
    [
      'none, where the probe is by HTTPS',
      {
        readiness: MeshProbe.of({
          httpGet: { path: '/ready', port: kplus.k8s.IntOrString.fromString('http'), scheme: 'HTTPS' },
        }),
        liveness: MeshProbe.none(),
      },
      'connect mcp-mesh-a.mesh.svc.cluster.local:8080',
    ],
    [
      'none, where the probe asks another host',
      {
        readiness: MeshProbe.of({
          httpGet: { path: '/ready', port: kplus.k8s.IntOrString.fromString('http'), host: '127.0.0.1' },
        }),
        liveness: MeshProbe.none(),
      },
      'connect mcp-mesh-a.mesh.svc.cluster.local:8080',
    ],
    [
      'none, where the probe asks a port that the Service does not have',
      {
        readiness: MeshProbe.of({ httpGet: { path: '/ready', port: kplus.k8s.IntOrString.fromNumber(9000) } }),
        liveness: MeshProbe.none(),
      },
      'connect mcp-mesh-a.mesh.svc.cluster.local:8080',
    ],
    [
      'the root, where the probe names none',
      {
        readiness: MeshProbe.of({ httpGet: { port: kplus.k8s.IntOrString.fromNumber(8080) } }),
      },
      'health http://mcp-mesh-a.mesh.svc.cluster.local:8080/',
    ],
  ])('use the path that the kubelet asks: %s', (_, props, expected) => {
    expect(checks((registry, chart) => new MeshAgent(chart, 'a', { registry, image, ...props })).at(-1)).toBe(expected);
  });

  test('reach from elsewhere what is elsewhere', () => {
    const app = Testing.app();
    const [core, edge, ops] = ['core', 'edge', 'ops'].map((namespace) => new Chart(app, namespace, { namespace }));
    const registry = new MeshRegistry(core, 'registry', { clusterDomain: 'corp.example' });
    new MeshAgent(edge, 'a', { registry, image });
    new MeshDiscoveryTest(ops, 'test', { registry });
    expect(listOf(synthApp(core))).toEqual([
      'resolve mcp-mesh-registry.core.svc.corp.example',
      'resolve mcp-mesh-a.edge.svc.corp.example',
      'health http://mcp-mesh-registry.core.svc.corp.example:8000/health',
      'health http://mcp-mesh-a.edge.svc.corp.example:8080/health',
    ]);
  });

  test('use short names where no namespace is known, and leave those of pods to the calls: busybox looks up no name with dots in its search domains', () => {
    const chart = meshChart({});
    const registry = new MeshRegistry(chart, 'registry');
    new MeshDiscoveryTest(chart, 'test', { registry });
    new HeadlessMeshAgent(chart, 'a', { registry, image });
    expect(listOf(synth(chart))).toEqual([
      'resolve mcp-mesh-registry',
      'resolve mcp-mesh-a',
      'resolve mcp-mesh-a-headless',
      'health http://mcp-mesh-registry:8000/health',
      'health http://mcp-mesh-a-0.mcp-mesh-a-headless:8080/health',
      'health http://mcp-mesh-a:8080/health',
    ]);
  });

  describe('of a registry that somebody else runs', () => {
    const of = (endpoint: MeshRegistryEndpoint, props: Partial<MeshDiscoveryTestProps> = {}) => {
      const chart = meshChart();
      const registry = MeshRegistry.fromEndpoint(chart, 'registry', { externalCapabilities: ['x'], ...endpoint });
      new MeshDiscoveryTest(chart, 'test', { registry, ...props });
      return listOf(synth(chart));
    };

    test('are by its host and port', () => {
      expect(of({ host: 'mesh.example.com', port: 9000 })).toEqual([
        'resolve mesh.example.com',
        'health http://mesh.example.com:9000/health',
        'capability http://mesh.example.com:9000/agents?capabilities=x',
      ]);
    });

    test('look up no address', () => {
      expect(of({ host: '203.0.113.7' })[0]).toBe('health http://203.0.113.7:8000/health');
    });

    test('are a connection where it speaks TLS, and more on request', () => {
      expect(of({ host: 'mesh.example.com', port: 443, tls: true })).toEqual([
        'resolve mesh.example.com',
        'connect mesh.example.com:443',
      ]);
      expect(of({ host: 'mesh.example.com', port: 443, tls: true }, { askOverTls: true })).toEqual([
        'resolve mesh.example.com',
        'health https://mesh.example.com:443/health',
        'capability https://mesh.example.com:443/agents?capabilities=x',
      ]);
    });
  });

  test('of two registries in one namespace are their own, under names of their own', () => {
    const chart = meshChart();
    const [one, two] = ['one', 'two'].map(
      (name) => new MeshRegistry(chart, name, { serviceName: name, configMapName: name }),
    );
    [one, two].forEach((registry, i) => new MeshDiscoveryTest(chart, `test-${i}`, { registry }));
    new MeshAgent(chart, 'a', { registry: two, image });
    const objects = synth(chart);
    expect(listOf(objects, 'one-discovery-test').join()).not.toContain('mcp-mesh-a');
    expect(listOf(objects, 'two-discovery-test').join()).toContain('mcp-mesh-a');
  });
});
