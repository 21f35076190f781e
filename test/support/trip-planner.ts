const SEARCHES = ['flight-agent', 'hotel-agent', 'weather-agent', 'poi-agent'];
const PROVIDERS = ['claude-provider', 'openai-provider'];

/**
 * Who calls whom, as the tutorial's agents declare it in their code: 8 dependencies, 8 calls of an LLM, and 8 calls of a search
 * by a provider's pod, because the planner lets its LLM use them.
 */
export const calls: { [caller: string]: string[] } = {
  'flight-agent': ['user-prefs-agent'],
  'poi-agent': ['weather-agent'],
  'planner-agent': [
    ...PROVIDERS,
    'user-prefs-agent',
    'chat-history-agent',
    'budget-analyst',
    'adventure-advisor',
    'logistics-planner',
  ],
  gateway: ['planner-agent'],
  'budget-analyst': PROVIDERS,
  'adventure-advisor': PROVIDERS,
  'logistics-planner': PROVIDERS,
  'claude-provider': SEARCHES,
  'openai-provider': SEARCHES,
};
