import { Capability, Requirement } from '../capabilities';
import { Manifest } from '../cluster/manifest';
import { parseRange } from '../versions';

/**
 * The entries of an annotation that this library writes (docs/annotations.md): a JSON list of names, or of objects where
 * there is more to say. Of an annotation that somebody else wrote, what can be read is taken.
 */
export function entries<T extends Capability | Requirement>({ metadata }: Manifest, annotation: string): T[] {
  let list: unknown;
  try {
    list = JSON.parse(metadata.annotations?.[annotation] ?? '[]');
  } catch {
    return [];
  }
  return (Array.isArray(list) ? list : [])
    .map((each) => typeof each === 'string' ? { name: each } : each)
    .filter(isEntry) as T[];
}

function isEntry(each: unknown): boolean {
  const { name, tags, version, versionRange } = (each ?? {}) as { [field: string]: unknown };
  return typeof name === 'string'
    && (tags === undefined || (Array.isArray(tags) && tags.every((tag) => typeof tag === 'string')))
    && (version === undefined || typeof version === 'string')
    && (versionRange === undefined || (typeof versionRange === 'string' && parseRange(versionRange) !== undefined));
}
