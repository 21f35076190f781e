import { ApiObject, App, Chart, JsonPatch, Size, Testing } from 'cdk8s';
import { Secret } from 'cdk8s-plus-28';
import { IMeshRegistry, MeshAgent, MeshRegistry, MeshStorage, PostgresSslMode, RegistryDatabase } from '../../src';
import { container, envOf, find, meshChart, pod, synth } from '../support/manifests';

const image = 'registry.example.com/agent:1.0.0';

describe('a registry without props', () => {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry');
  const objects = synth(chart);
  const deployment = find(objects, 'Deployment');

  test('is what the snapshot shows', () => {
    expect(objects).toMatchSnapshot();
  });

  test('is one workload under one name, on one port', () => {
    expect(deployment.metadata.name).toBe('mcp-mesh-registry');
    expect(deployment.metadata.labels).toEqual({
      'app.kubernetes.io/name': 'mcp-mesh-registry',
      'app.kubernetes.io/component': 'registry',
      'app.kubernetes.io/part-of': 'mcp-mesh-registry.mesh',
    });
    expect(container(deployment).ports).toEqual([{ name: 'http', containerPort: 8000, protocol: 'TCP' }]);
    expect(find(objects, 'Service').spec.ports).toEqual([
      { name: 'http', port: 8000, targetPort: 'http', protocol: 'TCP' },
    ]);
  });

  test('keeps SQLite on an emptyDir, and never runs two of them at once', () => {
    expect(envOf(deployment).DATABASE_URL).toBe('/data/mcp_mesh_registry.db');
    expect(pod(deployment).volumes).toContainEqual({ name: 'data', emptyDir: {} });
    expect(container(deployment).volumeMounts).toContainEqual({ name: 'data', mountPath: '/data' });
    expect(deployment.spec.strategy).toEqual({ type: 'Recreate' });
  });

  test('has an account of its own, and no token', () => {
    expect(pod(deployment).serviceAccountName).toBe('mcp-mesh-registry');
    expect(pod(deployment).automountServiceAccountToken).toBe(false);
    expect(find(objects, 'ServiceAccount').automountServiceAccountToken).toBe(false);
  });

  test('sets no number of replicas', () => {
    expect(deployment.spec).not.toHaveProperty('replicas');
  });

  test('tells its agents where it is, as the guide spells it', () => {
    expect(find(objects, 'ConfigMap', 'mcp-agent-config').data).toEqual({
      REGISTRY_HOST: 'mcp-mesh-registry',
      REGISTRY_PORT: '8000',
      MCP_MESH_REGISTRY_URL: 'http://mcp-mesh-registry:8000',
    });
  });

  test('has names', () => {
    expect([registry.dns.short, registry.dns.namespaced, registry.dns.fqdn, registry.dns.url, registry.url]).toEqual([
      'mcp-mesh-registry',
      'mcp-mesh-registry.mesh',
      'mcp-mesh-registry.mesh.svc.cluster.local',
      'http://mcp-mesh-registry.mesh.svc.cluster.local:8000',
      'http://mcp-mesh-registry.mesh.svc.cluster.local:8000',
    ]);
  });

  test('names its image by a release', () => {
    expect(container(deployment).image).toMatch(/^mcpmesh\/registry:\d+\.\d+\.\d+$/);
  });
});

describe("the registry's port", () => {
  test("is one number in the arguments, the container, the Service and the agents' map", () => {
    const chart = meshChart();
    new MeshRegistry(chart, 'registry', { port: 9000 });
    const objects = synth(chart);
    const deployment = find(objects, 'Deployment');
    expect(container(deployment).args).toEqual(['--host', '0.0.0.0', '--port', '9000']);
    expect(container(deployment).ports[0].containerPort).toBe(9000);
    expect(find(objects, 'Service').spec.ports[0].port).toBe(9000);
    expect(find(objects, 'ConfigMap').data).toMatchObject({
      REGISTRY_PORT: '9000',
      MCP_MESH_REGISTRY_URL: 'http://mcp-mesh-registry:9000',
    });
  });
});

describe('a registry with a command of its own', () => {
  test('gets no arguments that it did not ask for', () => {
    const chart = meshChart();
    new MeshRegistry(chart, 'registry', { command: ['sh', '-c', 'registry --port 8000'] });
    expect(container(find(synth(chart), 'Deployment'))).not.toHaveProperty('args');
  });
});

