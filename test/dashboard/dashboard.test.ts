import { Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  DevelopmentPostgres,
  DevelopmentRedis,
  IMeshRegistry,
  IstioAuthorization,
  IstioDataPlane,
  MeshAgent,
  MeshDashboard,
  MeshDashboardProps,
  MeshLogLevel,
  MeshNetworkPolicy,
  MeshPeer,
  MeshRegistry,
  MeshRegistryProps,
  RedisEndpoint,
  RegistryDatabase,
  ServiceMesh,
} from '../../src';
import { meshGraph } from '../../src/graph/mesh-graph';
import { Mesh } from '../../src/mesh/mesh';
import { container, envOf, find, Manifest, meshChart, pod, synth } from '../support/manifests';

const image = 'registry.example.com/agent:1.0.0';
const password = (chart: Chart) => ({
  secret: kplus.Secret.fromSecretName(chart, 'secret', 'stores'),
  key: 'password',
});
const redis = RedisEndpoint.of({ host: '10.0.0.6' });
const database = (chart: Chart) =>
  RegistryDatabase.postgres({ host: '10.0.0.7', user: 'mesh', password: password(chart), wait: {} });

interface World {
  readonly chart: Chart;
  readonly registry: IMeshRegistry;
  readonly dashboard: MeshDashboard;
}

function world(props: Partial<MeshDashboardProps> = {}, registryProps: MeshRegistryProps = {}): World {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', { database: database(chart), ...registryProps });
  return { chart, registry, dashboard: new MeshDashboard(chart, 'dashboard', { registry, ...props }) };
}

const objectsOf = (props: Partial<MeshDashboardProps> = {}, registryProps: MeshRegistryProps = {}) =>
  synth(world(props, registryProps).chart);
const deployment = (objects: Manifest[]) => find(objects, 'Deployment', 'mcp-mesh-dashboard');

describe('what follows from the registry', () => {
  test('all objects', () => {
    expect(objectsOf().filter(({ metadata }) => metadata.name === 'mcp-mesh-dashboard')).toMatchSnapshot();
  });

  test('address, database and base path', () => {
    const objects = objectsOf();
    expect(envOf(deployment(objects))).toEqual({
      MCP_MESH_REGISTRY_URL: 'http://mcp-mesh-registry:8000',
      MCP_MESH_UI_PORT: '3080',
      MCP_MESH_UI_BASE_PATH: '/ops/dashboard',
      DATABASE_URL: 'postgres://mesh@10.0.0.7:5432/mcp_mesh?sslmode=require',
      PGPASSWORD: { secretKeyRef: { name: 'stores', key: 'password' } },
      MCP_MESH_DISTRIBUTED_TRACING_ENABLED: 'false',
    });
    expect(pod(deployment(objects)).initContainers.map(({ name }: { name: string }) => name)).toEqual([
      'wait-for-database',
    ]);
  });

  test('spans and traces, in a group of its own', () => {
    const tracing = { redis, otlp: { host: 'tempo' }, tempo: { host: 'tempo' } };
    const { DATABASE_URL, PGPASSWORD, MCP_MESH_REGISTRY_URL, ...env } = envOf(deployment(objectsOf({}, { tracing })));
    expect(env).toEqual({
      MCP_MESH_UI_PORT: '3080',
      MCP_MESH_UI_BASE_PATH: '/ops/dashboard',
      MCP_MESH_DISTRIBUTED_TRACING_ENABLED: 'true',
      REDIS_URL: 'redis://10.0.0.6:6379',
      TEMPO_URL: 'http://tempo:3200',
      MCP_MESH_UI_TRACE_CONSUMER_GROUP: 'mcp-mesh-dashboard.mesh',
    });
  });

  test.each([
    ['/ops/dashboard', '/ops/dashboard/api/ui-health'],
    ['/', '/api/ui-health'],
    ['/mesh', '/mesh/api/ui-health'],
  ])('its health is below the base path %s', (basePath, path) => {
    const { livenessProbe, readinessProbe } = container(deployment(objectsOf({ basePath })));
    expect([livenessProbe.httpGet.path, readinessProbe.httpGet.path]).toEqual([path, path]);
  });

  test('one port', () => {
    const objects = objectsOf({ port: 9000 });
    expect(container(deployment(objects)).args).toEqual(['--port', '9000']);
    expect(container(deployment(objects)).ports).toEqual([{ name: 'http', containerPort: 9000, protocol: 'TCP' }]);
    expect(find(objects, 'Service', 'mcp-mesh-dashboard').spec.ports[0].port).toBe(9000);
  });

  test('the whole name of a registry in another namespace', () => {
    expect(envOf(deployment(objectsOf({ namespace: 'ops' }))).MCP_MESH_REGISTRY_URL).toBe(
      'http://mcp-mesh-registry.mesh.svc.cluster.local:8000',
    );
    expect(world({ namespace: 'ops' }).dashboard.url).toBe(
      'http://mcp-mesh-dashboard.ops.svc.cluster.local:3080/ops/dashboard',
    );
    expect(world({ basePath: '/' }).dashboard.url).toBe('http://mcp-mesh-dashboard.mesh.svc.cluster.local:3080');
  });

  test('a registry that somebody else runs, with its database', () => {
    const chart = meshChart();
    const registry = MeshRegistry.fromEndpoint(chart, 'registry', { host: 'registry.x', tracing: { redis } });
    new MeshDashboard(chart, 'dashboard', { registry, database: database(chart) });
    expect(envOf(deployment(synth(chart)))).toMatchObject({
      MCP_MESH_REGISTRY_URL: 'http://registry.x:8000',
      REDIS_URL: 'redis://10.0.0.6:6379',
    });
  });
});

