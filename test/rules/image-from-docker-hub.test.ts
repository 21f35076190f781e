import { MeshAgent, MeshDiscoveryTest, MeshRegistry, RegistryDatabase } from '../../src';
import { RULE } from '../../src/rules/image-from-docker-hub';
import { Manifest, meshChart, synth } from '../support/manifests';
import { agent, registry, said } from '../support/mesh-manifests';

const moved = registry({ image: 'harbor.example.com/mcpmesh/registry:3.7.1' });
const wait = (image: string) => ({ pod: { initContainers: [{ name: 'wait', image }] } });
const weather = (image: string) => agent('weather-agent', undefined, wait(image));

test('the wait stayed behind', () => {
  expect(said(RULE, [moved, weather('busybox:1.35')])).toEqual([
    'Deployment mesh/weather-agent: init container "wait": image "busybox:1.35": it comes from Docker Hub, while the registry and all agents ' +
      'come from harbor.example.com and registry.example.com; if the nodes cannot reach Docker Hub, or reach its pull limit, the pod does not start. ' +
      'Copy the image too, and use the copy.',
  ]);
});

test.each(['busybox', 'library/busybox:1.35', 'docker.io/library/busybox:1.35', 'index.docker.io/busybox'])(
  'by any name: %s',
  (image) => {
    expect(said(RULE, [moved, weather(image)])).toHaveLength(1);
  },
);

test.each<[string, Manifest[]]>([
  ['it was moved too', [moved, weather('harbor.example.com/busybox:1.35')]],
  ['it is in a registry on this machine', [moved, weather('localhost/busybox:1.35')]],
  ['the registry is at Docker Hub itself', [registry(), weather('busybox:1.35')]],
  [
    'an agent is at Docker Hub itself',
    [moved, weather('busybox:1.35'), agent('other', undefined, { image: 'acme/other:1.0.0' })],
  ],
  ['MCP Mesh runs elsewhere', [weather('busybox:1.35')]],
  [
    'it is of a pod that is not of the mesh',
    [
      moved,
      weather('harbor.example.com/busybox:1.35'),
      {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'x', namespace: 'mesh' },
        spec: { template: { spec: { containers: [{ name: 'x', image: 'busybox:1.35' }] } } },
      },
    ],
  ],
])('nothing if %s', (_, manifests) => expect(said(RULE, manifests)).toEqual([]));

test('toolsImage moves the waits and the discovery test', () => {
  const objects = (toolsImage?: string) => {
    const chart = meshChart();
    const secret = { secret: { name: 'postgres' } as never, key: 'password' };
    const made = new MeshRegistry(chart, 'registry', {
      image: 'harbor.example.com/mcpmesh/registry:3.7.1',
      agentDefaults: { toolsImage },
      database: RegistryDatabase.postgres({ host: 'db.example.com', user: 'mesh', password: secret, wait: {} }),
    });
    new MeshAgent(chart, 'weather', { registry: made, image: 'harbor.example.com/weather:1.0.0' });
    new MeshDiscoveryTest(chart, 'test', { registry: made });
    return synth(chart);
  };
  expect(said(RULE, objects()).map((line) => line.split(': it comes')[0])).toEqual([
    'Deployment mesh/mcp-mesh-registry: init container "wait-for-database": image "postgres:16.10-alpine"',
    'Deployment mesh/mcp-mesh-weather: init container "wait-for-registry": image "busybox:1.35"',
    expect.stringMatching(/^Job mesh\/.*: container "test": image "busybox:1.35"$/),
  ]);
  expect(said(RULE, objects('harbor.example.com/tools:16.10'))).toEqual([]);
});
