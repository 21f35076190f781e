import { plainDocuments } from '../../src/input/plain-yaml';

const valuesOf = (text: string) => plainDocuments(text)?.map(({ value }) => value);

test('What tools write is read', () => {
  const text = `# Source: chart
---
apiVersion: v1 # of Kubernetes
kind: ConfigMap
metadata:
  name: 'it''s'
  labels: {}
  "quoted": "a\\n\\"b\\""
  empty:
data:
  script: |
    one
      two

    three
  strip: |-
    four

  keep: |+
    five

list:
- a
-  key: [a, "b", 'c']
   other: -1
   version: 1.0.0
- 1.50
- true
- ~x
---
# nothing
---
kind: Other
`;
  expect(valuesOf(text.replace('- ~x\n', ''))).toEqual([
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: "it's", labels: {}, quoted: 'a\n"b"', empty: null },
      data: { script: 'one\n  two\n\nthree\n', strip: 'four', keep: 'five\n\n' },
      list: ['a', { key: ['a', 'b', 'c'], other: -1, version: '1.0.0' }, 1.5, true],
    },
    { kind: 'Other' },
  ]);
  expect(valuesOf(text)).toBeUndefined();
});

test('Documents have their places', () => {
  const text = '# first\na: 1\n---\n\n  # second\nb: 2\n';
  expect(plainDocuments(text)).toEqual([
    { value: { a: 1 }, offset: 8, line: 2, start: 0, end: 13 },
    { value: { b: 2 }, offset: 29, line: 6, start: 17, end: text.length },
  ]);
});

test('Keys and items have their places, if these are asked for', () => {
  const text = 'a: 1\nlist:\n  - b\n  -  c: 2\n     d: [e, "f"]\n';
  const offsets = new Map();
  const [{ value }] = plainDocuments(text, offsets)!;
  const list = value.list as any[];
  expect(offsets.get(value)).toEqual({ a: 0, list: 5 });
  expect(offsets.get(list)).toEqual([15, 22]);
  expect(offsets.get(list[1])).toEqual({ c: 22, d: 32 });
  expect(offsets.get(list[1].d)).toEqual([36, 39]);
});

test.each([
  ['no end of the last line', 'a: 1'],
  ['another line end', 'a: 1\r\n'],
  ['a tab', 'a:\tb\n'],
  ['a template', 'a: "{{ b }}"\n'],
  ['a key that is there twice', 'a: 1\na: 2\n'],
  ['a merge', 'a:\n  <<: *b\n'],
  ['an anchor', 'a: &b 1\n'],
  ['a tag', 'a: !!str 1\n'],
  ['a folded block', 'a: >\n  b\n'],
  ['a block with an indentation of its own', 'a: |2\n   b\n'],
  ['a block that is indented too little', 'a:\n  b: |\n  c\n'],
  ['a text on two lines', 'a: b\n  c\n'],
  ['a quoted text on two lines', 'a: "b\n  c"\n'],
  ['a text below its key', 'a:\n  b\n'],
  ['another escape', 'a: "\\x41"\n'],
  ['something behind a quoted text', 'a: "b" c\n'],
  ['a map in braces', 'a: {b: c}\n'],
  ['a map in brackets', 'a: [b: c]\n'],
  ['a boolean of YAML 1.1', 'a: yes\n'],
  ['a key that is a boolean', 'on: 1\n'],
  ['a number with an exponent', 'a: 1e3\n'],
  ['a number of another base', 'a: 0x1F\n'],
  ['a number that is none', 'a: .nan\n'],
  ['a list in a list', 'a:\n  - - b\n'],
  ['an empty item', 'a:\n  -\n'],
  ['a colon in a text', 'a: b: c\n'],
  ['a list at the top', '- a\n'],
  ['a text at the top', 'a\n'],
  ['a document that begins on the line of its mark', '--- a\n'],
  ['the end of a document', 'a: 1\n...\n'],
  ['a directive', '%YAML 1.2\n---\na: 1\n'],
  ['a prototype', '__proto__: 1\n'],
  ['too much depth', `${Array.from({ length: 200 }, (_, i) => `${' '.repeat(i)}a:\n`).join('')}`],
  ['too little indentation', 'a:\n    b: 1\n  c: 2\n'],
])('The library has to read what has %s', (_, text) => {
  expect(plainDocuments(text)).toBeUndefined();
});
