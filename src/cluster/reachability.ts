import { BlockList, isIPv6 } from 'net';
import { Cluster } from './cluster';
import { policiesAbout } from './peer-index';
import { Pod } from './pods';
import { Direction, End, includesPort, policyPeers, policyRules } from './policy-rules';
import { selects } from './selectors';
import { NetworkPolicy } from '../api/kinds';
import { PolicyPeer } from '../api/networking';
import { append } from '../base/append';
import { NAME_LABEL } from '../kubernetes/naming';

/**
 * Whether the NetworkPolicies let one end open a connection to a port of the other. Both ends must agree: the
 * sender's egress and the receiver's ingress. The port is that of the receiving pod, not of a Service in front of it.
 */
export function mayReach(cluster: Cluster, from: End, to: End, port: number, protocol: string = 'TCP'): boolean {
  return closedDirections(cluster, from, to, port, protocol).length === 0;
}

/** Whether two ends may still connect by TCP if a policy is deleted that other policies stand beside. */
export function mayReachWithout(cluster: Cluster, policy: NetworkPolicy, from: End, to: End, port: number): boolean {
  return from === to || closedEnds(cluster, from, to, port, 'TCP', policy).length === 0;
}

/** Which of the two ends keeps a connection from being opened: the sender by its egress, the receiver by its ingress. */
export function closedDirections(
  cluster: Cluster,
  from: End,
  to: End,
  port: number,
  protocol: string = 'TCP',
): Direction[] {
  // "A Pod cannot block access to itself."
  return from === to ? [] : closedEnds(cluster, from, to, port, protocol);
}

/** Which end keeps one replica of a workload from another, both of which are seen as this one pod. */
export function closedBetweenReplicas(cluster: Cluster, pod: Pod, port: number): Direction[] {
  return closedEnds(cluster, pod, pod, port, 'TCP');
}

function closedEnds(
  cluster: Cluster,
  from: End,
  to: End,
  port: number,
  protocol: string,
  without?: NetworkPolicy,
): Direction[] {
  const ends = [['Egress', from, to] as const, ['Ingress', to, from] as const];
  return ends
    .filter(([direction, subject, peer]) => {
      const all = policiesOver(cluster, subject, direction);
      const policies = without ? all.filter((policy) => policy !== without) : all;
      const asked = () => (without ? policies : policiesAbout(policies, direction, peer));
      const anyAllows = () =>
        asked().some((policy) => allowingRule(cluster, policy, direction, peer, to, port, protocol) >= 0);
      return policies.length > 0 && !verdictOf(policies, { direction, peer, to, port, protocol }, anyAllows);
    })
    .map(([direction]) => direction);
}

/** What decides whether policies let a connection through, beside themselves. */
interface Question {
  readonly direction: Direction;
  readonly peer: End;
  readonly to: End;
  readonly port: number;
  readonly protocol: string;
}

const VERDICTS = new WeakMap<NetworkPolicy[], Map<End, Map<string, boolean>>>();

/**
 * Asks once for all pods that the same policies isolate: thousands may be under hundreds. Only a port's name means something
 * else for each receiver.
 */
function verdictOf(policies: NetworkPolicy[], question: Question, ask: () => boolean): boolean {
  const { direction, peer, port, protocol } = question;
  if (policies.length < MIN_REMEMBERED || (direction === 'Ingress' && haveNamedPorts(policies))) {
    return ask();
  }
  const byPeer = VERDICTS.get(policies) ?? new Map<End, Map<string, boolean>>();
  VERDICTS.set(policies, byPeer);
  const verdicts = byPeer.get(peer) ?? new Map<string, boolean>();
  byPeer.set(peer, verdicts);
  const key = `${direction} ${port} ${protocol}`;
  const verdict = verdicts.get(key) ?? ask();
  verdicts.set(key, verdict);
  return verdict;
}

/** Fewer policies are asked faster than remembered. */
const MIN_REMEMBERED = 8;
const NAMED_PORTS = new WeakMap<NetworkPolicy[], boolean>();

function haveNamedPorts(policies: NetworkPolicy[]): boolean {
  const known =
    NAMED_PORTS.get(policies) ??
    policies.some((policy) =>
      policyRules(policy, 'Ingress').some(({ ports = [] }) => ports.some(({ port }) => typeof port === 'string')),
    );
  NAMED_PORTS.set(policies, known);
  return known;
}

/** The policies that isolate a pod in a direction; a pod that none selects is open, and an address is nobody's to isolate. */
export function policiesOver(cluster: Cluster, end: End, direction: Direction): NetworkPolicy[] {
  return typeof end === 'string' ? [] : (isolation(cluster)[direction].get(end) ?? []);
}

