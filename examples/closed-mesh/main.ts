import { App, Chart } from 'cdk8s';
import {
  AgentSource,
  IstioAuthorization,
  IstioDataPlane,
  MeshAgent,
  MeshChecks,
  MeshCode,
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
const agent = (chart: Chart, name: string, file: string) =>
  new MeshAgent(chart, name, {
    registry,
    source: AgentSource.fromFile(`agents/${file}`),
    code: MeshCode.mounted(),
  });

// Both provide the same capability, in Python and in TypeScript. Who may call which is decided by what callers ask for.
agent(weather, 'hourly-forecast', 'hourly-forecast.py');
agent(weather, 'daily-forecast', 'daily-forecast.ts');

agent(travel, 'planner', 'planner.py');

// Looks Services up through the Kubernetes API: the one agent with a token.
agent(travel, 'dashboard', 'dashboard.py').allowServiceDiscovery();

// Closed twice: by labels, for the network plugin, and by accounts, for Istio. Then asked whether it still works.
new MeshNetworkPolicy(weather, 'network-policy', { registry, strict: true, defaultDeny: true });
new IstioAuthorization(weather, 'authorization', { registry });
new MeshDiscoveryTest(weather, 'discovery-test', { registry });

app.synth();
