import { agent, linesOf, mesh } from '../../support/declared-edges';

test('replicas of one agent call each other, and an agent of one replica calls nobody', () => {
  const edges = mesh([agent('sessions', { replicated: true }), agent('single')]);
  expect(linesOf('sibling', edges)).toEqual(['sessions → sessions (sibling)']);
});

test("in the guide's form every agent may call every other, its own replicas too", () => {
  expect(linesOf('sibling', mesh([agent('sessions', { replicated: true })], { anyAgent: true }))).toEqual([]);
});
