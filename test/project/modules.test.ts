import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { Half, LAYERS, restrictedImports } from '../../projenrc/layers';
import { DESIGN, moduleTable, tableIn } from '../../projenrc/module-table';

/* The folders of src/ are layers, and the documents and tests are arranged as they are. */

const root = join(__dirname, '..', '..');
const src = join(root, 'src');
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

test('every folder of src is a layer, and every layer a folder', () => {
  const folders = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual(LAYERS.map(({ folder }) => folder).sort());
});

test('index.ts is the only source file outside of a folder', () => {
  expect(sources.filter((file) => !file.includes('/'))).toEqual(['index.ts']);
});

test('no folder but rules holds more than twenty files', () => {
  const full = LAYERS.filter(({ folder }) => folder !== 'rules')
    .map(({ folder }) => ({ folder, files: sources.filter((file) => file.startsWith(`${folder}/`)).length }))
    .filter(({ files }) => files > 20);
  expect(full).toEqual([]);
});

test('the test of a file stands where the file does', () => {
  const folders = new Set(LAYERS.map(({ folder }) => folder));
  const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.test.ts') && folders.has(file.split('/')[0]),
  );
  expect(tests.length).toBeGreaterThan(20);
  expect(tests.filter((file) => !existsSync(join(src, file.replace(/(\.slow)?\.test\.ts$/, '.ts'))))).toEqual([]);
});

test('a test that runs properties or other programs has a name that the quick run leaves out', () => {
  const folder = join(root, 'test');
  const tests = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'));
  const slow = tests.filter((file) =>
    /\bfc\.assert\(|^import .* from 'child_process'/m.test(readFileSync(join(folder, file), 'utf8')),
  );
  expect(slow.length).toBeGreaterThan(5);
  expect(slow.filter((file) => !file.endsWith('.slow.test.ts'))).toEqual([]);
});

test('the table of modules in docs/design.md is what the folders hold', () => {
  expect(tableIn(readFileSync(DESIGN, 'utf8'))).toBe(moduleTable());
});

test('the picture in docs/design.md shows every folder, in its half', () => {
  const [, picture] = /^```mermaid\n([\s\S]*?)^```/m.exec(readFileSync(DESIGN, 'utf8'))!;
  const foldersIn = (text: string) =>
    [...text.matchAll(/\b([\w-]+)\/(?= ·|<br\/>)/g)].map(([, folder]) => folder).sort();
  const shown = (half: string) => foldersIn(new RegExp(`subgraph ${half}\\[[\\s\\S]*?\\n  end`).exec(picture)![0]);
  const inHalf = (half: Half) => LAYERS.filter((layer) => layer.half === half).map(({ folder }) => folder);
  for (const half of ['shared', 'writing', 'reading'] as const) {
    expect(shown(half)).toEqual(inHalf(half).sort());
  }
  expect(foldersIn(picture)).toEqual(LAYERS.map(({ folder }) => folder).sort());
});

test('what reads manifests may not import what writes them, and a lower layer no higher one', () => {
  const zones = restrictedImports();
  const message = (target: string, from: string) =>
    zones.find((zone) => zone.target === `./src/${target}` && zone.from === `./src/${from}`)?.message;
  expect(message('rules', 'agent')).toBe(
    'Layer rules/ reads manifests and must not load the constructs of agent/ (projenrc/layers.ts).',
  );
  expect(message('pod', 'agent')).toBe(
    'Layer pod/ is below layer agent/ and must not import from it (projenrc/layers.ts).',
  );
  expect(message('rules', 'contract')).toBeUndefined();
  expect(message('validation', 'rules')).toBeUndefined();
});
