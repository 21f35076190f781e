/** Who depends on whom, as the tutorial's agents declare it in their code. */
export const calls: { [caller: string]: string[] } = {
  'flight-agent': ['user-prefs-agent'],
  'poi-agent': ['weather-agent'],
  'planner-agent': [
    'claude-provider',
    'openai-provider',
    'flight-agent',
    'hotel-agent',
    'weather-agent',
    'poi-agent',
    'user-prefs-agent',
    'chat-history-agent',
    'budget-analyst',
    'adventure-advisor',
    'logistics-planner',
  ],
  gateway: ['planner-agent'],
  'budget-analyst': ['claude-provider', 'openai-provider'],
  'adventure-advisor': ['claude-provider', 'openai-provider'],
  'logistics-planner': ['claude-provider', 'openai-provider'],
};
