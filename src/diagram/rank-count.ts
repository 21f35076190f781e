/** A directed edge, by the ids of its nodes. */
interface DirectedEdge {
  readonly from: string;
  readonly to: string;
}

/** A node on the path that is being walked. */
interface Step {
  readonly id: string;
  /** Which of its successors is next. */
  next: number;
  /** How many ranks the successors take that were walked already. */
  ranksBehind: number;
}

/**
 * How many ranks a layered layout needs to draw every edge from left to right, except those that close a cycle. Layered
 * layouts find cycles as it is done here: depth first, in the order of the nodes.
 */
export function rankCount(ids: string[], edges: DirectedEdge[]): number {
  const successors = new Map(ids.map((id) => [id, [] as string[]]));
  edges.forEach(({ from, to }) => successors.get(from)!.push(to));
  /** Of each node that is done: how many ranks it and everything behind it take. */
  const ranks = new Map<string, number>();
  ids.forEach((id) => walk(id, successors, ranks));
  return [...ranks.values()].reduce((most, each) => Math.max(most, each), 0);
}

/** Counts the ranks behind one node. Not recursive: a chain may be longer than the stack is deep. */
function walk(start: string, successors: Map<string, string[]>, ranks: Map<string, number>): void {
  if (ranks.has(start)) {
    return;
  }
  const path: Step[] = [{ id: start, next: 0, ranksBehind: 0 }];
  const onPath = new Set([start]);
  while (path.length > 0) {
    const step = path[path.length - 1];
    const to = successors.get(step.id)![step.next];
    step.next += 1;
    if (to === undefined) {
      path.pop();
      onPath.delete(step.id);
      ranks.set(step.id, step.ranksBehind + 1);
      const before = path[path.length - 1];
      if (before) {
        before.ranksBehind = Math.max(before.ranksBehind, step.ranksBehind + 1);
      }
    } else if (ranks.has(to)) {
      step.ranksBehind = Math.max(step.ranksBehind, ranks.get(to)!);
    } else if (!onPath.has(to)) {
      onPath.add(to);
      path.push({ id: to, next: 0, ranksBehind: 0 });
    }
  }
}
