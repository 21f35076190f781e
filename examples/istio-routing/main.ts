import { App, Chart } from 'cdk8s';
import {
  AgentSource,
  IstioRouting,
  MeshAgent,
  MeshChecks,
  MeshCode,
  MeshNetworkPolicy,
  MeshRegistry,
  ServiceMesh,
} from 'cdk8s-mcp-mesh';

const app = new App();
MeshChecks.of(app);
const chart = new Chart(app, 'istio-routing', { namespace: 'mcp-mesh' });

// Declared once: from here on the pods bring what a sidecar needs.
const registry = new MeshRegistry(chart, 'registry', { serviceMesh: ServiceMesh.istio() });

const weather = new MeshAgent(chart, 'weather-agent', {
  registry,
  source: AgentSource.fromFile('agents/weather-agent.py'),
  code: MeshCode.mounted(),
  serviceName: 'weather-agent',
  port: 8081,
});

const analytics = new MeshAgent(chart, 'analytics-agent', {
  registry,
  source: AgentSource.fromFile('agents/analytics-agent/agent.py'),
  code: MeshCode.mounted(),
  serviceName: 'analytics-agent',
  command: ['python', '/app/agent.py'],
  replicas: 3,
});

new MeshNetworkPolicy(chart, 'network-policy', { registry });

// A request to any host under agent.mcp-mesh.local reaches the agent that its header `capability` asks for.
new IstioRouting(chart, 'routing', { agents: [weather, analytics] });

app.synth();
