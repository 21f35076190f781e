import { Chart } from 'cdk8s';
import {
  AgentRuntime,
  AgentSource,
  MeshAgent,
  MeshAgentProps,
  MeshCode,
  MeshDashboard,
  MeshPeer,
  MeshRegistry,
} from 'cdk8s-mcp-mesh';
import { EnvValue, k8s, Secret } from 'cdk8s-plus-28';
import { DataStores } from './data-stores';

const small = resources('100m', '128Mi', '500m', '512Mi');
const large = resources('200m', '256Mi', '1', '1Gi');

/** The thirteen agents of MCP Mesh's tutorial, their registry, and its dashboard. */
export function tripPlanner(
  chart: Chart,
  { database, redis }: DataStores,
): { registry: MeshRegistry; gateway: MeshAgent } {
  const keys = Secret.fromSecretName(chart, 'llm-keys', 'llm-keys');
  const key = (name: string) => ({ [name]: EnvValue.fromSecretValue({ secret: keys, key: name }, { optional: true }) });

  const registry = new MeshRegistry(chart, 'registry', {
    database,
    tracing: { redis },
    agentDefaults: { serviceNamePrefix: '', resources: small },
  });
  // Without a login: kubectl -n trip-planner port-forward svc/mcp-mesh-dashboard 3080, then http://localhost:3080/ops/dashboard/
  new MeshDashboard(chart, 'dashboard', { registry });
  // Capabilities, tags, dependencies and the LLMs' tools are those of the code.
  const agent = (name: string, props: Partial<MeshAgentProps> = {}) =>
    new MeshAgent(chart, name, {
      registry,
      source: AgentSource.fromFile(`agents/${name}.py`),
      code: MeshCode.mounted(),
      ...props,
    });

  ['flight-agent', 'hotel-agent', 'weather-agent', 'poi-agent', 'user-prefs-agent'].forEach((name) => agent(name));

  agent('chat-history-agent', { redis });

  // Only the two providers call the outside.
  agent('claude-provider', { env: key('ANTHROPIC_API_KEY') }).allowEgress(MeshPeer.internet());
  agent('openai-provider', { env: key('OPENAI_API_KEY') }).allowEgress(MeshPeer.internet());

  // The specialists ask an LLM by way of the mesh, so that none of them needs a key.
  ['budget-analyst', 'adventure-advisor', 'logistics-planner', 'planner-agent'].forEach((name) =>
    agent(name, { resources: large }),
  );

  // The gateway is built into an image of its own, as any agent may be. Its code is read all the same.
  const gateway = agent('gateway', {
    code: undefined,
    image: 'trip-planner/gateway:1.0.0',
    runtime: AgentRuntime.python('3.8.0'),
  });
  return { registry, gateway };
}

function resources(cpu: string, memory: string, cpuLimit: string, memoryLimit: string): k8s.ResourceRequirements {
  const quantity = k8s.Quantity.fromString;
  return {
    requests: { cpu: quantity(cpu), memory: quantity(memory), 'ephemeral-storage': quantity('64Mi') },
    limits: { cpu: quantity(cpuLimit), memory: quantity(memoryLimit), 'ephemeral-storage': quantity('1Gi') },
  };
}
