import { ApiObject, Chart, JsonPatch, Lazy, Testing } from 'cdk8s';
import { EnvValue, ServiceAccount } from 'cdk8s-plus-28';
import { HeadlessMeshAgent, IstioRouting, MeshAgent, MeshNetworkPolicy, MeshRegistry, ServiceMesh } from '../../src';
import { container, envOf, find, meshChart, synth } from '../support/manifests';

const image = 'registry.example.com/agent:1.0.0';

function mesh() {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', { serviceMesh: ServiceMesh.istio() });
  const agent = new MeshAgent(chart, 'a', { registry, image, capabilities: ['c'] });
  return { chart, registry, agent };
}

const at = '/spec/template/spec/containers/0';

test.each([
  ['a CPU limit', `${at}/resources/limits/cpu`, '750m'],
  ["a probe's port", `${at}/livenessProbe/httpGet/port`, 80],
  ["a probe's named port", `${at}/livenessProbe/httpGet/port`, 'http'],
  ['a field that nobody knows', '/spec/template/spec/fromTheFuture', { deep: [1, 'two'] }],
  ['an extended resource', `${at}/resources/limits/nvidia.com~1gpu`, 2],
])('%s reaches the workload as it was patched', (_, path, value) => {
  const { chart, agent } = mesh();
  ApiObject.of(agent).addJsonPatch(JsonPatch.add(path, value));
  const found = path
    .split('/')
    .slice(1)
    .reduce((json, key) => json[key.replace(/~1/g, '/')], find(synth(chart), 'Deployment', 'mcp-mesh-a'));
  expect(found).toEqual(value);
});

test('fields of a Service reach it as they were patched', () => {
  const { chart, agent } = mesh();
  agent.service.addJsonPatch(
    JsonPatch.replace('/spec/ports/0/targetPort', 8080),
    JsonPatch.add('/spec/clusterIP', '10.0.0.7'),
  );
  expect(find(synth(chart), 'Service', 'mcp-mesh-a').spec).toMatchObject({
    clusterIP: '10.0.0.7',
    ports: [{ targetPort: 8080 }],
  });
});

test("a policy's rule reaches it as it was patched", () => {
  const { chart, registry } = mesh();
  const policy = new MeshNetworkPolicy(chart, 'policy', { registry });
  const rule = { ports: [{ port: 80, protocol: 'TCP' }], from: [{ podSelector: { matchLabels: { app: 'x' } } }] };
  ApiObject.of(policy).addJsonPatch(JsonPatch.add('/spec/ingress/-', rule));
  expect(find(synth(chart), 'NetworkPolicy', 'agent-communication-policy').spec.ingress.at(-1)).toEqual(rule);
});

test("each construct's main object is the one that ApiObject.of gives", () => {
  const { chart, registry, agent } = mesh();
  const headless = new HeadlessMeshAgent(chart, 'h', { registry, image, capabilities: ['h'] });
  const policy = new MeshNetworkPolicy(chart, 'policy', { registry });
  const routing = new IstioRouting(chart, 'routing', { agents: [agent, headless] });
  expect([registry, agent, headless, policy, routing].map((each) => ApiObject.of(each).kind)).toEqual([
    'Deployment',
    'Deployment',
    'StatefulSet',
    'NetworkPolicy',
    'VirtualService',
  ]);
  const handles = [agent.workload, agent.service, headless.headlessService, registry.workload, routing.virtualService];
  expect(handles.every(ApiObject.isApiObject)).toBe(true);
});

test('metadata can be added to', () => {
  const { chart, agent } = mesh();
  ApiObject.of(agent).metadata.addAnnotation('example.com/owner', 'team-a');
  ApiObject.of(agent).metadata.addLabel('team', 'a');
  const { metadata } = find(synth(chart), 'Deployment', 'mcp-mesh-a');
  expect([metadata.annotations['example.com/owner'], metadata.labels.team]).toEqual(['team-a', 'a']);
});

