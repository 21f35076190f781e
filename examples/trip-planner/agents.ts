import { Chart } from 'cdk8s';
import { AgentRuntime, MeshAgent, MeshAgentProps, MeshPeer, MeshRegistry, RegistryDatabase } from 'cdk8s-mcp-mesh';
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
  const agent = (name: string, props: Partial<MeshAgentProps> = {}) =>
    new MeshAgent(chart, name, { registry, image: `trip-planner/${name}:1.0.0`, ...props });

  agent('flight-agent', { dependencies: ['user_preferences'] }).addCapability('flight_search', {
    tags: ['flights', 'travel'],
  });
  agent('hotel-agent').addCapability('hotel_search', { tags: ['hotels', 'travel'] });
  agent('weather-agent').addCapability('weather_forecast', { tags: ['weather', 'travel'] });
  agent('poi-agent', { dependencies: ['weather_forecast'] }).addCapability('poi_search', { tags: ['poi', 'travel'] });
  agent('user-prefs-agent').addCapability('user_preferences', { tags: ['preferences', 'travel'] });

  const history = agent('chat-history-agent', {
    env: { REDIS_HOST: EnvValue.fromValue(redis.host), REDIS_PORT: EnvValue.fromValue(String(redis.port)) },
  });
  history.addCapability('chat_history', { tags: ['chat', 'history', 'state'] });
  history.allowEgress(MeshPeer.of(redis.peer, [redis.port]));

  // Only the two providers call the outside.
  const claude = agent('claude-provider', { env: key('ANTHROPIC_API_KEY') });
  claude.addCapability('llm', { tags: ['claude'] });
  const openai = agent('openai-provider', { env: key('OPENAI_API_KEY') });
  openai.addCapability('llm', { tags: ['openai', 'gpt'] });
  [claude, openai].forEach((provider) => provider.allowEgress(MeshPeer.internet()));

  // The specialists ask an LLM, and let it use no tools.
  const specialist = (name: string, capability: string, tag: string) => {
    const made = agent(name, { resources: large, env: bothKeys });
    made.addCapability(capability, { tags: ['specialist', tag, 'llm'] });
    made.addLlm();
  };
  specialist('budget-analyst', 'budget_analysis', 'budget');
  specialist('adventure-advisor', 'adventure_advice', 'adventure');
  specialist('logistics-planner', 'logistics_planning', 'logistics');

  const planner = agent('planner-agent', {
    dependencies: ['user_preferences', 'chat_history', 'budget_analysis', 'adventure_advice', 'logistics_planning'],
    resources: large,
  });
  planner.addCapability('trip_planning', { tags: ['planner', 'travel', 'llm'] });
  // The pods of both providers call the four searches, whichever of them the registry chooses; the planner does not.
  planner.addLlm({
    provider: { tags: ['+claude'] },
    tools: ['flight_search', 'hotel_search', 'weather_forecast', 'poi_search'].map((capability) => ({ capability })),
  });

  // A FastAPI app with routes, and no agent in its code.
  const gateway = agent('gateway', { gateway: true, dependencies: ['trip_planning'] });
  return { registry, gateway };
}

function resources(cpu: string, memory: string, cpuLimit: string, memoryLimit: string): k8s.ResourceRequirements {
  const quantity = k8s.Quantity.fromString;
  return {
    requests: { cpu: quantity(cpu), memory: quantity(memory), 'ephemeral-storage': quantity('64Mi') },
    limits: { cpu: quantity(cpuLimit), memory: quantity(memoryLimit), 'ephemeral-storage': quantity('1Gi') },
  };
}
