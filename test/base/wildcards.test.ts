import { matchesName, matchesPath } from '../../src/base/wildcards';

test.each([
  ['relay-*', 'relay-a', true],
  ['relay-*', 'relay-', true],
  ['relay-*', 'a-relay-a', false],
  ['*-agent', 'weather-agent', true],
  ['*-agent', 'weather-agent-2', false],
  ['a*b*c', 'abbbcc', true],
  ['a*b*c', 'acb', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a.c', 'abc', false],
  ['', '', true],
  ['**', 'a', true],
])('the name pattern %j and %j: %j', (pattern, name, fits) => {
  expect(matchesName(pattern, name)).toBe(fits);
});

test.each([
  ['manifests/*.yaml', 'manifests/a.yaml', true],
  ['manifests/*.yaml', 'manifests/b/a.yaml', false],
  ['manifests/**/*.yaml', 'manifests/a.yaml', true],
  ['manifests/**/*.yaml', 'manifests/b/c/a.yaml', true],
  ['**/legacy/**', 'a/legacy/b.yaml', true],
  ['**/legacy/**', 'a/legacy2/b.yaml', false],
  ['legacy/**', 'legacy', true],
  ['**', 'a/b', true],
  ['*', 'a/b', false],
])('the path pattern %j and %j: %j', (pattern, path, fits) => {
  expect(matchesPath(pattern, path)).toBe(fits);
});

test('a hostile pattern takes no time', () => {
  expect(matchesName('*a'.repeat(2000), 'b'.repeat(20_000))).toBe(false);
  expect(matchesName(`${'a*'.repeat(2000)}b`, 'a'.repeat(20_000))).toBe(false);
});