describe("a registry's database", () => {
  const database = (chart: Chart) =>
    RegistryDatabase.postgres({
      host: 'postgres.data.svc.cluster.local',
      user: 'mesh@work',
      password: { secret: Secret.fromSecretName(chart, 'password', 'mesh-postgres'), key: 'password' },
      sslMode: PostgresSslMode.VERIFY_FULL,
    });

  test('is named by a URL without a password, which comes from the Secret', () => {
    const chart = meshChart();
    new MeshRegistry(chart, 'registry', { replicas: 3, database: database(chart) });
    const deployment = find(synth(chart), 'Deployment');
    expect(envOf(deployment)).toEqual({
      DATABASE_URL: 'postgres://mesh%40work@postgres.data.svc.cluster.local:5432/mcp_mesh?sslmode=verify-full',
      PGPASSWORD: { secretKeyRef: { name: 'mesh-postgres', key: 'password' } },
    });
    expect(deployment.spec.replicas).toBe(3);
    expect(deployment.spec.strategy).toBeUndefined();
    expect(pod(deployment).volumes.map(({ name }: any) => name)).toEqual(['tmp']);
  });

  test('may be a file on a claim, which is never held twice', () => {
    const chart = meshChart();
    new MeshRegistry(chart, 'registry', {
      database: RegistryDatabase.sqlite(MeshStorage.claim(Size.gibibytes(2), 'fast')),
    });
    const objects = synth(chart);
    const deployment = find(objects, 'Deployment');
    expect(find(objects, 'PersistentVolumeClaim', 'mcp-mesh-registry-data').spec).toEqual({
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '2Gi' } },
      storageClassName: 'fast',
    });
    expect(pod(deployment).volumes).toContainEqual({
      name: 'data',
      persistentVolumeClaim: { claimName: 'mcp-mesh-registry-data' },
    });
    expect(deployment.spec.strategy).toEqual({ type: 'Recreate' });
    expect(pod(deployment).securityContext.fsGroup).toBe(pod(deployment).securityContext.runAsUser);
  });

  test('may be bounded where it is ephemeral', () => {
    const chart = meshChart();
    new MeshRegistry(chart, 'registry', {
      database: RegistryDatabase.sqlite(MeshStorage.ephemeral(Size.mebibytes(200))),
    });
    expect(pod(find(synth(chart), 'Deployment')).volumes).toContainEqual({
      name: 'data',
      emptyDir: { sizeLimit: '200Mi' },
    });
  });
});

describe('a headless registry', () => {
  test("is the guide's registry-0.registry-headless", () => {
    const chart = meshChart({ namespace: 'mcp-mesh' });
    const registry = new MeshRegistry(chart, 'registry', {
      serviceName: 'registry',
      headless: true,
      database: RegistryDatabase.sqlite(MeshStorage.claim(Size.gibibytes(1))),
    });
    const objects = synth(chart);
    const set = find(objects, 'StatefulSet', 'registry');
    expect(registry.podHost(0)).toBe('registry-0.registry-headless.mcp-mesh.svc.cluster.local');
    expect(set.spec.serviceName).toBe('registry-headless');
    expect(find(objects, 'Service', 'registry-headless').spec).toEqual({
      clusterIP: 'None',
      ports: [{ name: 'http', port: 8000, targetPort: 'http', protocol: 'TCP' }],
      selector: set.spec.template.metadata.labels,
    });
    expect(find(objects, 'Service', 'registry').spec.type).toBe('ClusterIP');
    expect(set.spec.volumeClaimTemplates[0]).toMatchObject({
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'] },
    });
    expect(objects).toMatchSnapshot();
  });
});

describe("the agents' ConfigMap", () => {
  const maps = (chart: Chart) =>
    (App.of(chart) as App).charts.flatMap((each) => Testing.synth(each)).filter(({ kind }) => kind === 'ConfigMap');

  test('is made once in each further namespace, with a host that resolves from there', () => {
    const app = Testing.app();
    const core = new Chart(app, 'core', { namespace: 'core' });
    const edge = new Chart(app, 'edge', { namespace: 'edge' });
    const registry = new MeshRegistry(core, 'registry', { clusterDomain: 'corp.example' });
    new MeshAgent(edge, 'a', { registry, image });
    new MeshAgent(edge, 'b', { registry, image });
    new MeshAgent(core, 'c', { registry, image, namespace: 'edge' });
    expect(
      maps(core).map(({ metadata, data }) => [metadata.namespace, data.REGISTRY_HOST, data.MCP_MESH_REGISTRY_URL]),
    ).toEqual([
      ['core', 'mcp-mesh-registry', 'http://mcp-mesh-registry:8000'],
      ['edge', 'mcp-mesh-registry.core.svc.corp.example', 'http://mcp-mesh-registry.core.svc.corp.example:8000'],
    ]);
    expect(find(synth(edge), 'ConfigMap').metadata.namespace).toBe('edge');
  });

  test('has the short host where neither chart knows its namespace', () => {
    const chart = meshChart({});
    const registry = new MeshRegistry(chart, 'registry');
    new MeshAgent(chart, 'a', { registry, image });
    expect(maps(chart).map(({ metadata, data }) => [metadata.namespace, data.REGISTRY_HOST])).toEqual([
      [undefined, 'mcp-mesh-registry'],
    ]);
  });

  test('of two registries in one namespace needs two names', () => {
    const chart = meshChart();
    new MeshRegistry(chart, 'one');
    new MeshRegistry(chart, 'two', { serviceName: 'second-registry', configMapName: 'second-config' });
    expect(maps(chart).map(({ metadata }) => metadata.name)).toEqual(['mcp-agent-config', 'second-config']);
  });

  test('rolls the pods when its content changes, by a patch as well', () => {
    const checksum = (prepare: (registry: MeshRegistry) => void, port?: number) => {
      const chart = meshChart();
      const registry = new MeshRegistry(chart, 'registry', { port });
      new MeshAgent(chart, 'a', { registry, image });
      prepare(registry);
      return find(synth(chart), 'Deployment', 'mcp-mesh-a').spec.template.metadata.annotations[
        'cdk8s-mcp-mesh/agent-config-checksum'
      ];
    };
    const patched = (registry: MeshRegistry) => {
      const map = registry.node
        .findAll()
        .filter(ApiObject.isApiObject)
        .find(({ kind }) => kind === 'ConfigMap');
      map!.addJsonPatch(JsonPatch.add('/data/MCP_MESH_LOG_LEVEL', 'DEBUG'));
    };
    const plain = checksum(() => {});
    expect(checksum(() => {})).toBe(plain);
    expect(checksum(() => {}, 8001)).not.toBe(plain);
    expect(checksum(patched)).not.toBe(plain);
  });
});

