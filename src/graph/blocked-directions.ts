import { Cluster } from '../cluster/cluster';
import { Pod } from '../cluster/pods';
import { Direction, End } from '../cluster/reachability';
import { cuts } from '../mesh/reach';

/** Which ends keep a pod from another, on all of the ports at which it calls. As the rules see it, which are silent where they cannot know. */
export function closedEnds(cluster: Cluster, from: Pod, to: End, ports: number[]): Direction[] {
  const sides = ports.map((port) => cuts(cluster, { from, to, port }).map(({ direction }) => direction));
  return sides.length > 0 && sides.every((each) => each.length > 0) ? sides[0] : [];
}
