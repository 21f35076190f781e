import { App, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  DevelopmentPostgres,
  DevelopmentRedis,
  HeadlessMeshAgent,
  IstioAuthorization,
  IstioDataPlane,
  MeshAgent,
  MeshConsumer,
  MeshDashboard,
  MeshDefaults,
  MeshDefaultsOptions,
  MeshDiscoveryTest,
  MeshHttpRoute,
  MeshNetworkPolicy,
  MeshPeer,
  MeshRegistry,
  ServiceMesh,
} from '../../src';
import { find, Manifest, pod, synthApp } from '../support/manifests';

const MIRROR = 'registry.example.com/mirror';

/** A mesh of everything that has pods, in two charts. */
function mesh(options: MeshDefaultsOptions | undefined, build: (core: Chart, agents: Chart) => void = everything) {
  const app = Testing.app();
  if (options) {
    MeshDefaults.of(app, options);
  }
  const core = new Chart(app, 'core', { namespace: 'core' });
  build(core, new Chart(app, 'agents', { namespace: 'agents' }));
  return synthApp(core);
}

function everything(core: Chart, agents: Chart): void {
  const password = { secret: kplus.Secret.fromSecretName(core, 'secret', 'db'), key: 'password' };
  const postgres = new DevelopmentPostgres(core, 'postgres', { password });
  const registry = new MeshRegistry(core, 'registry', {
    database: postgres.database,
    replicas: 2,
    serviceMesh: ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR }),
  });
  const agent = new MeshAgent(agents, 'a', {
    registry,
    image: 'acme/agent:1.0.0',
    sidecars: [{ name: 's', image: 'proxy:1.0.0' }],
  });
  new HeadlessMeshAgent(agents, 'h', { registry, image: 'ghcr.io/acme/agent:1.0.0' });
  new MeshDiscoveryTest(core, 'test', { registry });
  new DevelopmentRedis(core, 'redis');
  new MeshDashboard(core, 'dashboard', { registry });
  new MeshConsumer(agents, 'bot', { registry, image: 'acme/bot:1.0.0' });
  new IstioAuthorization(core, 'authorization', { registry });
  new MeshNetworkPolicy(core, 'policy', { registry, defaultDeny: true });
  const inFront = {
    controller: MeshPeer.namespace('infra'),
    controllerIdentity: { namespace: 'infra', serviceAccount: 'gw' },
  };
  new MeshHttpRoute(core, 'route', {
    namespace: 'core',
    gateways: [{ name: 'public' }],
    rules: [{ backends: [{ target: agent }] }],
    ...inFront,
  });
}

const workloads = (objects: Manifest[]) =>
  objects.filter(({ kind }) => ['Deployment', 'StatefulSet', 'Job'].includes(kind));
const images = (objects: Manifest[]) =>
  workloads(objects).flatMap((workload) =>
    [...(pod(workload).initContainers ?? []), ...pod(workload).containers].map(({ image }: { image: string }) => image),
  );

test('images come from the registry of the app, in every chart, waits and tests included', () => {
  const without = images(mesh(undefined));
  expect(without.filter((image) => !/^ghcr/.test(image)).length).toBeGreaterThan(7);
  expect(images(mesh({ imageRegistry: MIRROR }))).toEqual(
    without.map((image) => (image.startsWith('ghcr.io/') ? image : `${MIRROR}/${image}`)),
  );
});

test('pods say which registry their images come from', () => {
  for (const { spec } of workloads(mesh({ imageRegistry: MIRROR }))) {
    expect(spec.template.metadata.annotations['cdk8s-mcp-mesh/image-registry']).toBe(MIRROR);
  }
});