describe("charts that use each other's registry", () => {
  test('synthesise, and keep their file names', () => {
    const app = Testing.app();
    const [east, west] = ['east', 'west'].map((id) => new Chart(app, id, { namespace: id }));
    const registries = [east, west].map(
      (chart, i) => new MeshRegistry(chart, 'registry', { configMapName: `registry-${i}` }),
    );
    new MeshAgent(east, 'a', { registry: registries[1], image });
    new MeshAgent(west, 'b', { registry: registries[0], image });
    app.synth();
    expect(app.charts.map((chart) => chart.node.dependencies)).toEqual([[], []]);
    expect(
      synth(east)
        .filter(({ kind }) => kind === 'ConfigMap')
        .map(({ metadata }) => metadata.name),
    ).toEqual(['registry-0', 'registry-1']);
  });

  test('synthesise where one is nested in the other', () => {
    const app = Testing.app();
    const outer = new Chart(app, 'outer', { namespace: 'outer' });
    const inner = new Chart(outer, 'inner', { namespace: 'inner' });
    const registry = new MeshRegistry(inner, 'registry');
    new MeshAgent(outer, 'a', { registry, image });
    const own = new MeshRegistry(outer, 'own', { configMapName: 'own' });
    new MeshAgent(inner, 'b', { registry: own, image });
    app.synth();
    // Each chart holds its own registry's map and the one that its agent needs, with hosts that resolve from there.
    const hosts = (chart: Chart) =>
      synth(chart)
        .filter(({ kind }) => kind === 'ConfigMap')
        .map(({ data }) => data.REGISTRY_HOST)
        .sort();
    expect(hosts(outer)).toEqual(['mcp-mesh-registry', 'mcp-mesh-registry.inner.svc.cluster.local']);
    expect(hosts(inner)).toEqual(['mcp-mesh-registry', 'mcp-mesh-registry.outer.svc.cluster.local']);
  });
});

describe('a registry that somebody else runs', () => {
  const endpoint = (chart: Chart, tls?: boolean): IMeshRegistry =>
    MeshRegistry.fromEndpoint(chart, 'registry', { host: 'mesh.example.com', port: 8443, tls });

  test('is a ConfigMap and no workload', () => {
    const chart = meshChart();
    const registry = endpoint(chart, true);
    expect(registry.url).toBe('https://mesh.example.com:8443');
    expect(synth(chart)).toEqual([
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: 'mcp-agent-config',
          namespace: 'mesh',
          labels: { 'app.kubernetes.io/part-of': 'mcp-agent-config.mesh' },
        },
        data: {
          REGISTRY_HOST: 'mesh.example.com',
          REGISTRY_PORT: '8443',
          MCP_MESH_REGISTRY_URL: 'https://mesh.example.com:8443',
        },
      },
    ]);
  });

  test('is waited for and used by its agents, in any namespace', () => {
    const app = Testing.app();
    const chart = meshChart({ namespace: 'mesh' }, app);
    const other = new Chart(app, 'other', { namespace: 'other' });
    const registry = endpoint(chart);
    new MeshAgent(other, 'a', { registry, image });
    const objects = synth(other);
    expect(find(objects, 'ConfigMap').data.MCP_MESH_REGISTRY_URL).toBe('http://mesh.example.com:8443');
    expect(pod(find(objects, 'Deployment')).initContainers[0].args[0]).toContain('nc -z mesh.example.com 8443');
  });
});
