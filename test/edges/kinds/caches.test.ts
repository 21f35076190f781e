import { agent, linesOf, mesh, server } from '../../support/declared-edges';

test('an agent whose code uses a Redis connects to it, and no other does', () => {
  const edges = mesh([agent('history', { cache: server('redis:6379') }), agent('other')]);
  expect(linesOf('cache', edges)).toEqual(['history → redis:6379 (cache)']);
});

test("in the guide's form it is the one agent's, too", () => {
  const edges = mesh([agent('history', { cache: server('redis:6379') }), agent('other')], { anyAgent: true });
  expect(linesOf('cache', edges)).toEqual(['history → redis:6379 (cache)']);
});
