import { App, Chart } from 'cdk8s';
import {
  AgentSource,
  HeadlessMeshAgent,
  MeshAgent,
  MeshChecks,
  MeshCode,
  MeshNetworkPolicy,
  MeshRegistry,
} from 'cdk8s-mcp-mesh';
import { EnvValue } from 'cdk8s-plus-28';

const app = new App();
MeshChecks.of(app);
const chart = new Chart(app, 'mcp-mesh', { namespace: 'mcp-mesh' });

const registry = new MeshRegistry(chart, 'registry');

// What an agent offers and needs is read from its code, which runs on MCP Mesh's own image.
// There is no image to build, and no list to keep.
const code = (file: string) => ({ source: AgentSource.fromFile(`agents/${file}`), code: MeshCode.mounted() });

// Under their default names: mcp-mesh-hello-world and mcp-mesh-system-agent.
new MeshAgent(chart, 'hello-world', { registry, ...code('hello-world.py') });
new MeshAgent(chart, 'system-agent', { registry, ...code('system-agent.py') });

new MeshAgent(chart, 'weather-agent', {
  registry,
  ...code('weather-agent.py'),
  serviceName: 'weather-agent',
  port: 8081,
});

new MeshAgent(chart, 'analytics-agent', {
  registry,
  ...code('analytics-agent/agent.py'),
  serviceName: 'analytics-agent',
  command: ['python', '/app/agent.py'], // where the code is mounted
  replicas: 3,
});

// Each replica has a name of its own: data-processor-0.data-processor-headless.mcp-mesh.svc.cluster.local, …
const processors = 3;
new HeadlessMeshAgent(chart, 'data-processor', {
  registry,
  ...code('data-processor.py'),
  serviceName: 'data-processor',
  replicas: processors,
  env: { PROCESSOR_ID: EnvValue.fromValue('$(POD_NAME)'), PROCESSORS: EnvValue.fromValue(String(processors)) },
});

new MeshNetworkPolicy(chart, 'network-policy', { registry });

app.synth();
