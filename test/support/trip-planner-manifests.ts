import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

const folder = join(__dirname, '..', '..', 'examples', 'trip-planner', 'manifests');

/** All manifests of the trip planner, as one text. */
export function tripPlanner(): string {
  return readdirSync(folder)
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n---\n');
}
