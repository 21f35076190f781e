import { Cluster } from './cluster';
import { Pod } from './pods';
import { containerPort } from './services';
import { isKind, NetworkPolicy } from '../api/kinds';
import { PolicyPeer, PolicyPort, PolicyRule } from '../api/networking';

/** One end of a connection: a pod of the cluster, or an address outside. */
export type End = Pod | string;

/** Of a policy. */
export type Direction = 'Ingress' | 'Egress';

/** The fields of a rule, by direction. */
export const RULE_FIELDS = {
  Ingress: { rules: 'ingress', peers: 'from' },
  Egress: { rules: 'egress', peers: 'to' },
} as const;

export function policyRules(policy: NetworkPolicy, direction: Direction): PolicyRule[] {
  return policy.spec?.[RULE_FIELDS[direction].rules] ?? [];
}

/** Of a rule of either direction: whom it lets in, or out to. Without any, it means everybody. */
export function policyPeers(rule: PolicyRule, direction: Direction): PolicyPeer[] {
  return rule[RULE_FIELDS[direction].peers] ?? [];
}

/** A policy that says something is what its author would change; one that only closes stands beside it on purpose. */
export function firstWithRules(policies: NetworkPolicy[], direction: Direction): NetworkPolicy {
  return policies.find((policy) => policyRules(policy, direction).length > 0) ?? policies[0];
}

/** Kinds of other network plugins and of administrators, which apply to all namespaces. */
const CLUSTER_WIDE_POLICIES = [
  'CiliumClusterwideNetworkPolicy',
  'GlobalNetworkPolicy',
  'AdminNetworkPolicy',
  'ClusterNetworkPolicy',
];

const OTHER_POLICY_NAMESPACES = new WeakMap<Cluster, (namespace: string) => boolean>();

/** Whether policies of other kinds apply to a namespace's pods, which may allow more. */
export function hasOtherPolicyKinds(cluster: Cluster, namespace: string): boolean {
  let known = OTHER_POLICY_NAMESPACES.get(cluster);
  if (!known) {
    const everywhere = CLUSTER_WIDE_POLICIES.some((kind) => cluster.allOfAnyGroup(kind).length > 0);
    // Calico has a kind of the same name, with rules of its own.
    const others = cluster.allOfAnyGroup('NetworkPolicy').filter((policy) => !isKind(policy, 'NetworkPolicy'));
    const namespaces = new Set(
      [...cluster.allOfAnyGroup('CiliumNetworkPolicy'), ...others].map((policy) => cluster.namespaceOf(policy)),
    );
    known = (name) => everywhere || namespaces.has(name);
    OTHER_POLICY_NAMESPACES.set(cluster, known);
  }
  return known(namespace);
}

/** Whether a rule opens a TCP port, to whomever. */
export function opensTcpPort({ ports = [] }: PolicyRule, to: End, wanted: number): boolean {
  return (
    ports.length === 0 ||
    ports.some((port) => (port.protocol ?? 'TCP') === 'TCP' && includesPort(port, to, wanted, 'TCP'))
  );
}

/** Whether a port or range of a rule includes a port. A named port is the receiver's; an address has no named ports. */
export function includesPort({ port, endPort }: PolicyPort, to: End, wanted: number, protocol: string): boolean {
  if (port === undefined) {
    return true;
  }
  if (typeof port === 'string') {
    return typeof to !== 'string' && containerPort(to, port, protocol) === wanted;
  }
  return wanted >= port && wanted <= (endPort ?? port);
}

/** The TCP ports that rules name one by one, without those of DNS. */
export function tcpPortsOf(rules: PolicyRule[], to: End): number[] {
  const ports = rules
    .flatMap((rule) => rule.ports ?? [])
    .filter((port) => (port.protocol ?? 'TCP') === 'TCP' && !isDnsPort(port));
  return [
    ...new Set(
      ports.map(({ port }) => (typeof port === 'string' && typeof to !== 'string' ? containerPort(to, port) : port)),
    ),
  ].filter((port): port is number => typeof port === 'number');
}

/** 5353 is where OpenShift's DNS pods listen. */
export function isDnsPort({ port }: PolicyPort): boolean {
  return port === 53 || port === 5353;
}
