import { Cluster } from './cluster';
import { Pod } from './pods';
import { Labels } from './selectors';
import { containerPort } from './services';
import { isKind, NetworkPolicy } from '../api/kinds';
import { KubernetesObject } from '../api/kubernetes-object';
import { PolicyPeer, PolicyPort, PolicyRule } from '../api/networking';
import { stringAt, stringsAt, valueAt } from '../api/unknown-fields';
import { NAMESPACE_NAME_LABEL } from '../kubernetes/naming';

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

const OTHER_POLICIES = new WeakMap<Cluster, KubernetesObject[]>();

/** Whether policies of other kinds may apply to pods of a namespace, or to one of them, and may allow it more. */
export function hasOtherPolicyKinds(cluster: Cluster, namespace: string, pod?: Pod): boolean {
  const known = OTHER_POLICIES.get(cluster) ?? [
    ...[...CLUSTER_WIDE_POLICIES, 'CiliumNetworkPolicy'].flatMap((kind) => cluster.allOfAnyGroup(kind)),
    // Calico has a kind of the same name, with rules of its own.
    ...cluster.allOfAnyGroup('NetworkPolicy').filter((policy) => !isKind(policy, 'NetworkPolicy')),
  ];
  OTHER_POLICIES.set(cluster, known);
  return known.some((policy) => mayAllow(cluster, policy, namespace, pod));
}

function mayAllow(cluster: Cluster, policy: KubernetesObject, namespace: string, pod: Pod | undefined): boolean {
  const { kind, spec } = policy;
  if (!CLUSTER_WIDE_POLICIES.includes(kind)) {
    return cluster.namespaceOf(policy) === namespace && mayBeSelected(valueAt(spec, 'endpointSelector'), pod);
  }
  if (kind === 'AdminNetworkPolicy') {
    return allowsSomething(spec) && isSubject(cluster, spec, namespace, pod);
  }
  return kind !== 'CiliumClusterwideNetworkPolicy' || mayBeSelected(valueAt(spec, 'endpointSelector'), pod);
}

/** A policy that only denies opens nothing. */
function allowsSomething(spec: unknown): boolean {
  return ['ingress', 'egress'].some((field) => {
    const rules = valueAt(spec, field);
    return Array.isArray(rules) && rules.some((rule) => stringAt(rule, 'action') !== 'Deny');
  });
}

/** Whether the subject of an AdminNetworkPolicy may be a pod: of namespaces that are not shown, the labels are unknown. */
function isSubject(cluster: Cluster, spec: unknown, namespace: string, pod: Pod | undefined): boolean {
  const byNamespace = valueAt(spec, 'subject', 'namespaces') ?? valueAt(spec, 'subject', 'pods', 'namespaceSelector');
  const name = stringAt(byNamespace, 'matchLabels', NAMESPACE_NAME_LABEL);
  const labels = cluster.namespaces.get(namespace) ?? {};
  const isShown = cluster.find('Namespace', cluster.defaultNamespace, namespace) !== undefined;
  if ((name !== undefined && name !== namespace) || (isShown && !hasLabels(labels, byNamespace))) {
    return false;
  }
  return mayBeSelected(valueAt(spec, 'subject', 'pods', 'podSelector'), pod);
}

/** Whether a selector of another kind of policy may select a pod. Cilium writes `k8s:` before labels of Kubernetes. */
function mayBeSelected(selector: unknown, pod: Pod | undefined): boolean {
  if (pod === undefined) {
    return true;
  }
  return Object.entries(stringsAt(selector, 'matchLabels')).every(([written, value]) => {
    const key = written.replace(/^(k8s|any)[:.]/, '');
    const known = key === 'io.kubernetes.pod.namespace' ? pod.namespace : pod.labels[key];
    return known === value || /^(reserved|cidr|io\.(cilium|kubernetes)\.(?!pod\.namespace$))/.test(key);
  });
}

function hasLabels(labels: Labels, selector: unknown): boolean {
  return Object.entries(stringsAt(selector, 'matchLabels')).every(([key, value]) => labels[key] === value);
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