type Isolation = { [direction in Direction]: Map<Pod, NetworkPolicy[]> };

const ISOLATION = new WeakMap<Cluster, Isolation>();

/** Which policies are over which pods, found once for a cluster. */
function isolation(cluster: Cluster): Isolation {
  const known = ISOLATION.get(cluster);
  if (known) {
    return known;
  }
  const found: Isolation = { Ingress: new Map(), Egress: new Map() };
  for (const policy of cluster.all('NetworkPolicy')) {
    for (const pod of cluster.podsBy(cluster.namespaceOf(policy), policy.spec?.podSelector ?? {})) {
      policyTypes(policy).forEach((direction) => append(found[direction], pod, policy));
    }
  }
  const shared: Isolation = { Ingress: sharedLists(found.Ingress), Egress: sharedLists(found.Egress) };
  ISOLATION.set(cluster, shared);
  return shared;
}

/** One list for all pods under the same policies. */
function sharedLists(lists: Map<Pod, NetworkPolicy[]>): Map<Pod, NetworkPolicy[]> {
  const numbers = new Map<NetworkPolicy, number>();
  const known = new Map<string, NetworkPolicy[]>();
  const number = (policy: NetworkPolicy) => numbers.get(policy) ?? numbers.set(policy, numbers.size).size - 1;
  return new Map(
    [...lists].map(([pod, policies]) => {
      const key = policies.map(number).join(' ');
      const list = known.get(key) ?? policies;
      known.set(key, list);
      return [pod, list];
    }),
  );
}

/** Ingress always, unless types are named; egress where there is a rule for it. `egress: []` alone denies nothing. */
export function policyTypes({ spec }: NetworkPolicy): Direction[] {
  const { policyTypes: types = [], egress = [] } = spec ?? {};
  if (types.length > 0) {
    return types.filter((type) => type === 'Ingress' || type === 'Egress');
  }
  return egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

/** The position of a policy's first rule that lets a connection through; -1 if none does. */
export function allowingRule(
  cluster: Cluster,
  policy: NetworkPolicy,
  direction: Direction,
  peer: End,
  to: End,
  port: number,
  protocol: string,
): number {
  return policyRules(policy, direction).findIndex((rule) => {
    const peers = policyPeers(rule, direction);
    const { ports = [] } = rule;
    // Missing or empty, each of the two lists means everything.
    return (
      (ports.length === 0 ||
        ports.some((each) => (each.protocol ?? 'TCP') === protocol && includesPort(each, to, port, protocol))) &&
      (peers.length === 0 ||
        candidatePeers(peers, peer).some((each) => isPeer(cluster, each, peer, cluster.namespaceOf(policy))))
    );
  });
}

/** With fewer peers, all are compared. */
const MIN_INDEXED_PEERS = 9;
const PEER_INDEXES = new WeakMap<PolicyPeer[], Map<string, PolicyPeer[]>>();
const ANY_NAME = '';

/** Those of a rule's peers that may select an end: a rule may have thousands, each with a label of its own. */
function candidatePeers(peers: PolicyPeer[], end: End): PolicyPeer[] {
  if (peers.length < MIN_INDEXED_PEERS) {
    return peers;
  }
  const index = PEER_INDEXES.get(peers) ?? indexByName(peers);
  PEER_INDEXES.set(peers, index);
  const name = typeof end === 'string' ? undefined : end.labels[NAME_LABEL];
  return [...(index.get(ANY_NAME) ?? []), ...(name ? (index.get(name) ?? []) : [])];
}

/** Peers by the name label that they ask for. */
function indexByName(peers: PolicyPeer[]): Map<string, PolicyPeer[]> {
  const index = new Map<string, PolicyPeer[]>();
  peers.forEach((peer) => append(index, peer.podSelector?.matchLabels?.[NAME_LABEL] ?? ANY_NAME, peer));
  return index;
}

function isPeer(
  cluster: Cluster,
  { ipBlock, namespaceSelector, podSelector }: PolicyPeer,
  end: End,
  policyNamespace: string,
): boolean {
  if (ipBlock) {
    const address = typeof end === 'string' ? end : end.ip;
    const { cidr, except = [] } = ipBlock;
    return cidr !== undefined && isInRange(cidr, address) && !except.some((range) => isInRange(range, address));
  }
  if (typeof end === 'string') {
    return false;
  }
  const inNamespace = namespaceSelector
    ? selects(namespaceSelector, cluster.namespaces.get(end.namespace) ?? {})
    : end.namespace === policyNamespace;
  return inNamespace && selects(podSelector ?? {}, end.labels);
}

/** Whether a range in the notation of CIDR has an address. */
export function isInRange(cidr: string, address: string): boolean {
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
