import { MeshAgent, MeshRegistry, RedisEndpoint } from '../../src';
import { meshGraph } from '../../src/graph/mesh-graph';
import { Mesh } from '../../src/mesh/mesh';
import { container, find, Manifest, meshChart, synth } from '../support/manifests';

/* Servers beyond the mesh are drawn by what pods are told, with policies and without. */

const image = 'registry.example.com/agent:1.0.0';

function arrows(objects: Manifest[]): string[] {
  const { nodes, edges } = meshGraph(new Mesh(objects));
  const name = (id: string) => {
    const { name: of, details = [], ports = [] } = nodes.find((node) => node.id === id)!;
    return [of, ...details, ...ports].join(' ');
  };
  return edges.filter(({ kind }) => kind === 'outbound').map(({ from, to }) => `${name(from)} → ${name(to)}`);
}

test('a Redis that takes spans or is used by code, a collector, and a Tempo', () => {
  const chart = meshChart();
  const redis = RedisEndpoint.of({ host: 'redis.data' });
  const registry = new MeshRegistry(chart, 'registry', {
    tracing: { redis, otlp: { host: 'collector' }, tempo: { host: 'tempo' } },
  });
  new MeshAgent(chart, 'traced', { registry, image });
  new MeshAgent(chart, 'cached', { registry, image, redis, tracing: false });
  new MeshAgent(chart, 'silent', { registry, image, tracing: false });
  expect(arrows(synth(chart))).toEqual([
    'mcp-mesh-cached → redis.data:6379 Redis',
    'mcp-mesh-traced → redis.data:6379 Redis',
    'mcp-mesh-registry → collector:4317 OTLP',
    'mcp-mesh-registry → redis.data:6379 Redis',
    'mcp-mesh-registry → tempo:3200 Tempo',
  ]);
});

test('a registry without a collector reads no Redis', () => {
  const chart = meshChart();
  new MeshRegistry(chart, 'registry', { tracing: { redis: RedisEndpoint.of({ host: 'redis.data' }) } });
  expect(arrows(synth(chart))).toEqual([]);
});

test('a REDIS_URL without tracing says nothing', () => {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', { tracing: { redis: RedisEndpoint.of({ host: 'redis' }) } });
  new MeshAgent(chart, 'agent', { registry, image });
  const objects: Manifest[] = synth(chart);
  const { env } = container(find(objects, 'Deployment', 'mcp-mesh-agent'));
  env.find(({ name }: { name: string }) => /TRACING/.test(name)).value = 'false';
  expect(arrows(objects)).toEqual([]);
});
