import { Chart } from 'cdk8s';
import { AgentRuntime, MeshAgent, MeshAgentProps, MeshPeers, MeshRegistry, RegistryDatabase } from 'cdk8s-mcp-mesh';
import { EnvValue, k8s, Secret } from 'cdk8s-plus-28';
import { DataStores } from './data-stores';

const small = resources('100m', '128Mi', '500m', '512Mi');
const large = resources('200m', '256Mi', '1', '1Gi');

/** The thirteen agents of MCP Mesh's tutorial, and their registry. */
export function tripPlanner(
  chart: Chart,
  { postgres, redis }: DataStores,
): { registry: MeshRegistry; gateway: MeshAgent } {
  const keys = Secret.fromSecretName(chart, 'llm-keys', 'llm-keys');
  const key = (name: string) => ({ [name]: EnvValue.fromSecretValue({ secret: keys, key: name }, { optional: true }) });
  const bothKeys = { ...key('ANTHROPIC_API_KEY'), ...key('OPENAI_API_KEY') };

  const registry = new MeshRegistry(chart, 'registry', {
    database: RegistryDatabase.postgres(postgres),
    agentDefaults: { serviceNamePrefix: '', runtime: AgentRuntime.python('3.6.0'), resources: small },
  });
  const agent = (name: string, capability: string | undefined, props: Partial<MeshAgentProps> = {}) =>
    new MeshAgent(chart, name, {
      registry,
      image: `trip-planner/${name}:1.0.0`,
      capabilities: capability ? [capability] : [],
      ...props,
    });

  agent('flight-agent', 'flight_search', { dependencies: ['user_preferences'] });
  agent('hotel-agent', 'hotel_search');
  agent('weather-agent', 'weather_forecast');
  agent('poi-agent', 'poi_search', { dependencies: ['weather_forecast'] });
  agent('user-prefs-agent', 'user_preferences');

  const history = agent('chat-history-agent', 'chat_history', {
    env: { REDIS_HOST: EnvValue.fromValue(redis.host), REDIS_PORT: EnvValue.fromValue(String(redis.port)) },
  });
  history.allowEgress({ peer: redis.peer, ports: [redis.port] });

  // Only the two providers call the outside.
  const claude = agent('claude-provider', undefined, { env: key('ANTHROPIC_API_KEY') });
  claude.addCapability('llm', { tags: ['claude'] });
  const openai = agent('openai-provider', undefined, { env: key('OPENAI_API_KEY') });
  openai.addCapability('llm', { tags: ['openai', 'gpt'] });
  [claude, openai].forEach((provider) => provider.allowEgress(MeshPeers.internet()));

  agent('budget-analyst', 'budget_analysis', { dependencies: ['llm'], resources: large, env: bothKeys });
  agent('adventure-advisor', 'adventure_advice', { dependencies: ['llm'], resources: large, env: bothKeys });
  agent('logistics-planner', 'logistics_planning', { dependencies: ['llm'], resources: large, env: bothKeys });

  const planner = agent('planner-agent', 'trip_planning', {
    dependencies: [
      'flight_search',
      'hotel_search',
      'weather_forecast',
      'poi_search',
      'user_preferences',
      'chat_history',
      'budget_analysis',
      'adventure_advice',
      'logistics_planning',
    ],
    resources: large,
  });
  planner.addRequirement('llm', { tags: ['+claude'] });

  const gateway = agent('gateway', undefined, { dependencies: ['trip_planning'] });
  return { registry, gateway };
}

function resources(cpu: string, memory: string, cpuLimit: string, memoryLimit: string): k8s.ResourceRequirements {
  const quantity = k8s.Quantity.fromString;
  return {
    requests: { cpu: quantity(cpu), memory: quantity(memory), 'ephemeral-storage': quantity('64Mi') },
    limits: { cpu: quantity(cpuLimit), memory: quantity(memoryLimit), 'ephemeral-storage': quantity('1Gi') },
  };
}