describe('each prop shows in what is written', () => {
  const reference = meshChart();
  const props: Omit<Required<MeshDashboardProps>, 'registry' | keyof object> = {
    serviceName: 'board',
    namespace: 'ops',
    image: 'registry.example.com/mesh/ui:3.7.1',
    port: 9000,
    basePath: '/',
    database: RegistryDatabase.postgres({ host: '10.0.0.7', user: 'reader', password: password(reference) }),
    consumerGroup: 'board',
    env: { LOG: kplus.EnvValue.fromValue('1') },
    logLevel: MeshLogLevel.DEBUG,
    args: ['--port', '3080', '--verbose'],
    command: ['/usr/local/bin/meshui'],
    labels: { team: 'a' },
    annotations: { 'example.com/owner': 'a' },
    serviceAccount: kplus.ServiceAccount.fromServiceAccountName(reference, 'account', 'robot'),
  } as any;

  test.each(Object.entries(props))('%s', (prop, value) => {
    const tracing = { redis };
    expect(objectsOf({ [prop]: value }, { tracing })).not.toEqual(objectsOf({}, { tracing }));
  });
});

describe('policies', () => {
  test('open the registry, its database, Redis and those whom somebody let in, and nothing else', () => {
    const chart = meshChart();
    const { database: stored } = new DevelopmentPostgres(chart, 'postgres', { password: password(chart) });
    const { endpoint } = new DevelopmentRedis(chart, 'redis');
    const registry = new MeshRegistry(chart, 'registry', { database: stored, tracing: { redis: endpoint } });
    new MeshNetworkPolicy(chart, 'policy', { registry, strict: true, defaultDeny: true });
    const dashboard = new MeshDashboard(chart, 'dashboard', { registry });
    dashboard.allowIngress(MeshPeer.namespace('ingress-nginx'));
    const objects = synth(chart);
    const { spec } = find(objects, 'NetworkPolicy', 'mcp-mesh-dashboard');
    const ports = (rules: any[]) => rules.flatMap((rule) => rule.ports.map(({ port }: any) => port));
    expect(ports(spec.egress)).toEqual([53, 53, 8000, 5432, 6379]);
    expect(spec.ingress).toEqual([
      {
        from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }],
        ports: [{ protocol: 'TCP', port: 3080 }],
      },
    ]);
    const selector = {
      podSelector: {
        matchLabels: { 'app.kubernetes.io/name': 'mcp-mesh-dashboard', 'app.kubernetes.io/component': 'dashboard' },
      },
    };
    for (const name of ['mcp-mesh-registry-policy', 'postgres', 'redis']) {
      const { ingress } = find(objects, 'NetworkPolicy', name).spec;
      expect([name, ingress.flatMap(({ from }: any) => from)]).toEqual([name, expect.arrayContaining([selector])]);
    }
  });

  test('open the server of traces too', () => {
    const tracing = { redis, otlp: { host: '10.0.0.8' }, tempo: { host: '10.0.0.9', peerPort: 3300 } };
    const { chart, registry } = world({}, { tracing });
    new MeshNetworkPolicy(chart, 'policy', { registry });
    const { egress } = find(synth(chart), 'NetworkPolicy', 'mcp-mesh-dashboard').spec;
    const beyondMesh = egress.filter(({ to }: any) => to[0].ipBlock);
    expect(beyondMesh.map(({ to, ports }: any) => [to[0].ipBlock.cidr, ports[0].port])).toEqual([
      ['10.0.0.7/32', 5432],
      ['10.0.0.6/32', 6379],
      ['10.0.0.9/32', 3300],
    ]);
  });

  test('of Istio admit its account to the registry, and whom somebody named to it', () => {
    const serviceMesh = ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR });
    const { chart, registry } = world({}, { serviceMesh });
    const caller = { namespace: 'istio-ingress', serviceAccount: 'gateway' };
    new IstioAuthorization(chart, 'authorization', { registry, dashboardIngressFrom: [caller] });
    const principals = (name: string) =>
      find(synth(chart), 'AuthorizationPolicy', name).spec.rules?.flatMap(({ from }: any) =>
        from.flatMap(({ source }: any) => source.principals),
      );
    expect(principals('mcp-mesh-registry')).toEqual(['cluster.local/ns/mesh/sa/mcp-mesh-dashboard']);
    expect(principals('mcp-mesh-dashboard')).toEqual(['cluster.local/ns/istio-ingress/sa/gateway']);
    expect(find(synth(chart), 'PeerAuthentication', 'mcp-mesh-dashboard').spec.selector.matchLabels).toEqual({
      'app.kubernetes.io/name': 'mcp-mesh-dashboard',
      'app.kubernetes.io/component': 'dashboard',
    });
  });
});

