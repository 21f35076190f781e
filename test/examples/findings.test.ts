import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { findingsIn } from '../support/findings';

/* What the library writes, the rules find no fault with. */

const examples = join(__dirname, '..', '..', 'examples');
const synthesised = readdirSync(examples, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test.each(synthesised)('the example %s', (name) => {
  const folder = join(examples, name, 'manifests');
  const objects = readdirSync(folder).flatMap((file) =>
    parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => document.toJS()),
  );
  expect(objects.length).toBeGreaterThan(5);
  expect(findingsIn(objects)).toEqual([]);
});
