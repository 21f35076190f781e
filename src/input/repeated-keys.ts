import { isMap, isScalar, isSeq, Node, YAMLMap } from 'yaml';
import { RepeatedKey } from '../rules/key-written-twice';

/** The keys that maps below a node have more than once with different values. */
export function repeatedKeys(root: unknown, lineAt: (offset: number) => number): RepeatedKey[] {
  const found: RepeatedKey[] = [];
  const path: (string | number)[] = [];
  const visit = (node: unknown) => {
    if (isMap(node)) {
      inMap(node).forEach(({ key, dropped }) =>
        found.push({ field: [...path, key], droppedLines: dropped.map(lineAt) }),
      );
    }
    const items = isMap(node) || isSeq(node) ? node.items : [];
    items.forEach((item, i) => {
      const isPair = isMap(node);
      const key = isPair ? (item as YAMLMap['items'][number]).key : i;
      path.push(isPair ? keyText(key) : i);
      visit(isPair ? (item as YAMLMap['items'][number]).value : item);
      path.pop();
    });
  };
  visit(root);
  return found;
}

/** The offsets of the keys that are dropped. One that is written twice with one value loses nothing. */
function inMap({ items }: YAMLMap): { key: string; dropped: number[] }[] {
  const byKey = new Map<string, YAMLMap['items']>();
  for (const pair of items) {
    const key = keyText(pair.key);
    byKey.get(key)?.push(pair) ?? byKey.set(key, [pair]);
  }
  return [...byKey].flatMap(([key, pairs]) => {
    const [last, ...before] = [...pairs].reverse();
    const dropped = before.reverse().filter((pair) => valueText(pair.value) !== valueText(last.value));
    return key === '<<' || dropped.length === 0
      ? []
      : [{ key, dropped: dropped.map((pair) => (pair.key as Node).range?.[0] ?? 0) }];
  });
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : '';
}

function valueText(value: unknown): string {
  return JSON.stringify(value) ?? '';
}