describe('read back from manifests', () => {
  const shown = (props: Partial<MeshDashboardProps> = {}) => {
    const { chart, registry } = world(props, { tracing: { redis } });
    new MeshAgent(chart, 'agent', { registry, image });
    return new Mesh(synth(chart) as any);
  };

  test.each([undefined, 'registry.example.com/copies/dashboard:1'])(
    'it is a dashboard and no agent (image %s)',
    (of) => {
      const mesh = shown({ image: of });
      const names = (pods: { owner: { metadata: { name?: string } } }[]) =>
        pods.map(({ owner }) => owner.metadata.name);
      expect(names(mesh.dashboards)).toEqual(['mcp-mesh-dashboard']);
      expect(names(mesh.agents)).toEqual(['mcp-mesh-agent']);
    },
  );

  test('it is drawn with what it reads', () => {
    const { nodes, edges } = meshGraph(shown());
    const name = (id: string) => nodes.find((node) => node.id === id)!.name;
    const dashboard = nodes.find(({ kind }) => kind === 'dashboard')!;
    expect(dashboard.name).toBe('mcp-mesh-dashboard');
    expect(
      edges
        .filter(({ from }) => from === dashboard.id)
        .map(({ to }) => name(to))
        .sort(),
    ).toEqual(['10.0.0.6:6379', '10.0.0.7:5432', 'mcp-mesh-registry']);
  });
});

