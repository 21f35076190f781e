import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { NetworkPolicy } from '../api/kinds';
import { PolicyPeer } from '../api/networking';
import { Cluster } from '../cluster/cluster';
import { podsOfPeer, selectsEverything } from '../cluster/peer-pods';
import { Direction, policyPeers, policyRules, RULE_FIELDS } from '../cluster/policy-rules';
import { selects } from '../cluster/selectors';

/** Two items of a list are an OR. One dash too many makes an OR of the AND that was meant. */
export const RULE: Rule = {
  id: 'policy-peers-in-two-items',
  title: 'A NetworkPolicy has a namespace and pods as separate peers, so it allows more than intended',
  severity: 'warning',
  find: ({ cluster }) =>
    cluster
      .all('NetworkPolicy')
      .flatMap((policy) =>
        (['Ingress', 'Egress'] as const).flatMap((direction) => faultsOf(cluster, policy, direction)),
      ),
};

function faultsOf(cluster: Cluster, policy: NetworkPolicy, direction: Direction): Fault[] {
  return policyRules(policy, direction).flatMap((rule, i) => {
    const peers = policyPeers(rule, direction);
    return peers.slice(1).flatMap((peer, position): Fault[] => {
      const pair = [peers[position], peer];
      const namespaces = pair.find(isNamespaces);
      const pods = pair.find(isPods);
      const because = namespaces && pods && problemOf(cluster, policy, namespaces, pods);
      if (because === undefined) {
        return [];
      }
      const { rules, peers: field } = RULE_FIELDS[direction];
      return [
        {
          object: policy,
          field: fieldOf(policy, pods),
          given: `spec.${rules}[${i}].${field} has a namespaceSelector and a podSelector in two items`,
          rule: `of two items one is enough: ${because}`,
          fix: 'Make one item of the two: remove the dash before the second one',
        },
      ];
    });
  });
}

function isNamespaces({ namespaceSelector, podSelector, ipBlock }: PolicyPeer): boolean {
  return namespaceSelector !== undefined && podSelector === undefined && ipBlock === undefined;
}

function isPods({ namespaceSelector, podSelector, ipBlock }: PolicyPeer): boolean {
  return podSelector !== undefined && namespaceSelector === undefined && ipBlock === undefined;
}

/** What is wrong with two items: the pods are none of the policy's namespace, or that namespace is let in as a whole. */
function problemOf(
  cluster: Cluster,
  policy: NetworkPolicy,
  { namespaceSelector }: PolicyPeer,
  { podSelector }: PolicyPeer,
): string | undefined {
  const own = cluster.namespaceOf(policy);
  const chosen = podsOfPeer(cluster, { podSelector }, own);
  if (selectsEverything(podSelector) || selectsEverything(namespaceSelector)) {
    return undefined;
  }
  if (chosen.length > 0 && selects(namespaceSelector ?? {}, cluster.namespaces.get(own) ?? {})) {
    return `the namespaces include the policy's own, ${own}, so every pod of it is let in, and the podSelector changes nothing`;
  }
  const isElsewhere =
    chosen.length === 0 &&
    podsOfPeer(cluster, { namespaceSelector, podSelector }, own).some(({ namespace }) => namespace !== own);
  return isElsewhere
    ? `the first is every pod of the namespaces, and the second selects none of the policy's own namespace, ${own}, but pods of those namespaces`
    : undefined;
}
