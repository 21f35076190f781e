import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { NetworkPolicy } from '../api/kinds';
import { describeObject } from '../api/kubernetes-object';
import { PolicyPeer } from '../api/networking';
import { Cluster } from '../cluster/cluster';
import { podsOfPeer } from '../cluster/peer-pods';
import { Pod } from '../cluster/pods';
import { policyPeers, policyRules } from '../cluster/policy-rules';

/** "hostNetwork pods" in the documentation of NetworkPolicies: they have the address of their node, and most plugins see the node. */
export const RULE: Rule = {
  id: 'policy-selects-host-network',
  title: 'A NetworkPolicy selects pods on the host network',
  severity: 'warning',
  find: ({ cluster }) =>
    cluster.all('NetworkPolicy').flatMap((policy) => [
      ...ofSubject(cluster, policy),
      ...(['Ingress', 'Egress'] as const).flatMap((direction) =>
        policyRules(policy, direction)
          .flatMap((rule) => policyPeers(rule, direction))
          .flatMap((peer) => ofPeer(cluster, policy, peer)),
      ),
    ]),
};

function allOfHost(pods: Pod[]): Pod | undefined {
  return pods.every(({ spec }) => spec.hostNetwork === true) ? pods[0] : undefined;
}

function ofSubject(cluster: Cluster, policy: NetworkPolicy): Fault[] {
  const pod = allOfHost(cluster.podsBy(cluster.namespaceOf(policy), policy.spec?.podSelector ?? {}));
  return pod === undefined
    ? []
    : [
        {
          object: policy,
          field: ['spec', 'podSelector'],
          related: [{ object: pod.owner }],
          given: `podSelector selects pods of ${describeObject(pod.owner)}, which have hostNetwork: true`,
          rule: 'such a pod has the address of its node, and most network plugins apply no NetworkPolicy to it: nothing is closed',
          fix: 'Remove hostNetwork, or protect the node by its firewall or a policy for hosts of your plugin',
        },
      ];
}

/** The label of NodeLocal DNSCache in Kubernetes' own manifest. */
function isNodeLocalDns({ podSelector }: PolicyPeer): boolean {
  return podSelector?.matchLabels?.['k8s-app'] === 'node-local-dns';
}

function ofPeer(cluster: Cluster, policy: NetworkPolicy, peer: PolicyPeer): Fault[] {
  if (peer.ipBlock !== undefined) {
    return [];
  }
  if (isNodeLocalDns(peer)) {
    return [
      {
        object: policy,
        field: fieldOf(policy, peer, 'podSelector'),
        given: 'a peer selects the pods of NodeLocal DNSCache (k8s-app: node-local-dns)',
        rule: "these pods have their node's network, so a podSelector selects none of them, and DNS stays closed",
        fix: 'Open port 53 of UDP and TCP to ipBlock 169.254.20.10/32, the address of NodeLocal DNSCache',
      },
    ];
  }
  const pod = allOfHost(podsOfPeer(cluster, peer, cluster.namespaceOf(policy)));
  return pod === undefined
    ? []
    : [
        {
          object: policy,
          field: fieldOf(policy, peer),
          related: [{ object: pod.owner }],
          given: `a peer selects pods of ${describeObject(pod.owner)}, which have hostNetwork: true`,
          rule: 'such a pod has the address of its node, so for most network plugins this peer matches nothing',
          fix: "Name the nodes' range by an ipBlock, or remove hostNetwork",
        },
      ];
}
