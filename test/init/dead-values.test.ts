import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import * as library from '../../src';
import { reasonOf, REASONS } from '../../src/init/dead-values';
import { propsOf } from '../../src/init/values-props';
import { pythonAgent, recordsOf } from '../support/folder';

const src = join(__dirname, '..', '..', 'src');
const leaves: string[] = JSON.parse(readFileSync(join(__dirname, '../project/helm-values.json'), 'utf8'))[
  'mcp-mesh-agent'
];

/** The names of props, in the interfaces that users fill in. */
const props = new Set(
  readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(props|options|defaults)\.ts$/.test(file))
    .flatMap((file) => [...readFileSync(join(src, file), 'utf8').matchAll(/^ {2}readonly (\w+)\??:/gm)])
    .map(([, name]) => name),
);

/** Whether users can write it: a prop, a class, or a member of one. */
function exists(name: string): boolean {
  const [first, member] = name.split('.');
  const found = Object.hasOwn(library, first) ? (library as unknown as { [name: string]: object })[first] : undefined;
  return member === undefined ? found !== undefined || props.has(first) : found !== undefined && member in found;
}

const namesIn = (text: string) => [...text.matchAll(/`([^`]*)`/g)].map(([, name]) => name);

test.each(Object.entries(REASONS).filter(([, text]) => text.includes('`')))(
  'what is to be written exists: %s',
  (_, text) => {
    expect(namesIn(text).filter((name) => !exists(name))).toEqual([]);
  },
);

test('what does not exist would be noticed', () => {
  expect(['MeshTls.certManger', 'MeshTtls', 'heartbeatIntervall', 'MeshLogLevel.LOUD'].filter(exists)).toEqual([]);
});

test('a class or a prop of ours is named between backquotes, so that it is looked for', () => {
  const bare = Object.entries(REASONS).filter(([, text]) =>
    [...text.replace(/`[^`]*`/g, '').matchAll(/\b\w+\b/g)].some(
      ([word]) => Object.hasOwn(library, word) || (/[a-z][A-Z]/.test(word) && props.has(word)),
    ),
  );
  expect(bare).toEqual([]);
});

test('each value of the chart is taken, or has a reason', () => {
  const [{ facts }] = recordsOf({ 'weather.py': pythonAgent('weather') });
  const silent = leaves.filter((leaf) => {
    const values = leaf.split('.').reduceRight<unknown>((value, key) => ({ [key]: value }), 'given');
    const { notes } = propsOf({ path: 'v.yaml', values: values as { [key: string]: unknown } }, facts);
    return notes.some((note) => note.endsWith('no prop is known for it'));
  });
  expect(silent).toEqual([]);
});

test('reasons are text, without marks', () => {
  expect(reasonOf(['mesh', 'tls', 'mode'])).toBe(
    'declare it once, on the registry: tls: MeshTls.certManager(…), MeshTls.secrets(…) or MeshTls.vault(…)',
  );
  expect(reasonOf(['mesh', 'tls', 'spire', 'enabled'])).toBe(
    'its socket is a hostPath, which Pod Security "restricted" refuses',
  );
});