test('what everything has in common reaches every pod', () => {
  const app = new App();
  const secret = kplus.Secret.fromSecretName(new Chart(app, 'refs'), 'pull', 'registry-login');
  const objects = mesh({
    imagePullSecrets: [secret],
    podSecurityContext: {},
    labels: { team: 'a' },
    annotations: { 'example.com/owner': 'a' },
  });
  for (const workload of workloads(objects)) {
    expect(pod(workload).imagePullSecrets).toEqual([{ name: 'registry-login' }]);
    expect(pod(workload).securityContext).toEqual({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(workload.spec.template.metadata.labels.team).toBe('a');
  }
  expect(objects.filter(({ metadata }) => metadata.labels?.team !== 'a')).toEqual([]);
  expect(objects.filter(({ metadata }) => metadata.annotations?.['example.com/owner'] !== 'a')).toEqual([]);
});

/** A value of each default, and where it is in the pods. Labels and annotations of the pods are those of registries and agents. */
const REACHING: Required<Omit<MeshDefaultsOptions, 'imageRegistry' | 'podLabels' | 'podAnnotations'>> = {
  imagePullSecrets: [kplus.Secret.fromSecretName(new Chart(new App(), 'refs'), 'pull', 'registry-login')],
  imagePullPolicy: kplus.ImagePullPolicy.ALWAYS,
  labels: { team: 'a' },
  annotations: { 'example.com/owner': 'a' },
  podSecurityContext: { runAsUser: 4711 },
  dnsPolicy: kplus.DnsPolicy.DEFAULT,
  dnsConfig: { options: [{ name: 'ndots', value: '1' }] },
  nodeSelector: { pool: 'mesh' },
  tolerations: [{ key: 'mesh', operator: 'Exists' }],
  priorityClassName: 'mesh',
  runtimeClassName: 'gvisor',
  schedulerName: 'other',
};

test.each(Object.entries(REACHING))('%s reaches whatever has pods', (name, value) => {
  const objects = workloads(mesh({ [name]: value }));
  const found = objects.map((workload): [string, unknown] => {
    const spec = pod(workload);
    const all = [...(spec.initContainers ?? []), ...spec.containers];
    const isOurs = ({ image }: Manifest) => image !== 'proxy:1.0.0';
    switch (name) {
      case 'imagePullSecrets':
        return [workload.metadata.name, spec.imagePullSecrets?.map((each: Manifest) => each.name)];
      case 'imagePullPolicy':
        return [workload.metadata.name, [...new Set(all.filter(isOurs).map((each: Manifest) => each.imagePullPolicy))]];
      case 'labels':
        return [workload.metadata.name, workload.spec.template.metadata.labels.team];
      case 'annotations':
        return [workload.metadata.name, workload.metadata.annotations['example.com/owner']];
      case 'podSecurityContext':
        return [workload.metadata.name, spec.securityContext.runAsUser];
      default:
        return [workload.metadata.name, spec[name]];
    }
  });
  const expected: { [name: string]: unknown } = {
    imagePullSecrets: ['registry-login'],
    imagePullPolicy: ['Always'],
    labels: 'a',
    annotations: 'a',
    podSecurityContext: 4711,
  };
  expect(found.map(([workload]) => workload).sort()).toEqual([
    'mcp-mesh-a',
    'mcp-mesh-bot',
    'mcp-mesh-dashboard',
    'mcp-mesh-discovery-test',
    'mcp-mesh-h',
    'mcp-mesh-registry',
    'postgres',
    'redis',
  ]);
  expect(found).toEqual(found.map(([workload]) => [workload, expected[name] ?? value]));
});

test('selectors have no label of the app', () => {
  const objects = mesh({ labels: { team: 'a' }, podLabels: { zone: 'b' } });
  const selectors = objects.flatMap(({ spec }) => spec?.selector?.matchLabels ?? spec?.selector ?? []);
  expect(selectors.length).toBeGreaterThan(6);
  expect(JSON.stringify(selectors)).not.toMatch(/team|zone/);
  expect(find(objects, 'Deployment', 'mcp-mesh-a').spec.template.metadata.labels).toMatchObject({
    team: 'a',
    zone: 'b',
  });
});

test("props of a construct win, and its registry's agentDefaults", () => {
  const objects = mesh({ labels: { team: 'app', tier: 'app', site: 'app' }, priorityClassName: 'app' }, (core) => {
    const registry = new MeshRegistry(core, 'registry', {
      agentDefaults: { labels: { team: 'registry', tier: 'registry' }, priorityClassName: 'registry' },
    });
    new MeshAgent(core, 'a', { registry, image: 'agent:1.0.0', labels: { team: 'agent' } });
  });
  const agent = find(objects, 'Deployment', 'mcp-mesh-a');
  expect(agent.metadata.labels).toMatchObject({ team: 'agent', tier: 'registry', site: 'app' });
  expect(pod(agent).priorityClassName).toBe('registry');
  const own = find(objects, 'Deployment', 'mcp-mesh-registry');
  expect(own.metadata.labels).toMatchObject({ team: 'app', tier: 'app', site: 'app' });
  expect(pod(own).priorityClassName).toBe('app');
});

test('agents of a registry that somebody else runs have them, and its policies', () => {
  const objects = mesh({ labels: { team: 'a' } }, (core) => {
    const registry = MeshRegistry.fromEndpoint(core, 'registry', { host: '10.0.0.7' });
    new MeshAgent(core, 'a', { registry, image: 'agent:1.0.0' });
    new MeshNetworkPolicy(core, 'policy', { registry });
  });
  expect(objects.map(({ kind }) => kind)).toContain('NetworkPolicy');
  expect(objects.filter(({ metadata }) => metadata.labels?.team !== 'a')).toEqual([]);
});

test('another app has none of them', () => {
  MeshDefaults.of(Testing.app(), { imageRegistry: MIRROR });
  expect(images(mesh(undefined)).join()).not.toContain(MIRROR);
});

test.each([
  ['mirror', '"mirror"'],
  ['registry.example.com/', '"registry.example.com/"'],
  ['', '""'],
])('the registry %s is refused', (imageRegistry, shown) => {
  expect(() => mesh({ imageRegistry })).toThrow(
    `imageRegistry ${shown}: it is put before the names of images, and begins with a host, which has a '.' or a port. Give one such as "registry.example.com/mirror", without a scheme and without a slash at the end.`,
  );
});

test('what no image can begin with is refused', () => {
  expect(() => mesh({ imageRegistry: 'https://registry.example.com' })).toThrow(
    'imageRegistry with an image "https://registry.example.com/image:1": a container needs an image',
  );
});

test('defaults that come too late, or twice, are refused', () => {
  const app = Testing.app();
  const chart = new Chart(app, 'mesh', { namespace: 'mesh' });
  MeshDefaults.of(app, {});
  expect(() => MeshDefaults.of(chart, {})).toThrow(
    '[mesh] a second MeshDefaults.of: the defaults are those of the whole app, and an app has them once. Say all of it in one place.',
  );
  const late = new Chart(Testing.app(), 'mesh', { namespace: 'mesh' });
  new MeshRegistry(late, 'registry');
  expect(() => MeshDefaults.of(late, {})).toThrow(
    '[mesh] MeshDefaults.of after mesh/registry was made: what was made before would be without these defaults. Call it first, right behind new App().',
  );
});

test('a label that selectors need is refused', () => {
  expect(() => mesh({ labels: { 'app.kubernetes.io/name': 'a' } })).toThrow(
    'labels["app.kubernetes.io/name"] "a": this label must equal the Service\'s name',
  );
});
