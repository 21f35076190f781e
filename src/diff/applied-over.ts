import { LocatedObject } from '../check/finding';
import { listItems } from '../check/list-items';
import { clusterIdentity, isNamespaced } from '../cluster/applied-objects';
import { IdentifiedObject } from '../kubernetes/object-identity';

/**
 * What a cluster has after `kubectl apply`: objects replace those of their identity, and the others stay. One that names no namespace gets
 * the one that kubectl would give it, so that it is known again.
 */
export function appliedOver(
  standing: LocatedObject[],
  applied: LocatedObject[],
  defaultNamespace: string = 'default',
): LocatedObject[] {
  const placed = applied
    .flatMap(listItems)
    .map((located) => ({ ...located, object: inNamespace(located.object, defaultNamespace) }));
  const identities = new Set(placed.flatMap(({ object }) => clusterIdentity(object, defaultNamespace) ?? []));
  return [
    ...standing.filter(({ object }) => !identities.has(clusterIdentity(object, defaultNamespace) ?? '')),
    ...placed,
  ];
}

function inNamespace(object: IdentifiedObject, namespace: string): IdentifiedObject {
  return object.metadata.namespace || !isNamespaced(object)
    ? object
    : { ...object, metadata: { ...object.metadata, namespace } };
}
