import { Arrow, layout } from '../../../src/diagram/html/layout';

const boxes = (...ids: string[]) => ids.map((id) => ({ id, width: 100, height: 40 }));
const arrows = (...all: string[]): Arrow[] => all.map((each) => ({ from: each[0], to: each[1] }));
const numbered = (count: number) => boxes(...Array.from({ length: count }, (_, i) => `n${i}`));

/** Pairs of boxes that touch. */
function overlaps({ places }: ReturnType<typeof layout>): string[] {
  const all = [...places];
  return all.flatMap(([one, a], i) =>
    all
      .slice(i + 1)
      .filter(([, b]) => Math.abs(a.x - b.x) < 100 && Math.abs(a.y - b.y) < 40)
      .map(([other]) => `${one} ${other}`),
  );
}

test('callers are to the left of those that they call', () => {
  const { places } = layout(boxes('c', 'b', 'a'), arrows('ab', 'bc', 'ac'));
  expect(places.get('a')!.x).toBeLessThan(places.get('b')!.x);
  expect(places.get('b')!.x).toBeLessThan(places.get('c')!.x);
});

test('a circle, an arrow to the box itself and an arrow to nowhere are no obstacle', () => {
  const { places } = layout(boxes('a', 'b', 'c'), arrows('ab', 'bc', 'ca', 'aa', 'ax', 'xa'));
  expect([...places.keys()].sort()).toEqual(['a', 'b', 'c']);
  expect(places.get('a')!.x).toBeLessThan(places.get('c')!.x);
});

test('arrows that do not need to cross do not', () => {
  const { places } = layout(boxes('a', 'b', 'x', 'y'), arrows('ay', 'bx'));
  const isAbove = (one: string, other: string) => places.get(one)!.y < places.get(other)!.y;
  expect(isAbove('a', 'b')).toBe(isAbove('y', 'x'));
});

test('boxes without arrows come last', () => {
  const { places } = layout(boxes('z', 'a', 'b'), arrows('ab'));
  expect(places.get('z')!.x).toBeGreaterThan(places.get('b')!.x);
});

test('nothing is a picture of no size', () => {
  expect(layout([], [])).toEqual({ places: new Map(), width: 0, height: 0 });
});

test.each([
  ['without arrows', []],
  ['in a chain', numbered(299).map((_, i) => ({ from: `n${i}`, to: `n${i + 1}` }))],
  ['in a circle', numbered(300).map((_, i) => ({ from: `n${i}`, to: `n${(i + 1) % 300}` }))],
  ['that all call one', numbered(299).map((_, i) => ({ from: `n${i + 1}`, to: 'n0' }))],
])('300 boxes %s fill a page, and none covers another', (_, all) => {
  const found = layout(numbered(300), all);
  expect(found.places.size).toBe(300);
  expect(overlaps(found)).toEqual([]);
  expect(Math.max(found.width / found.height, found.height / found.width)).toBeLessThan(4);
  expect(
    [...found.places.values()].every(
      ({ x, y }) => x >= 0 && y >= 0 && x + 100 <= found.width && y + 40 <= found.height,
    ),
  ).toBe(true);
});

test('a chain of 10,000 does not overflow the stack', () => {
  const all = numbered(9999).map((_, i) => ({ from: `n${i}`, to: `n${i + 1}` }));
  expect(layout(numbered(10_000), all).places.size).toBe(10_000);
});
