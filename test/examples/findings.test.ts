import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import * as fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { check } from '../../src/check/check';
import { describeObject } from '../../src/cluster/manifest';
import { anyMesh } from '../support/any-mesh';
import { Manifest } from '../support/manifests';
import { build, OTHERS } from '../support/mesh-plans';

/* What the library writes, the rules find no fault with. */

const said = (objects: Manifest[], clusterDomain?: string) =>
  check(
    objects.map((object) => ({ object })),
    { clusterDomain },
  ).map(({ rule, object, message }) => `${rule.severity} ${rule.id}: ${describeObject(object)}: ${message}`);

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
  expect(said(objects)).toEqual([]);
});

test('any mesh that synthesises', () => {
  let seen = 0;
  fc.assert(
    fc.property(anyMesh, (plan) => {
      let objects: Manifest[];
      try {
        objects = build(plan).app.charts.flatMap((chart) => chart.toJson());
      } catch {
        return; // refused: test/properties.test.ts looks at the refusals
      }
      seen += 1;
      expect(said([...objects, ...OTHERS], plan.clusterDomain).filter((each) => each.startsWith('error'))).toEqual([]);
    }),
    { numRuns: 300, seed: 20261124 },
  );
  expect(seen).toBeGreaterThan(100);
});
