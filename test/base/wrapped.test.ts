import { wrapped } from '../../src/base/wrapped';

const TEXT = 'one two three four five six seven eight nine ten eleven twelve';

test('without a width, one line', () => {
  expect(wrapped(TEXT, '  ', undefined)).toBe(`  ${TEXT}`);
});

test('lines begin with the indent and are no longer than the width', () => {
  expect(wrapped(TEXT, '    ', 41)).toBe('    one two three four five six seven\n    eight nine ten eleven twelve');
});

test('a word that is longer has a line of its own, and nothing is lost', () => {
  const word = 'x'.repeat(60);
  expect(wrapped(`a ${word} b`, '  ', 40)).toBe(`  a\n  ${word}\n  b`);
});

test('a terminal of no width is taken for a narrow one', () => {
  expect(wrapped(TEXT, '', 1)).toBe(wrapped(TEXT, '', 40));
});
