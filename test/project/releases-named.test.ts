import { readdirSync, readFileSync } from 'fs';
import { join, relative } from 'path';
import { NEWEST_RUNTIME, REGISTRY_IMAGE } from '../../src/contract/contract';

/* One place decides each release. Documents and docstrings have to spell it, so they are held against that place. */

const root = join(__dirname, '..', '..');

function filesIn(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true })
    .map((file) => join(folder, file.toString()))
    .filter((file) => ending.test(file));
}

const documents = ['README.md', ...filesIn('docs', /\.md$/)];

/** What a pattern finds in files, with the file. */
function mentions(files: string[], pattern: RegExp): { file: string; found: string }[] {
  return files.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(pattern)].map(([, found]) => ({
      file: relative('', file),
      found,
    })),
  );
}

test.each([
  ['documents', documents],
  ['docstrings', filesIn('src', /\.ts$/)],
  ['examples', filesIn('examples', /\.(ts|md|yaml)$/)],
])("%s name the registry's image as it is", (_, files) => {
  const found = mentions(files, /(mcpmesh\/registry:[\w.-]+)/g);
  expect(found.filter((mention) => mention.found !== REGISTRY_IMAGE)).toEqual([]);
  expect(found.length).toBeGreaterThan(1);
});

test('documents show the newest runtime', () => {
  const found = mentions(documents, /AgentRuntime\.\w+\('([^']*)'\)/g);
  expect(found.filter((mention) => mention.found !== NEWEST_RUNTIME)).toEqual([]);
  expect(found.length).toBeGreaterThan(1);
});
