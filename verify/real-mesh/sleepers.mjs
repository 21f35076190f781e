// Copies a folder of manifests into another, without the probes of dashboards: the runner has no image of theirs and lets them sleep, and
// would wait for them to be ready until its time is up.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { objectsIn, podTemplate } from '../manifests.mjs';

const [from, to] = process.argv.slice(2);
mkdirSync(to, { recursive: true });
const objects = objectsIn(from);
for (const object of objects) {
  for (const container of podTemplate(object)?.spec.containers ?? []) {
    if (container.image.startsWith('mcpmesh/ui:')) {
      ['livenessProbe', 'readinessProbe', 'startupProbe'].forEach((probe) => delete container[probe]);
    }
  }
}
writeFileSync(join(to, 'all.yaml'), objects.map((object) => `---\n${JSON.stringify(object)}\n`).join(''));
