import { App } from 'cdk8s';
import { Secret } from 'cdk8s-plus-28';
import {
  HeadlessMeshAgent,
  MeshAgent,
  MeshChecks,
  MeshDiscoveryTest,
  MeshNetworkPolicy,
  MeshRegistry,
  RegistryDatabase,
  WaitForRegistry,
} from '../../src';
import { container, envOf, find, meshChart, pod, synth } from '../support/manifests';

const image = 'registry.example.com/agent:1.0.0';

test.each([
  [false, '0.0.0.0', '0.0.0.0'],
  [true, '[::]', '::'],
])('with listenOnIpv6 %s the registry listens on %s and agents on %s', (listenOnIpv6, registryHost, agentHost) => {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', { listenOnIpv6 });
  new MeshAgent(chart, 'a', { registry, image });
  new HeadlessMeshAgent(chart, 'h', { registry, image });
  const objects = synth(chart);
  expect(container(find(objects, 'Deployment', 'mcp-mesh-registry')).args).toEqual([
    '--host',
    registryHost,
    '--port',
    '8000',
  ]);
  expect(envOf(find(objects, 'Deployment', 'mcp-mesh-a')).HOST).toBe(agentHost);
  expect(envOf(find(objects, 'StatefulSet', 'mcp-mesh-h')).HOST).toBe(agentHost);
});

test('agents of a registry that somebody else runs listen on IPv6 too', () => {
  const chart = meshChart();
  const registry = MeshRegistry.fromEndpoint(chart, 'registry', { host: 'mesh.example.com', listenOnIpv6: true });
  new MeshAgent(chart, 'a', { registry, image });
  expect(envOf(find(synth(chart), 'Deployment', 'mcp-mesh-a')).HOST).toBe('::');
});

describe.each(['2001:db8::7', '[2001:db8::7]'])('a registry at %s', (host) => {
  function mesh(waitForRegistry = WaitForRegistry.tcp()) {
    const chart = meshChart();
    MeshChecks.of(chart.node.root as App);
    const registry = MeshRegistry.fromEndpoint(chart, 'registry', { host, namespace: 'other' });
    const agent = new MeshAgent(chart, 'a', { registry, image, waitForRegistry });
    return { chart, registry, agent };
  }

  test('has brackets in its URL, and in what agents are told', () => {
    const { chart, registry } = mesh();
    expect(registry.url).toBe('http://[2001:db8::7]:8000');
    expect(find(synth(chart), 'ConfigMap', 'mcp-agent-config', 'mesh').data).toEqual({
      MCP_MESH_REGISTRY_URL: 'http://[2001:db8::7]:8000',
      REGISTRY_HOST: '[2001:db8::7]',
      REGISTRY_PORT: '8000',
    });
  });

  test.each([
    [WaitForRegistry.tcp(), 'nc -z 2001:db8::7 8000'],
    [WaitForRegistry.http(), 'wget -q -T 2 -O /dev/null http://[2001:db8::7]:8000/health'],
  ])('is waited for', (wait, command) => {
    const { chart } = mesh(wait);
    expect(pod(find(synth(chart), 'Deployment')).initContainers[0].args[0]).toContain(`until ${command}; do`);
  });

  test('is reached through policies', () => {
    const { chart, registry } = mesh();
    new MeshNetworkPolicy(chart, 'policy', { registry });
    expect(find(synth(chart), 'NetworkPolicy').spec.egress).toContainEqual({
      to: [{ ipBlock: { cidr: '2001:db8::7/128' } }],
      ports: [{ port: 8000, protocol: 'TCP' }],
    });
  });

  test('is asked by a discovery test, and not looked up', () => {
    const { chart, registry } = mesh();
    new MeshDiscoveryTest(chart, 'test', { registry });
    const checks: string = find(synth(chart), 'ConfigMap', 'mcp-mesh-discovery-test').data.checks;
    expect(checks).toContain('health http://[2001:db8::7]:8000/health');
    expect(checks).not.toContain('resolve [2001');
  });
});

test('a database at an IPv6 address', () => {
  const chart = meshChart();
  const password = { secret: Secret.fromSecretName(chart, 'secret', 'postgres'), key: 'password' };
  const database = RegistryDatabase.postgres({ host: '2001:db8::9', user: 'mesh', password });
  const registry = new MeshRegistry(chart, 'registry', { database });
  new MeshNetworkPolicy(chart, 'policy', { registry });
  const objects = synth(chart);
  expect(envOf(find(objects, 'Deployment')).DATABASE_URL).toBe(
    'postgres://mesh@[2001:db8::9]:5432/mcp_mesh?sslmode=require',
  );
  expect(JSON.stringify(find(objects, 'NetworkPolicy', 'mcp-mesh-registry-policy').spec.egress)).toContain(
    '"2001:db8::9/128"',
  );
});
