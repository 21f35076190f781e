import { LocatedObject } from './finding';
import { hasIdentity, IdentifiedObject } from '../kubernetes/object-identity';

/** The objects of a List one by one, as kubectl applies them; any other object by itself. */
export function listItems(located: LocatedObject): LocatedObject[] {
  const { object, where } = located;
  const { kind, items } = object as IdentifiedObject & { readonly items?: unknown };
  return kind.endsWith('List') && Array.isArray(items)
    ? items.filter(hasIdentity).flatMap((item) => listItems({ object: item, where }))
    : [located];
}
