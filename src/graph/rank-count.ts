/** What is put behind what. */
interface Line {
  readonly from: string;
  readonly to: string;
}

/**
 * How many columns it takes to draw every arrow from left to right, but those that close a circle: as layered layouts do it,
 * which find circles by walking along arrows from box to box.
 */
export function columns(ids: string[], lines: Line[]): number {
  const next = new Map(ids.map((id) => [id, [] as string[]]));
  lines.forEach(({ from, to }) => next.get(from)!.push(to));
  /** Of each box that has been walked through: how many columns it and all behind it take. */
  const done = new Map<string, number>();
  const onTheWay = new Set<string>();
  for (const start of ids) {
    // By hand in place of recursion: a chain may be longer than the stack is deep.
    const way = done.has(start) ? [] : [{ id: start, at: 0, behind: 0 }];
    way.forEach(({ id }) => onTheWay.add(id));
    while (way.length > 0) {
      const here = way[way.length - 1];
      const to = next.get(here.id)![here.at];
      here.at += 1;
      if (to === undefined) {
        way.pop();
        onTheWay.delete(here.id);
        done.set(here.id, here.behind + 1);
        const before = way[way.length - 1];
        if (before) {
          before.behind = Math.max(before.behind, here.behind + 1);
        }
      } else if (done.has(to)) {
        here.behind = Math.max(here.behind, done.get(to)!);
      } else if (!onTheWay.has(to)) {
        onTheWay.add(to);
        way.push({ id: to, at: 0, behind: 0 });
      }
    }
  }
  return [...done.values()].reduce((most, each) => Math.max(most, each), 0);
}