test('values that are known at synthesis only are resolved then', () => {
  const chart = meshChart();
  let late = 'too early';
  new MeshAgent(chart, 'a', {
    registry: new MeshRegistry(chart, 'registry'),
    image: Lazy.any({ produce: () => `agent:${late}` }) as unknown as string,
    env: { LATE: EnvValue.fromValue(Lazy.any({ produce: () => late }) as unknown as string) },
    labels: { late: Lazy.any({ produce: () => late }) as unknown as string },
  });
  late = '1';
  const deployment = find(synth(chart), 'Deployment', 'mcp-mesh-a');
  expect([container(deployment).image, envOf(deployment).LATE, deployment.metadata.labels.late]).toEqual([
    'agent:1',
    '1',
    '1',
  ]);
});

test('nothing that a caller passes in is changed', () => {
  const freeze = <T>(value: T): T => {
    if (
      (value && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) ||
      Array.isArray(value)
    ) {
      Object.values(value as object).forEach(freeze);
      Object.freeze(value);
    }
    return value;
  };
  const chart = meshChart();
  const registry = new MeshRegistry(
    chart,
    'registry',
    freeze({ agentDefaults: { labels: { team: 'a' }, tolerations: [{ key: 'x' }] }, labels: { team: 'r' } }),
  );
  new MeshAgent(chart, 'a', {
    registry,
    ...freeze({
      image,
      labels: { tier: 'b' },
      volumes: [{ name: 'v', emptyDir: {} }],
      initContainers: [{ name: 'i', image }],
      capabilities: ['c'],
      args: ['x'],
    }),
  });
  const first = synth(chart);
  expect(find(first, 'Deployment', 'mcp-mesh-a').metadata.labels).toMatchObject({ team: 'a', tier: 'b' });
  expect(synth(chart)).toEqual(first);
});

describe('objects that several share, or that are not the main ones, can be reached', () => {
  test('accounts, unless they were given', () => {
    const { chart, registry, agent } = mesh();
    const serviceAccount = ServiceAccount.fromServiceAccountName(chart, 'robot', 'robot');
    const given = new MeshAgent(chart, 'given', { registry, image, serviceAccount });
    const other = new MeshRegistry(chart, 'other', { serviceName: 'other', configMapName: 'other', serviceAccount });
    [registry, agent].forEach((each) => each.serviceAccount!.metadata.addAnnotation('role', each.node.id));
    expect([given.serviceAccount, other.serviceAccount]).toEqual([undefined, undefined]);
    const accounts = synth(chart).filter(({ kind }) => kind === 'ServiceAccount');
    expect(accounts.map(({ metadata }) => [metadata.name, metadata.annotations])).toEqual([
      ['mcp-mesh-registry', { role: 'registry' }],
      ['mcp-mesh-a', { role: 'a' }],
    ]);
  });

  test('the ConfigMap of each namespace, by the registry and by its agents', () => {
    const app = Testing.app();
    const [core, edge] = ['core', 'edge'].map((namespace) => new Chart(app, namespace, { namespace }));
    const registry = new MeshRegistry(core, 'registry');
    const one = new MeshAgent(edge, 'one', { registry, image });
    const two = new MeshAgent(edge, 'two', { registry, image });
    expect(registry.configMaps.map(({ metadata }) => metadata.namespace)).toEqual(['core', 'edge']);
    expect([one.configMap, two.configMap]).toEqual([registry.configMaps[1], registry.configMaps[1]]);
    one.configMap.addJsonPatch(JsonPatch.add('/data/MORE', '1'));
    expect(find(Testing.synth(edge), 'ConfigMap').data).toHaveProperty('MORE', '1');
    expect(find(Testing.synth(core), 'ConfigMap').data).not.toHaveProperty('MORE');
  });

  test("also those of somebody else's registry", () => {
    const chart = meshChart();
    const registry = MeshRegistry.fromEndpoint(chart, 'registry', { host: 'mesh.example.com' });
    registry.configMaps[0].metadata.addLabel('a', 'b');
    expect(find(synth(chart), 'ConfigMap').metadata.labels).toMatchObject({ a: 'b' });
  });
});
