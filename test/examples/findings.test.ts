import { readdirSync, readFileSync } from 'fs';
import { dirname, join, sep } from 'path';
import { parseAllDocuments } from 'yaml';
import { findingsIn } from '../support/findings';

/* What the library writes, the rules find no fault with. */

const examples = join(__dirname, '..', '..', 'examples');
const apps = readdirSync(examples, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** The folders that the examples write, each of which is a cluster of its own. */
const folders = [
  ...new Set(
    readdirSync(examples, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.k8s.yaml'))
      .map(dirname),
  ),
].sort();

test('each example has a folder', () => {
  expect([...new Set(folders.map((folder) => folder.split(sep)[0]))].sort()).toEqual(apps.sort());
});

test.each(folders)('the example %s', (name) => {
  const folder = join(examples, name);
  const objects = readdirSync(folder).flatMap((file) =>
    parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => document.toJS()),
  );
  expect(objects.length).toBeGreaterThan(5);
  expect(findingsIn(objects)).toEqual([]);
});
