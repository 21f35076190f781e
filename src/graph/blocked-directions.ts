import { Cluster } from '../cluster/cluster';
import { Pod } from '../cluster/pods';
import { Direction, End } from '../cluster/policy-rules';
import { blocksOf } from '../connections/blocked-connections';

/**
 * The directions in which NetworkPolicies keep a pod from all of the ports that it calls. It asks what the rules ask,
 * which are silent if the manifests do not show enough.
 */
export function blockedDirections(cluster: Cluster, from: Pod, to: End, ports: number[]): Direction[] {
  const blocked = ports.map((port) => blocksOf(cluster, { from, to, port }).map(({ direction }) => direction));
  return blocked.length > 0 && blocked.every((directions) => directions.length > 0) ? blocked[0] : [];
}
