import { append } from './append';

/** Lists by a key, in the order in which the keys came. */
export function groupBy<T, K>(things: T[], keyOf: (thing: T) => K): T[][] {
  const groups = new Map<K, T[]>();
  things.forEach((thing) => append(groups, keyOf(thing), thing));
  return [...groups.values()];
}
