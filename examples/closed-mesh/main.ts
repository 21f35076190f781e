import { App, Chart } from 'cdk8s';
import {
  IstioAuthorization,
  IstioDataPlane,
  MeshAgent,
  MeshChecks,
  MeshDiscoveryTest,
  MeshNetworkPolicy,
  MeshRegistry,
  ServiceMesh,
} from 'cdk8s-mcp-mesh';

const app = new App();
MeshChecks.of(app);
const weather = new Chart(app, 'weather', { namespace: 'weather' });
const travel = new Chart(app, 'travel', { namespace: 'travel' });

// Native sidecars start before the containers that wait for the registry, so that those have an identity too.
const registry = new MeshRegistry(weather, 'registry', {
  serviceMesh: ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR }),
  agentDefaults: { serviceNamePrefix: '' },
});
const agent = (chart: Chart, name: string, tag: string) =>
  new MeshAgent(chart, name, { registry, image: `registry.example.com/${name}:${tag}` });

// Both provide the same capability. Who may call which is decided by what callers ask for.
agent(weather, 'hourly-forecast', '2.1.0').addCapability('forecast', { version: '2.1.0', tags: ['hourly'] });
agent(weather, 'daily-forecast', '1.4.2').addCapability('forecast', { version: '1.4.2', tags: ['daily'] });

const planner = agent(travel, 'planner', '1.0.0');
planner.addCapability('planning', { version: '1.0.0', tags: ['trips'] });
planner.addRequirement('forecast', { versionRange: '^2.0.0', tags: ['+hourly'] });
planner.addRequirement('translation', { optional: true }); // nobody provides it yet

// Looks Services up through the Kubernetes API: the one agent with a token.
const dashboard = agent(travel, 'dashboard', '1.2.0');
dashboard.addRequirement('planning', { tags: ['trips'] });
dashboard.addRequirement('forecast', { tags: ['daily'] });
dashboard.allowServiceDiscovery();

// Closed twice: by labels, for the network plugin, and by accounts, for Istio. Then asked whether it still works.
new MeshNetworkPolicy(weather, 'network-policy', { registry, strict: true, defaultDeny: true });
new IstioAuthorization(weather, 'authorization', { registry });
new MeshDiscoveryTest(weather, 'discovery-test', { registry });

app.synth();
