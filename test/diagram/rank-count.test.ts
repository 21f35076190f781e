import { rankCount } from '../../src/diagram/rank-count';

const edges = (...pairs: string[]) => pairs.map((pair) => ({ from: pair[0], to: pair[1] }));

test.each<[string, string, string[], number]>([
  ['no node', '', [], 0],
  ['nodes without edges', 'abc', [], 1],
  ['a chain', 'abc', ['ab', 'bc'], 3],
  ['a chain that is listed from its end', 'cba', ['ab', 'bc'], 3],
  ['two paths of different length', 'abcd', ['ad', 'ab', 'bc', 'cd'], 4],
  ['a cycle, whose last edge does not count', 'abc', ['ab', 'bc', 'ca'], 3],
  ['a node with an edge to itself', 'a', ['aa'], 1],
])('%s', (_, ids, pairs, expected) => {
  expect(rankCount([...ids], edges(...pairs))).toBe(expected);
});

test('a chain that is longer than the stack is deep', () => {
  const ids = Array.from({ length: 50_000 }, (_, i) => `${i}`);
  const chain = ids.slice(1).map((to, i) => ({ from: `${i}`, to }));
  expect(rankCount(ids, chain)).toBe(50_000);
});
