import * as fc from 'fast-check';
import { anyMesh } from '../support/any-mesh';
import { findingsIn } from '../support/findings';
import { Manifest } from '../support/manifests';
import { build, OTHERS } from '../support/mesh-plans';

/* What the library writes, the rules find no fault with. */

test('any mesh that synthesises has no finding of severity error', () => {
  let seen = 0;
  fc.assert(
    fc.property(anyMesh, (plan) => {
      let objects: Manifest[];
      try {
        objects = build(plan).app.charts.flatMap((chart) => chart.toJson());
      } catch {
        return; // refused: properties.slow.test.ts looks at the refusals
      }
      seen += 1;
      expect(
        findingsIn([...objects, ...OTHERS], plan.clusterDomain).filter((each) => each.startsWith('error')),
      ).toEqual([]);
    }),
    { numRuns: 300, seed: 20261124 },
  );
  expect(seen).toBeGreaterThan(100);
});
