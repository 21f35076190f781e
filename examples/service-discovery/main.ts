import { App, Chart } from 'cdk8s';
import { HeadlessMeshAgent, MeshAgent, MeshChecks, MeshNetworkPolicy, MeshRegistry } from 'cdk8s-mcp-mesh';
import { EnvValue } from 'cdk8s-plus-28';

const app = new App();
MeshChecks.of(app);
const chart = new Chart(app, 'mcp-mesh', { namespace: 'mcp-mesh' });

const registry = new MeshRegistry(chart, 'registry');

// Under their default names: mcp-mesh-hello-world and mcp-mesh-system-agent.
new MeshAgent(chart, 'hello-world', { registry, image: 'registry.example.com/hello-world:1.0.0' });
new MeshAgent(chart, 'system-agent', { registry, image: 'registry.example.com/system-agent:1.0.0' });

new MeshAgent(chart, 'weather-agent', {
  registry,
  image: 'registry.example.com/weather-agent:1.4.2',
  serviceName: 'weather-agent',
  port: 8081,
  capabilities: ['weather'],
});

new MeshAgent(chart, 'analytics-agent', {
  registry,
  image: 'registry.example.com/analytics-agent:2.0.0',
  serviceName: 'analytics-agent',
  command: ['python', '/app/agent.py'],
  replicas: 3,
  capabilities: ['analytics'],
  dependencies: ['weather'],
});

// Each replica has a name of its own: data-processor-0.data-processor-headless.mcp-mesh.svc.cluster.local, …
new HeadlessMeshAgent(chart, 'data-processor', {
  registry,
  image: 'registry.example.com/data-processor:1.0.0',
  serviceName: 'data-processor',
  replicas: 3,
  env: { PROCESSOR_ID: EnvValue.fromValue('$(POD_NAME)') },
});

new MeshNetworkPolicy(chart, 'network-policy', { registry });

app.synth();
