import { BlockList, isIPv6 } from 'net';
import { Cluster } from './cluster';
import { Manifest } from './manifest';
import { Pod } from './pods';
import { append, selects } from './selectors';
import { containerPort } from './services';
import { NAME_LABEL } from '../kubernetes/naming';

/** One end of a connection: a pod of the cluster, or an address outside. */
export type End = Pod | string;

/** Of a policy. */
export type Direction = 'Ingress' | 'Egress';

/**
 * Whether the NetworkPolicies let one end open a connection to a port of the other. Both ends must agree: the
 * sender's egress and the receiver's ingress. The port is that of the receiving pod, not of a Service in front of it.
 */
export function mayReach(cluster: Cluster, from: End, to: End, port: number, protocol: string = 'TCP'): boolean {
  return closedBy(cluster, from, to, port, protocol).length === 0;
}

/** Which of the two ends keeps a connection from being opened: the sender by its egress, the receiver by its ingress. */
export function closedBy(cluster: Cluster, from: End, to: End, port: number, protocol: string = 'TCP'): Direction[] {
  // "A Pod cannot block access to itself."
  return from === to ? [] : closedEnds(cluster, from, to, port, protocol);
}

/** Which end keeps one replica of a workload from another, both of which are seen as this one pod. */
export function closedBetweenReplicas(cluster: Cluster, pod: Pod, port: number): Direction[] {
  return closedEnds(cluster, pod, pod, port, 'TCP');
}

function closedEnds(cluster: Cluster, from: End, to: End, port: number, protocol: string): Direction[] {
  const ends = [['Egress', from, to] as const, ['Ingress', to, from] as const];
  return ends
    .filter(([direction, subject, peer]) => {
      const policies = policiesOver(cluster, subject, direction);
      return (
        policies.length > 0 && !policies.some((policy) => allows(cluster, policy, direction, peer, to, port, protocol))
      );
    })
    .map(([direction]) => direction);
}

/** The policies that isolate a pod in a direction; a pod that none selects is open, and an address is nobody's to isolate. */
export function policiesOver(cluster: Cluster, end: End, direction: Direction): Manifest[] {
  return typeof end === 'string' ? [] : (isolation(cluster)[direction].get(end) ?? []);
}

type Isolation = { [direction in Direction]: Map<Pod, Manifest[]> };

const ISOLATION = new WeakMap<Cluster, Isolation>();

/** Which policies are over which pods, found once for a cluster. */
function isolation(cluster: Cluster): Isolation {
  const known = ISOLATION.get(cluster);
  if (known) {
    return known;
  }
  const found: Isolation = { Ingress: new Map(), Egress: new Map() };
  // Calico has a kind of the same name, with rules of its own.
  for (const policy of cluster
    .all('NetworkPolicy')
    .filter(({ apiVersion = 'networking.k8s.io/v1' }) => /^(networking\.k8s\.io|extensions)\//.test(apiVersion))) {
    for (const pod of cluster.podsBy(cluster.namespaceOf(policy), policy.spec?.podSelector ?? {})) {
      policyTypes(policy).forEach((direction) => append(found[direction], pod, policy));
    }
  }
  ISOLATION.set(cluster, found);
  return found;
}

/** Ingress always, unless types are named; egress where there is a rule for it. `egress: []` alone denies nothing. */
export function policyTypes({ spec }: Manifest): Direction[] {
  const named: Direction[] = (spec?.policyTypes ?? []).filter(
    (type: string) => type === 'Ingress' || type === 'Egress',
  );
  return spec?.policyTypes?.length ? named : ['Ingress', ...(spec?.egress?.length ? ['Egress' as const] : [])];
}

function allows(
  cluster: Cluster,
  policy: Manifest,
  direction: Direction,
  peer: End,
  to: End,
  port: number,
  protocol: string,
): boolean {
  const rules: Manifest[] = (direction === 'Ingress' ? policy.spec?.ingress : policy.spec?.egress) ?? [];
  return rules.some((rule) => {
    const peers: Manifest[] = (direction === 'Ingress' ? rule.from : rule.to) ?? [];
    const ports: Manifest[] = rule.ports ?? [];
    // Missing or empty, each of the two lists means everything.
    return (
      (ports.length === 0 || ports.some((each) => isPort(each, to, port, protocol))) &&
      (peers.length === 0 ||
        peersAbout(peers, peer).some((each) => isPeer(cluster, each, peer, cluster.namespaceOf(policy))))
    );
  });
}

/** Few enough to look at each. */
const SHORT = 8;
const SORTED_PEERS = new WeakMap<Manifest[], Map<string, Manifest[]>>();
const ANY_LABELS = '';

/** Those of a rule's peers that can be about an end: a rule may name thousands, each by a label of its own. */
function peersAbout(peers: Manifest[], end: End): Manifest[] {
  if (peers.length <= SHORT) {
    return peers;
  }
  let sorted = SORTED_PEERS.get(peers);
  if (!sorted) {
    sorted = new Map();
    for (const each of peers) {
      // Names tell peers apart, so a peer waits under the name that it asks for, or among those that ask for none.
      const name = each.podSelector?.matchLabels?.[NAME_LABEL];
      append(sorted, typeof name === 'string' ? name : ANY_LABELS, each);
    }
    SORTED_PEERS.set(peers, sorted);
  }
  const name = typeof end === 'string' ? undefined : end.labels[NAME_LABEL];
  return [...(sorted.get(ANY_LABELS) ?? []), ...(name ? (sorted.get(name) ?? []) : [])];
}

function isPeer(
  cluster: Cluster,
  { ipBlock, namespaceSelector, podSelector }: Manifest,
  end: End,
  policyNamespace: string,
): boolean {
  if (ipBlock) {
    const address = typeof end === 'string' ? end : end.ip;
    return contains(ipBlock.cidr, address) && !(ipBlock.except ?? []).some((range: string) => contains(range, address));
  }
  if (typeof end === 'string') {
    return false;
  }
  const inNamespace = namespaceSelector
    ? selects(namespaceSelector, cluster.namespaces.get(end.namespace) ?? {})
    : end.namespace === policyNamespace;
  return inNamespace && selects(podSelector ?? {}, end.labels);
}

/** A named port is the receiver's; what has no containers has no names. */
function isPort(rule: Manifest, to: End, port: number, protocol: string): boolean {
  if ((rule.protocol ?? 'TCP') !== protocol) {
    return false;
  }
  if (rule.port === undefined) {
    return true;
  }
  if (typeof rule.port === 'string') {
    return typeof to !== 'string' && containerPort(to, rule.port, protocol) === port;
  }
  return port >= rule.port && port <= (rule.endPort ?? rule.port);
}

function contains(cidr: string, address: string): boolean {
  const [base, bits] = cidr.split('/');
  const list = new BlockList();
  try {
    list.addSubnet(base, Number(bits), family(base));
  } catch {
    return false; // the API server refuses what is no CIDR
  }
  return list.check(address, family(address));
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