describe('refused', () => {
  const message = (build: (chart: Chart) => unknown): string => {
    const chart = new Chart(Testing.app(), 'mesh', { namespace: 'mesh' });
    try {
      build(chart);
      synth(chart);
    } catch (error) {
      return (error as Error).message;
    }
    return 'accepted';
  };
  const with_ =
    (props: object, registryProps: MeshRegistryProps = {}) =>
    (chart: Chart) => {
      const registry = new MeshRegistry(chart, 'registry', { database: database(chart), ...registryProps });
      return new MeshDashboard(chart, 'dashboard', { registry, ...props });
    };

  test.each<[string, (chart: Chart) => unknown, string]>([
    [
      'no registry',
      with_({ registry: undefined }),
      '[mesh/dashboard] no registry: a dashboard shows the mesh of a registry. Give a MeshRegistry, or MeshRegistry.fromEndpoint(…) for an existing registry.',
    ],
    [
      'a registry on SQLite',
      with_({}, { database: RegistryDatabase.sqlite() }),
      "[mesh/dashboard] registry mesh/registry on SQLite: the dashboard reads the registry's database itself, and SQLite is a file in the registry's pod. Give the registry database: RegistryDatabase.postgres({ … }), or that of a DevelopmentPostgres.",
    ],
    [
      'a database of its own on SQLite',
      with_({ database: RegistryDatabase.sqlite() }),
      "[mesh/dashboard] database on SQLite: the dashboard would read a file of its own, in which no agent ever is. Give the registry's Postgres, RegistryDatabase.postgres({ … }), or leave it out if this app runs the registry.",
    ],
    [
      'a registry that somebody else runs, without its database',
      (chart) =>
        new MeshDashboard(chart, 'dashboard', {
          registry: MeshRegistry.fromEndpoint(chart, 'registry', { host: 'r' }),
        }),
      "[mesh/dashboard] no database, with registry mesh/registry from an endpoint: the dashboard reads the registry's database itself, and who runs that registry knows where it is. Give database: RegistryDatabase.postgres({ … }).",
    ],
    [
      'a base path without a slash',
      with_({ basePath: 'ops' }),
      `[mesh/dashboard] basePath "ops": it is a path of letters, digits, '_' and '-' with '/' in front and none at the end, and the dashboard does not start with any other. Write "/ops/dashboard", or "/" for a host of its own.`,
    ],
    [
      'several replicas that read spans',
      with_({ replicas: 2 }, { tracing: { redis } }),
      '[mesh/dashboard] replicas 2, with tracing: Redis hands each span to one reader of a consumer group, so each replica would show a part of the traces. Run one replica, or a second MeshDashboard with another serviceName, which has a group of its own.',
    ],
    [
      'a group of readers without spans',
      with_({ consumerGroup: 'mine' }),
      '[mesh/dashboard] consumerGroup "mine", with registry mesh/registry, which has no tracing: it names the readers of spans, and there are none. Give the registry tracing: { redis }, or leave consumerGroup out.',
    ],
    [
      'arguments with another port',
      with_({ args: ['--port', '9000'] }),
      '[mesh/dashboard] port 3080, with args ["--port","9000"]: the dashboard would listen on 9000, while its Service and probes use 3080. Write "--port", "3080", or leave the flag out.',
    ],
    [
      'a variable that is derived',
      with_({ env: { MCP_MESH_UI_BASE_PATH: kplus.EnvValue.fromValue('/x') } }),
      `[mesh/dashboard] env "MCP_MESH_UI_BASE_PATH": this variable is part of the mesh's wiring and is derived from the construct's other props. Leave it out of env; if you must replace it, patch the workload: ApiObject.of(construct).addJsonPatch(…).`,
    ],
    [
      'a level that does not exist',
      with_({ env: { MCP_MESH_LOG_LEVEL: kplus.EnvValue.fromValue('loud') } }),
      '[mesh/dashboard] env "MCP_MESH_LOG_LEVEL" "loud": its value is TRACE, DEBUG, INFO, WARNING, ERROR or CRITICAL, and anything else is ignored. Write TRACE, DEBUG, INFO, WARNING, ERROR or CRITICAL.',
    ],
    [
      'an Ingress whose controller no policy admits',
      (chart) => {
        const dashboard = with_({})(chart);
        new MeshNetworkPolicy(chart, 'policy', { registry: dashboard.registry, strict: true });
        new kplus.Ingress(chart, 'ingress', {
          rules: [{ host: 'mesh.example.com', path: '/ops/dashboard', backend: dashboard.toIngressBackend() }],
        });
      },
      'Validation failed with the following errors:\n  [mesh/policy] Ingress mesh/ingress/Resource, which sends requests to dashboard mesh/dashboard: mesh/policy closes the dashboard to everybody outside of the mesh, so each request would time out at the controller. Let its pods in: dashboard.allowIngress(MeshPeer.namespace("ingress-nginx")).',
    ],
  ])('%s', (_, build, whole) => {
    expect(message(build)).toBe(whole);
  });
});
