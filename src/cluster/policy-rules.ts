import { Cluster } from './cluster';
import { Manifest } from './manifest';
import { Direction, End } from './reachability';
import { containerPort } from './services';

/** The fields of a rule, by direction. */
export const RULE_FIELDS = {
  Ingress: { rules: 'ingress', peers: 'from' },
  Egress: { rules: 'egress', peers: 'to' },
} as const;

export function policyRules(policy: Manifest, direction: Direction): Manifest[] {
  return policy.spec?.[RULE_FIELDS[direction].rules] ?? [];
}

/** The policy to change: the first that allows something. One that only denies is meant to stay as it is. */
export function firstWithRules(policies: Manifest[], direction: Direction): Manifest {
  return policies.find((policy) => policyRules(policy, direction).length > 0) ?? policies[0];
}

/** Cluster-wide policies of network plugins and administrators. */
const ABOVE_NAMESPACES = [
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
    const everywhere = ABOVE_NAMESPACES.some((kind) => cluster.all(kind).length > 0);
    const others = cluster
      .all('NetworkPolicy')
      .filter(({ apiVersion }) => !/^(networking\.k8s\.io|extensions)\//.test(apiVersion));
    const namespaces = new Set(
      [...cluster.all('CiliumNetworkPolicy'), ...others].map((policy) => cluster.namespaceOf(policy)),
    );
    known = (name) => everywhere || namespaces.has(name);
    OTHER_POLICY_NAMESPACES.set(cluster, known);
  }
  return known(namespace);
}

/** Whether a rule opens a TCP port, to whomever. */
export function opensTcpPort({ ports = [] }: Manifest, to: End, wanted: number): boolean {
  return ports.length === 0 || ports.some((each: Manifest) => includesTcpPort(each, to, wanted));
}

function includesTcpPort({ protocol = 'TCP', port, endPort }: Manifest, to: End, wanted: number): boolean {
  if (protocol !== 'TCP') {
    return false;
  }
  if (typeof port === 'string') {
    return typeof to !== 'string' && containerPort(to, port) === wanted;
  }
  return port === undefined || (wanted >= port && wanted <= (endPort ?? port));
}

/** The TCP ports that rules name one by one, without those of DNS. */
export function tcpPortsOf(rules: Manifest[], to: End): number[] {
  const ports = rules
    .flatMap(({ ports: each = [] }): Manifest[] => each)
    .filter((port) => (port.protocol ?? 'TCP') === 'TCP' && !isDnsPort(port))
    .map(({ port }) => (typeof port === 'string' && typeof to !== 'string' ? containerPort(to, port) : port));
  return [...new Set(ports)].filter((port) => typeof port === 'number');
}

/** 5353 is where OpenShift's DNS pods listen. */
export function isDnsPort({ port }: Manifest): boolean {
  return port === 53 || port === 5353;
}
