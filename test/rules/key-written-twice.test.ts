import { check } from '../../src/check/check';
import { parseManifests } from '../../src/input/manifest-parser';
import { RULE } from '../../src/rules/key-written-twice';

const messages = (...lines: string[]) =>
  check(parseManifests('a.yaml', lines.join('\n')).objects)
    .filter(({ rule }) => rule === RULE)
    .map(({ message, field, source }) => `${source?.position(field!).line} ${message}`);

const FIX = 'Write one that has all of it, or put --- between two objects.';
const MAP = ['apiVersion: v1', 'kind: ConfigMap', 'metadata: { name: a, namespace: mesh }'];

test('a key with two values', () => {
  expect(messages(...MAP, 'data:', '  URL: a', '  OTHER: b', '  URL: c')).toEqual([
    `7 data.URL appears 2 times: the last one counts, and kubectl drops the one on line 5 without a message; Kustomize refuses the file. ${FIX}`,
  ]);
});

test('two objects without --- between them', () => {
  expect(messages(...MAP, 'data: {}', 'apiVersion: v1', 'kind: Secret', 'metadata: { name: b }')).toEqual([
    expect.stringMatching(/^6 kind appears 2 times: .* line 2 /),
    expect.stringMatching(/^7 metadata appears 2 times: .* line 3 /),
  ]);
});

test('in an item of a List', () => {
  expect(
    messages(
      'apiVersion: v1',
      'kind: List',
      'items:',
      '- apiVersion: v1',
      '  kind: ConfigMap',
      '  metadata: { name: a, name: b }',
    ),
  ).toEqual([expect.stringContaining('6 metadata.name appears 2 times')]);
});

test.each([
  ['one value twice', ['data:', '  URL: a', '  URL: a']],
  ['maps of their own', ['data: { name: a }', 'metadata: { name: a, namespace: mesh }']],
  ['merges', ['x: &x { a: b }', 'data: { <<: *x, a: c }']],
])('%s is no fault', (_, lines) => {
  expect(messages(...MAP, ...lines)).toEqual([]);
});
