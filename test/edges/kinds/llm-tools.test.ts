import { agent, linesOf, mesh } from '../../support/declared-edges';

/* The provider's pod calls the tools: run with MCP Mesh 3.6.0. */

const claude = agent('claude', { capabilities: [{ name: 'llm', tags: ['claude'] }] });
const openai = agent('openai', { capabilities: [{ name: 'llm', tags: ['openai'] }] });
const flights = agent('flights', { capabilities: [{ name: 'flight_search', tags: ['travel'] }] });
const hotels = agent('hotels', {
  capabilities: [{ name: 'hotel_search', version: '2.0.0', tags: ['travel', 'beta'] }],
});

const planner = (use: object) => agent('planner', { llms: [{ provider: { name: 'llm' }, tools: [], ...use }] });
const tools = (...agents: Parameters<typeof mesh>[0]) => linesOf('llm-tool', mesh(agents));

test('every provider that the agent may be given calls every agent that offers a tool', () => {
  const asks = planner({ tools: [{ name: 'flight_search' }, { name: 'hotel_search' }] });
  expect(tools(claude, openai, flights, hotels, asks)).toEqual([
    'claude → flights (llm-tool)',
    'claude → hotels (llm-tool)',
    'openai → flights (llm-tool)',
    'openai → hotels (llm-tool)',
  ]);
});

test('a required tag of the provider leaves the others out', () => {
  const asks = planner({ provider: { name: 'llm', tags: ['openai'] }, tools: [{ name: 'flight_search' }] });
  expect(tools(claude, openai, flights, asks)).toEqual(['openai → flights (llm-tool)']);
});

test('a filter by tags alone means every capability that has them', () => {
  const asks = planner({ tools: [{ tags: ['travel', '-beta'] }] });
  expect(tools(claude, flights, hotels, asks)).toEqual(['claude → flights (llm-tool)']);
});

test('a filter by version leaves the others out', () => {
  const asks = planner({ tools: [{ name: 'hotel_search', versionRange: '^1.0.0' }] });
  expect(tools(claude, hotels, asks)).toEqual([]);
});

test('every tool of the mesh is that of every agent but the one that asks', () => {
  const asks = { ...planner({ everyTool: true }), capabilities: [{ name: 'plan' }] };
  expect(tools(claude, flights, asks)).toEqual(['claude → claude (llm-tool)', 'claude → flights (llm-tool)']);
});

test('and of its other replicas, which the registry takes for other agents', () => {
  const asks = { ...planner({ everyTool: true }), capabilities: [{ name: 'plan' }], replicated: true };
  expect(tools(claude, asks)).toEqual(['claude → claude (llm-tool)', 'claude → planner (llm-tool)']);
});

test('a tool that nobody offers is no edge, and no dependency', () => {
  expect(mesh([claude, planner({ tools: [{ name: 'poi_search' }] })]).all.map(({ why }) => why)).toEqual(['registers']);
});

test('the agent itself gets no way to the tools', () => {
  const edges = mesh([claude, flights, planner({ tools: [{ name: 'flight_search' }] })]);
  const from = edges.from({ kind: 'agent', name: 'planner', namespace: 'mesh', port: 8080 });
  expect(from.map(({ why }) => why)).toEqual(['registers']);
});
