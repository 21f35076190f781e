/** A box to be placed, with its size. */
export interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
}

export interface Layout {
  /** The upper left corner of each box, by its id. */
  readonly places: ReadonlyMap<string, { readonly x: number; readonly y: number }>;
  readonly width: number;
  readonly height: number;
}

/**
 * Places boxes in columns, callers to the left of those that they call. Boxes without arrows come last. A column that would be much
 * higher than the picture is wide becomes several.
 *
 * The function is part of the page as its own text: it must not use anything but its arguments.
 */
export function layout(boxes: readonly Box[], arrows: readonly Arrow[]): Layout {
  const GAP = 14;
  const COLUMN_GAP = 72;
  const SUB_COLUMN_GAP = 24;
  const MOST = Math.max(14, Math.ceil(Math.sqrt(boxes.length) * 1.6));
  const SWEEPS = 6;

  const ids = new Set(boxes.map(({ id }) => id));
  const drawn = arrows.filter(({ from, to }) => from !== to && ids.has(from) && ids.has(to));
  const next = new Map<string, string[]>();
  const previous = new Map<string, string[]>();
  const add = (map: Map<string, string[]>, key: string, value: string) => {
    const known = map.get(key);
    if (known) {
      known.push(value);
    } else {
      map.set(key, [value]);
    }
  };
  drawn.forEach(({ from, to }) => {
    add(next, from, to);
    add(previous, to, from);
  });

  // Depth first, without recursion: an arrow back to a box that is still open closes a circle, and counts no rank.
  const state = new Map<string, 'open' | 'done'>();
  const order: string[] = [];
  const isBack = new Set<string>();
  for (const { id } of boxes) {
    const stack = state.has(id) ? [] : [{ id, at: 0 }];
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      state.set(top.id, 'open');
      const target = (next.get(top.id) ?? [])[top.at];
      top.at += 1;
      if (target === undefined) {
        state.set(top.id, 'done');
        order.push(top.id);
        stack.pop();
      } else if (state.get(target) === 'open') {
        isBack.add(JSON.stringify([top.id, target]));
      } else if (!state.has(target)) {
        stack.push({ id: target, at: 0 });
      }
    }
  }
  const ranks = new Map<string, number>();
  for (const id of order.reverse()) {
    const rank = ranks.get(id) ?? 0;
    ranks.set(id, rank);
    for (const target of next.get(id) ?? []) {
      if (!isBack.has(JSON.stringify([id, target]))) {
        ranks.set(target, Math.max(ranks.get(target) ?? 0, rank + 1));
      }
    }
  }

  const isAlone = (id: string) => !next.has(id) && !previous.has(id);
  const columns: string[][] = [];
  for (const { id } of boxes) {
    if (!isAlone(id)) {
      const rank = ranks.get(id) ?? 0;
      (columns[rank] = columns[rank] ?? []).push(id);
    }
  }
  // Long chains would be one line: then the order of the ranks is kept, and the columns are filled.
  const inOrder = columns.flat();
  const isLong = columns.length > Math.max(10, 2 * Math.sqrt(boxes.length));
  const ranked = isLong
    ? Array.from({ length: Math.ceil(inOrder.length / MOST) }, (_, i) => inOrder.slice(i * MOST, (i + 1) * MOST))
    : columns;

  // Each box near the middle of its neighbours, there and back again.
  const positions = new Map<string, number>();
  const remember = (column: string[]) => column.forEach((id, i) => positions.set(id, i / column.length));
  ranked.forEach(remember);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const neighbours = sweep % 2 === 0 ? previous : next;
    for (const column of sweep % 2 === 0 ? ranked : [...ranked].reverse()) {
      const middle = new Map(
        column.map((id) => {
          const near = (neighbours.get(id) ?? []).map((other) => positions.get(other) ?? 0);
          return [id, near.length > 0 ? near.reduce((a, b) => a + b, 0) / near.length : (positions.get(id) ?? 0)];
        }),
      );
      column.sort((one, other) => middle.get(one)! - middle.get(other)!);
      remember(column);
    }
  }

  const alone = boxes.map(({ id }) => id).filter(isAlone);
  const split = (column: string[]) => {
    const parts = Math.ceil(column.length / MOST);
    const size = Math.ceil(column.length / parts);
    return Array.from({ length: parts }, (_, part) => column.slice(part * size, (part + 1) * size));
  };
  const sizes = new Map(boxes.map((box) => [box.id, box]));
  const places = new Map<string, { x: number; y: number }>();
  const heightOf = (column: string[]) => column.reduce((sum, id) => sum + sizes.get(id)!.height + GAP, -GAP);
  const groups = [...ranked, ...(alone.length > 0 ? [alone] : [])].map(split);
  const height = Math.max(0, ...groups.flat().map(heightOf));
  let x = 0;
  for (const group of groups) {
    for (const column of group) {
      let y = (height - heightOf(column)) / 2;
      for (const id of column) {
        places.set(id, { x, y });
        y += sizes.get(id)!.height + GAP;
      }
      x += Math.max(...column.map((id) => sizes.get(id)!.width)) + SUB_COLUMN_GAP;
    }
    x += COLUMN_GAP - SUB_COLUMN_GAP;
  }
  return { places, width: Math.max(0, x - COLUMN_GAP), height };
}
