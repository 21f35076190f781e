import { Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  HeadlessMeshAgent,
  MeshAgent,
  MeshConsumer,
  MeshNetworkPolicy,
  MeshPeer,
  MeshPort,
  MeshRegistry,
} from '../../src';
import { Cluster } from '../../src/cluster/cluster';
import { mayReach } from '../../src/cluster/reachability';
import { container, find, Manifest, meshChart, synth, synthApp } from '../support/manifests';

const image = 'registry.example.com/agent:1.0.0';
const monitoring = MeshPeer.namespace('monitoring');

function mesh(extraPorts: MeshPort[], more: (chart: Chart, registry: MeshRegistry) => void = () => {}): Manifest[] {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', { extraPorts });
  new MeshAgent(chart, 'a', { registry, image, extraPorts });
  more(chart, registry);
  return synth(chart);
}

const closed = (chart: Chart, registry: MeshRegistry) => void new MeshNetworkPolicy(chart, 'policy', { registry });
const strict = (chart: Chart, registry: MeshRegistry) =>
  void new MeshNetworkPolicy(chart, 'policy', { registry, strict: true });

describe.each(['mcp-mesh-a', 'mcp-mesh-registry'])('a port with metrics of %s', (name) => {
  const objects = mesh([MeshPort.metrics(9090, { from: [monitoring], interval: Duration.seconds(30) })], strict);

  test('is on the container and the Service', () => {
    expect(container(find(objects, 'Deployment', name)).ports[1]).toEqual({
      name: 'metrics',
      containerPort: 9090,
      protocol: 'TCP',
    });
    expect(find(objects, 'Service', name).spec.ports[1]).toEqual({
      name: 'metrics',
      port: 9090,
      targetPort: 9090,
      protocol: 'TCP',
    });
  });

  test('is read by Prometheus', () => {
    const { apiVersion, metadata, spec } = find(objects, 'ServiceMonitor', name);
    expect(apiVersion).toBe('monitoring.coreos.com/v1');
    expect(metadata.namespace).toBe('mesh');
    expect(spec).toEqual({
      selector: { matchLabels: find(objects, 'Service', name).spec.selector },
      endpoints: [{ port: 'metrics', path: '/metrics', interval: '30s' }],
    });
  });

  test('is open to those who were named, and to nobody else', () => {
    const rules = objects
      .filter(({ kind }) => kind === 'NetworkPolicy')
      .flatMap(({ spec }) => spec.ingress ?? [])
      .filter(({ ports }: any) => ports.some(({ port }: any) => port === 9090));
    expect(rules).toHaveLength(2); // the agent's and the registry's
    for (const { from, ports } of rules) {
      expect(from).toEqual([{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }]);
      expect(ports).toEqual([{ port: 9090, protocol: 'TCP' }]);
    }
  });
});

test('a headless Service has no further port, so that metrics are read once', () => {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry');
  new HeadlessMeshAgent(chart, 'h', { registry, image, extraPorts: [MeshPort.metrics(9090)] });
  const objects = synth(chart);
  expect(find(objects, 'Service', 'mcp-mesh-h-headless').spec.ports).toHaveLength(1);
  expect(find(objects, 'Service', 'mcp-mesh-h').spec.ports).toHaveLength(2);
});

test("a port of a sidecar's stays the sidecar's", () => {
  const chart = meshChart();
  const sidecar: kplus.k8s.Container = { name: 'exporter', image, ports: [{ name: 'metrics', containerPort: 9100 }] };
  new MeshAgent(chart, 'a', {
    registry: new MeshRegistry(chart, 'registry'),
    image,
    sidecars: [sidecar],
    extraPorts: [MeshPort.metrics(9100)],
  });
  const objects = synth(chart);
  expect(container(find(objects, 'Deployment', 'mcp-mesh-a')).ports).toHaveLength(1);
  expect(find(objects, 'Service', 'mcp-mesh-a').spec.ports[1]).toMatchObject({ name: 'metrics', targetPort: 9100 });
});

test('two ports with metrics have two monitors', () => {
  const objects = mesh([MeshPort.metrics(9090), MeshPort.metrics(9091, { name: 'models', path: '/models' })]);
  expect(objects.filter(({ kind }) => kind === 'ServiceMonitor').map(({ metadata }) => metadata.name)).toEqual([
    'mcp-mesh-registry-metrics',
    'mcp-mesh-registry-models',
    'mcp-mesh-a-metrics',
    'mcp-mesh-a-models',
  ]);
});

test.each([
  ['strict', strict],
  ['the guide’s', closed],
])('a port that %s policies open to nobody is refused', (_, policy) => {
  const ports = [MeshPort.of('grpc', 9000)];
  expect(() => mesh(ports, policy)).toThrow(
    [
      'Validation failed with the following errors:',
      '  [test/policy] port "grpc" 9000 of test/a: test/policy closes it to everybody, so each connection would time out. Say who may connect: from: [MeshPeer.namespace("monitoring")].',
      '  [test/policy] port "grpc" 9000 of test/registry: test/policy closes it to everybody, so each connection would time out. Say who may connect: from: [MeshPeer.namespace("monitoring")].',
    ].join('\n'),
  );
  const opened = mesh([MeshPort.of('grpc', 9000, { from: [monitoring] })], policy)
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .flatMap(({ spec }) => spec.ingress ?? [])
    .filter((rule: any) => rule.ports.some(({ port }: any) => port === 9000));
  expect(opened.map(({ from }: any) => from)).toEqual(
    [1, 2].map(() => [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }]),
  );
});

describe('an agent that may connect to a port', () => {
  test.each([true, false])('is let out to it, and to no other (strict: %s)', (isStrict) => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry');
    const a = new MeshAgent(chart, 'a', { registry, image });
    const bot = new MeshConsumer(chart, 'bot', { registry, image });
    const from = [MeshPeer.of(a), MeshPeer.of(bot), MeshPeer.namespace('monitoring')];
    new MeshAgent(chart, 'b', { registry, image, extraPorts: [MeshPort.of('grpc', 9000, { from })] });
    new MeshNetworkPolicy(chart, 'policy', { registry, strict: isStrict });
    const objects = synthApp(chart);
    const cluster = new Cluster(objects);
    const [to] = cluster.pods.filter(({ owner }) => owner.metadata.name === 'mcp-mesh-b');
    const ports = (name: string) => {
      const [caller] = cluster.pods.filter(({ owner }) => owner.metadata.name === name);
      return [8080, 9000, 9001].filter((port) => mayReach(cluster, caller, to, port));
    };
    expect(ports('mcp-mesh-a')).toEqual(isStrict ? [9000] : [8080, 9000]);
    expect(ports('mcp-mesh-bot')).toEqual(isStrict ? [9000] : [8080, 9000]);
  });
});
