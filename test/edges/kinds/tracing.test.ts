import { agent, linesOf, mesh, server } from '../../support/declared-edges';

const traced = { tracing: server('redis:6379') };

test('each agent that sends spans connects to the Redis that takes them', () => {
  const edges = mesh([agent('one', traced), agent('silent'), agent('two', traced)]);
  expect(linesOf('tracing', edges)).toEqual(['one → redis:6379 (tracing)', 'two → redis:6379 (tracing)']);
});

test("in the guide's form the way is open to all agents, once for each Redis", () => {
  const other = { tracing: server('other:6379') };
  const edges = mesh([agent('one', traced), agent('two', traced), agent('three', other)], { anyAgent: true });
  expect(linesOf('tracing', edges)).toEqual([
    'every-agent → redis:6379 (tracing)',
    'every-agent → other:6379 (tracing)',
  ]);
});

test('the registry reads spans, sends them on, and looks traces up', () => {
  const edges = mesh([], { registryTracing: ['redis:6379', 'tempo:4317', 'tempo:3200'].map((each) => server(each)) });
  expect(linesOf('tracing', edges)).toEqual([
    'registry → redis:6379 (tracing)',
    'registry → tempo:4317 (tracing)',
    'registry → tempo:3200 (tracing)',
  ]);
});
