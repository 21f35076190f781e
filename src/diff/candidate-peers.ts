import { NetworkPolicy } from '../api/kinds';
import { append } from '../base/append';
import { Cluster } from '../cluster/cluster';
import { podsOfPeer, selectsEverything } from '../cluster/peer-pods';
import { Pod } from '../cluster/pods';
import { Direction, policyPeers, policyRules } from '../cluster/policy-rules';
import { policiesOver } from '../cluster/reachability';

/** The pods that the policies of one side name; every pod if there are no policies, or a peer is too wide to be listed. */
type Peers = ReadonlySet<Pod> | 'every';

/**
 * The pods with which a pod may connect at all, by the peers of both sides' policies and whatever the port. Of a thousand agents that
 * have a handful of peers each, a million pairs need not be looked at.
 */
export class CandidatePeers {
  private readonly known = new Map<NetworkPolicy[], Peers>();
  private readonly naming: { readonly [direction in Direction]: Map<Pod, Pod[]> } = {
    Ingress: new Map(),
    Egress: new Map(),
  };
  private readonly open: { readonly [direction in Direction]: Pod[] } = { Ingress: [], Egress: [] };

  constructor(private readonly cluster: Cluster) {
    for (const pod of cluster.pods) {
      for (const direction of ['Ingress', 'Egress'] as const) {
        const peers = this.peersOf(pod, direction);
        if (peers === 'every') {
          this.open[direction].push(pod);
        } else {
          peers.forEach((peer) => append(this.naming[direction], peer, pod));
        }
      }
    }
  }

  /** The pods that a pod may reach, or by which it may be reached. */
  public of(pod: Pod, direction: Direction): Pod[] {
    const own = this.peersOf(pod, direction);
    const other: Direction = direction === 'Egress' ? 'Ingress' : 'Egress';
    const admitting = [...this.open[other], ...(this.naming[other].get(pod) ?? [])];
    return own === 'every' ? admitting : admitting.filter((each) => own.has(each));
  }

  private peersOf(pod: Pod, direction: Direction): Peers {
    const policies = policiesOver(this.cluster, pod, direction);
    if (policies.length === 0) {
      return 'every';
    }
    const known = this.known.get(policies) ?? this.named(policies, direction);
    this.known.set(policies, known);
    return known;
  }

  private named(policies: NetworkPolicy[], direction: Direction): Peers {
    const pods = new Set<Pod>();
    for (const policy of policies) {
      for (const rule of policyRules(policy, direction)) {
        const peers = policyPeers(rule, direction);
        // Addresses may be those of pods.
        if (peers.length === 0 || peers.some((peer) => peer.ipBlock || selectsEverything(peer.podSelector))) {
          return 'every';
        }
        peers
          .flatMap((peer) => podsOfPeer(this.cluster, peer, this.cluster.namespaceOf(policy)))
          .forEach((each) => pods.add(each));
      }
    }
    return pods;
  }
}
