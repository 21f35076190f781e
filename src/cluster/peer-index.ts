import { Direction, End, policyPeers, policyRules } from './policy-rules';
import { NetworkPolicy } from '../api/kinds';
import { PolicyPeer } from '../api/networking';
import { append } from '../base/append';

/** Policies by the labels that their peers ask for: of thousands over one pod, few are about one peer. */
class PeerIndex {
  private readonly byLabel = new Map<string, NetworkPolicy[]>();
  private readonly always: NetworkPolicy[];

  constructor(policies: NetworkPolicy[], direction: Direction) {
    this.always = policies.filter((policy) => {
      const labels = policyRules(policy, direction).flatMap((rule) => {
        const peers = policyPeers(rule, direction);
        // A rule without peers is about everybody.
        return peers.length === 0 ? [undefined] : peers.map(labelOf);
      });
      if (labels.includes(undefined)) {
        return true;
      }
      new Set(labels).forEach((label) => append(this.byLabel, label!, policy));
      return false;
    });
  }

  public policiesAbout(end: End): NetworkPolicy[] {
    const labels = typeof end === 'string' ? [] : Object.entries(end.labels);
    return labels.reduce((found, [key, value]) => {
      const more = this.byLabel.get(entry(key, value));
      return more === undefined ? found : [...found, ...more];
    }, this.always);
  }
}

/** One of the labels that a peer asks pods for; nothing if it selects by something else. */
function labelOf({ podSelector }: PolicyPeer): string | undefined {
  const [first] = Object.entries(podSelector?.matchLabels ?? {});
  return first && entry(...first);
}

/** No label holds a line break. */
function entry(key: string, value: string): string {
  return `${key}\n${value}`;
}

/** Fewer policies are looked through faster than indexed. */
const MIN_INDEXED = 8;

const INDEXES = new WeakMap<NetworkPolicy[], { [direction in Direction]?: PeerIndex }>();

/**
 * Those of some policies that may have a peer which selects an end, and maybe others. The list must be one that is kept: its index is
 * kept with it.
 */
export function policiesAbout(policies: NetworkPolicy[], direction: Direction, end: End): NetworkPolicy[] {
  if (policies.length < MIN_INDEXED) {
    return policies;
  }
  const indexes = INDEXES.get(policies) ?? {};
  INDEXES.set(policies, indexes);
  return (indexes[direction] ??= new PeerIndex(policies, direction)).policiesAbout(end);
}
