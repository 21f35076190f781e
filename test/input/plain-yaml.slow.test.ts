import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import * as fc from 'fast-check';
import { Document, LineCounter, parseAllDocuments, stringify } from 'yaml';
import { FieldPath } from '../../src/api/field-path';
import { DocumentPositions } from '../../src/input/document-positions';
import { PlainPositions } from '../../src/input/plain-positions';
import { plainDocuments } from '../../src/input/plain-yaml';
import { repeatedKeys } from '../../src/input/repeated-keys';
import { YAML_OPTIONS } from '../../src/input/yaml-options';

/* What the reader of plain YAML reads must be what the YAML library reads, with the same places; whatever it is not sure of it leaves. */

const pages = join(__dirname, '..', '..', 'docs', 'rules');
const manifests = readdirSync(pages)
  .flatMap((page) => [...readFileSync(join(pages, page), 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)])
  .map(([, text]) => text);

function byLibrary(text: string) {
  const lines = new LineCounter();
  return (parseAllDocuments(text, { ...YAML_OPTIONS, lineCounter: lines }) as Document.Parsed[])
    .filter((document) => document.errors.length > 0 || document.toJS() !== null)
    .map((document) => ({
      errors: document.errors.map(({ message }) => message),
      value: document.toJS() as unknown,
      line: lines.linePos(document.contents!.range[0]).line,
      repeated: repeatedKeys(document.contents, (offset) => offset),
      positions: new DocumentPositions(text, document.range[0], document.range[2], lines),
    }));
}

function pathsIn(value: unknown, path: FieldPath = []): FieldPath[] {
  if (typeof value !== 'object' || value === null) {
    return [path, [...path, 'missing']];
  }
  const keys = Array.isArray(value) ? value.map((_, i) => i) : Object.keys(value);
  return [path, [...path, 'missing'], ...keys.flatMap((key) => pathsIn((value as any)[key], [...path, key]))];
}

/** Whether the text is plain. */
function expectSame(text: string): boolean {
  const plain = plainDocuments(text);
  if (plain === undefined) {
    return false;
  }
  const expected = byLibrary(text);
  expect({ text, documents: plain.map(({ value, line }) => ({ value, line })) }).toEqual({
    text,
    documents: expected.map(({ value, line }) => ({ value, line })),
  });
  // The order of keys is that of the text.
  expect(JSON.stringify(plain.map(({ value }) => value))).toBe(JSON.stringify(expected.map(({ value }) => value)));
  expect(expected.flatMap(({ errors, repeated }) => [...errors, ...repeated])).toEqual([]);
  plain.forEach((document, i) => {
    const positions = new PlainPositions(text, document);
    for (const path of pathsIn(document.value)) {
      expect({ text, path, ...positions.position(path) }).toEqual({
        text,
        path,
        ...expected[i].positions.position(path),
      });
    }
  });
  return true;
}

/** The same manifests as tools write them. */
const written = manifests.flatMap((text) => {
  const objects = parseAllDocuments(text, YAML_OPTIONS) as Document.Parsed[];
  return objects.map((each) => stringify(each.toJS(), { lineWidth: 0, aliasDuplicateObjects: false }));
});

test('The manifests of the pages, as they are and as tools write them', () => {
  manifests.forEach(expectSame);
  // Most of what tools write is plain, else reading is slow.
  expect(written.filter(expectSame).length).toBeGreaterThan(written.length * 0.9);
});

const values = fc.letrec((tie) => ({
  map: fc.dictionary(
    fc
      .oneof(fc.string({ maxLength: 6 }), fc.stringMatching(/^[a-zA-Z][\w./-]{0,6}$/))
      .filter((key) => key !== '__proto__'),
    tie('value'),
    { maxKeys: 4, depthIdentifier: 'yaml', noNullPrototype: true },
  ),
  value: fc.oneof(
    { depthIdentifier: 'yaml', maxDepth: 4 },
    fc.oneof(
      fc.string(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.stringMatching(/^[a-z0-9.:/# -]{0,12}$/),
      fc.array(fc.stringMatching(/^[a-z "#:-]{0,8}$/), { maxLength: 5 }).map((lines) => lines.join('\n')),
    ),
    fc.array(tie('value'), { maxLength: 3, depthIdentifier: 'yaml' }),
    tie('map'),
  ),
}));

test('Whatever values tools write', () => {
  fc.assert(
    fc.property(fc.array(values.map, { minLength: 1, maxLength: 2 }), fc.boolean(), (documents, indentSeq) => {
      expectSame(documents.map((each) => stringify(each, { lineWidth: 0, indentSeq })).join('---\n'));
    }),
    { numRuns: 500 },
  );
});

/** What means something in YAML. */
const PIECES = [
  ...[
    '\n',
    '\n  ',
    '\n    ',
    '\n- ',
    ' ',
    '  ',
    '- ',
    ': ',
    ':',
    '#',
    ' #',
    '"',
    "'",
    '|',
    '|-\n',
    '|+\n',
    ': |\n',
    '>',
  ],
  ...[
    '{}',
    '[]',
    '[a, "b"]',
    '{',
    '&a',
    '*a',
    '!',
    '%',
    '@',
    '~',
    'null',
    'yes',
    '0',
    '1.5',
    '-',
    '+',
    '.',
    '1e3',
    '?',
  ],
  ...['---\n', '...', '<<', '\\', ',', 'é', 'key: '],
];

test('Manifests in which something was changed by hand', () => {
  const edit = fc.record({ at: fc.nat(10_000), removed: fc.nat(4), added: fc.constantFrom('', ...PIECES) });
  fc.assert(
    fc.property(
      fc.constantFrom(...written, ...manifests.flatMap((text) => text.split(/^---\n/m))),
      fc.array(edit, { minLength: 1, maxLength: 3 }),
      fc.nat(100),
      fc.nat(12),
      (text, edits, first, count) => {
        const lines = text.split('\n');
        const from = first % lines.length;
        const piece = lines.slice(from, from + count + 1);
        const margin = Math.min(...piece.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)), 100);
        const changed = edits.reduce(
          (current, { at, removed, added }) => {
            const start = at % (current.length + 1);
            return current.slice(0, start) + added + current.slice(start + removed);
          },
          piece.map((line) => line.slice(margin)).join('\n'),
        );
        expectSame(`${changed}\n`);
      },
    ),
    { numRuns: 3_000 },
  );
});
