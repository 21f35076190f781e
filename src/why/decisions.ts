import { NetworkPolicy } from '../api/kinds';
import { Cluster } from '../cluster/cluster';
import { Direction, End, RULE_FIELDS } from '../cluster/policy-rules';
import { allowingRule, policiesOver } from '../cluster/reachability';

/** What one end's policies say of a connection. */
export interface Decision {
  readonly direction: Direction;
  /** The policies that isolate the end. Without any, it is open. */
  readonly policies: NetworkPolicy[];
  /** The rule that lets the connection through. */
  readonly by?: { readonly policy: NetworkPolicy; readonly rule: string };
  readonly isOpen: boolean;
}

/** What the sender's egress and the receiver's ingress say. Both must be open. One pod to itself is another replica of it. */
export function decisionsOf(
  cluster: Cluster,
  from: End,
  to: End,
  port: number,
  protocol: string,
): [egress: Decision, ingress: Decision] {
  const decide = (direction: Direction, subject: End, peer: End): Decision => {
    const policies = isOnHost(subject) ? [] : policiesOver(cluster, subject, direction);
    for (const policy of policies) {
      const position = allowingRule(cluster, policy, direction, peer, to, port, protocol);
      if (position >= 0) {
        const rule = `spec.${RULE_FIELDS[direction].rules}[${position}]`;
        return { direction, policies, by: { policy, rule }, isOpen: true };
      }
    }
    return { direction, policies, isOpen: policies.length === 0 };
  };
  return [decide('Egress', from, to), decide('Ingress', to, from)];
}

/** Policies do not apply to pods on the node's network. */
function isOnHost(end: End): boolean {
  return typeof end !== 'string' && end.spec.hostNetwork === true;
}
