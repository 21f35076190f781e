/** Groups things by a key, in the order in which the keys come. */
export function groupBy<T, K>(things: T[], keyOf: (thing: T) => K): T[][] {
  const groups = new Map<K, T[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const group = groups.get(key);
    if (group) {
      group.push(thing);
    } else {
      groups.set(key, [thing]);
    }
  }
  return [...groups.values()];
}
