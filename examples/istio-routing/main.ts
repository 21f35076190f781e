import { App, Chart } from 'cdk8s';
import { IstioRouting, MeshAgent, MeshChecks, MeshNetworkPolicy, MeshRegistry, ServiceMesh } from 'cdk8s-mcp-mesh';

const app = new App();
MeshChecks.of(app);
const chart = new Chart(app, 'istio-routing', { namespace: 'mcp-mesh' });

// Declared once: from here on the pods bring what a sidecar needs.
const registry = new MeshRegistry(chart, 'registry', { serviceMesh: ServiceMesh.istio() });

const weather = new MeshAgent(chart, 'weather-agent', {
  registry,
  image: 'registry.example.com/weather-agent:1.4.2',
  serviceName: 'weather-agent',
  port: 8081,
  capabilities: ['weather'],
});

const analytics = new MeshAgent(chart, 'analytics-agent', {
  registry,
  image: 'registry.example.com/analytics-agent:2.0.0',
  serviceName: 'analytics-agent',
  command: ['python', '/app/agent.py'],
  replicas: 3,
  capabilities: ['analytics'],
  dependencies: ['weather'],
});

new MeshNetworkPolicy(chart, 'network-policy', { registry });

// A request to any host under agent.mcp-mesh.local reaches the agent that its header `capability` asks for.
new IstioRouting(chart, 'routing', { agents: [weather, analytics] });

app.synth();
