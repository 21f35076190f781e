import { App, Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import {
  HeadlessMeshAgent,
  IMeshRegistry,
  IstioAuthorization,
  IstioDataPlane,
  IstioRouting,
  MeshAgent,
  MeshDiscoveryTest,
  MeshNetworkPolicy,
  MeshRegistry,
  ServiceMesh,
} from '../../src';

const image = 'registry.example.com/agent:1.0.0';

type Make = (scope: Construct, registry: IMeshRegistry) => Construct;

const constructs: [string, Make, string][] = [
  [
    'MeshAgent',
    (scope, registry) => new MeshAgent(scope, 'x', { registry, image }),
    'an agent registers with a registry, and finds others through it',
  ],
  [
    'HeadlessMeshAgent',
    (scope, registry) => new HeadlessMeshAgent(scope, 'x', { registry, image }),
    'an agent registers with a registry, and finds others through it',
  ],
  [
    'MeshNetworkPolicy',
    (scope, registry) => new MeshNetworkPolicy(scope, 'x', { registry }),
    'the policies are about a registry and its agents',
  ],
  [
    'IstioAuthorization',
    (scope, registry) => new IstioAuthorization(scope, 'x', { registry }),
    'the policies are about a registry and its agents',
  ],
  [
    'MeshDiscoveryTest',
    (scope, registry) => new MeshDiscoveryTest(scope, 'x', { registry }),
    'a test asks a registry, and calls the agents of it',
  ],
];

function registryIn(app: App): MeshRegistry {
  const chart = new Chart(app, 'far', { namespace: 'mesh' });
  return new MeshRegistry(chart, 'registry', {
    serviceMesh: ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR }),
  });
}

const ofAnotherApp =
  '[mesh/x] registry far/registry of another App: each App writes its own objects, and what the registry makes for its agents, such as their ConfigMap, would be written by the other one. ' +
  'Make both in one App, or name the other registry by its address: MeshRegistry.fromEndpoint(scope, id, { host }).';

describe.each(constructs)('%s', (_, make, why) => {
  const chart = () => new Chart(Testing.app(), 'mesh', { namespace: 'mesh' });

  test.each([undefined, {}])('refuses the registry %j', (registry) => {
    expect(() => make(chart(), registry as unknown as IMeshRegistry)).toThrow(
      new Error(
        `[mesh/x] no registry: ${why}. Give a MeshRegistry, or MeshRegistry.fromEndpoint(…) for one that somebody else runs.`,
      ),
    );
  });

  test('refuses the registry of another App', () => {
    expect(() => make(chart(), registryIn(Testing.app()))).toThrow(new Error(ofAnotherApp));
  });

  test('takes the registry of its App', () => {
    const app = Testing.app();
    const registry = registryIn(app);
    expect(make(new Chart(app, 'mesh', { namespace: 'mesh' }), registry).node.path).toBe('mesh/x');
  });
});

test('routing refuses agents of another App', () => {
  const registry = registryIn(Testing.app());
  const agent = new MeshAgent(Chart.of(registry), 'a', { registry, image, capabilities: ['c'] });
  const chart = new Chart(Testing.app(), 'mesh', { namespace: 'mesh' });
  expect(() => new IstioRouting(chart, 'x', { agents: [agent] })).toThrow(new Error(ofAnotherApp));
});

test.each<[string, (chart: Chart) => Construct]>([
  ['MeshRegistry', (chart) => new MeshRegistry(chart, 'registry')],
  [
    'MeshRegistry.fromEndpoint',
    (chart) => MeshRegistry.fromEndpoint(chart, 'registry', { host: 'mesh.example.com' }) as unknown as Construct,
  ],
])('%s refuses a tree without an App', (_, make) => {
  expect(() => make(new Chart(undefined as unknown as Construct, 'mesh'))).toThrow(
    new Error(
      "[mesh/registry] a construct tree whose root is no App: cdk8s cannot render objects without an App. Make an App, and give it as the chart's scope: new Chart(new App(), id); Testing.chart() makes both.",
    ),
  );
});
