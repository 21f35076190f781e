import { isIPv6 } from 'net';
import { NetworkPolicy } from '../api/kinds';
import { LabelSelector } from '../api/metadata';
import { PolicyPeer, PolicyPort, PolicyRule } from '../api/networking';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { policiesAbout } from '../cluster/peer-index';
import { Pod } from '../cluster/pods';
import {
  Direction,
  End,
  firstWithRules,
  hasOtherPolicyKinds,
  isDnsPort,
  opensTcpPort,
  policyPeers,
  policyRules,
  RULE_FIELDS,
  tcpPortsOf,
} from '../cluster/policy-rules';
import { closedBetweenReplicas, closedDirections, isInRange, policiesOver } from '../cluster/reachability';
import { Labels, selects } from '../cluster/selectors';
import { NAMESPACE_NAME_LABEL } from '../kubernetes/naming';

/** The side on which policies cut a connection, the policy to change, and how it comes. */
export interface Block {
  readonly direction: Direction;
  readonly policy: NetworkPolicy;
  readonly because: string;
  /** The part of the policy that nearly lets it pass. */
  readonly part?: object;
  /** Whether the policy lets the two meet, on another port. */
  readonly byPort: boolean;
}

/** A connection that somebody needs. */
export interface Connection {
  readonly from: Pod;
  readonly to: End;
  /** Of the receiving pod. */
  readonly port: number;
  /** Whether another replica is meant, if `from` and `to` are one pod. */
  readonly toReplica?: boolean;
  /** Of the Service in front of it, where the caller knows that. */
  readonly servicePort?: number;
}

/** Where policies keep one end from another: nowhere, or on one side, or on both. Silent where more than these manifests decides. */
export function blocksOf(cluster: Cluster, connection: Connection): Block[] {
  const { from, to, port, toReplica } = connection;
  if (isOnHost(from) || isOnHost(to)) {
    return [];
  }
  const closed = toReplica ? closedBetweenReplicas(cluster, from, port) : closedDirections(cluster, from, to, port);
  return closed.flatMap((direction) => {
    const side = new ConnectionSide(cluster, connection, direction);
    return side.isUncertain() ? [] : [side.block()];
  });
}

/** Policies over pods on the node's network do as they please. */
function isOnHost(end: End): boolean {
  return typeof end !== 'string' && end.spec.hostNetwork === true;
}

/** Policies that are looked at for an explanation, of those over one pod. Who has more does not write them by hand. */
const MOST_EXPLAINED = 50;

const HOPEFUL_RULES = new WeakMap<NetworkPolicy[], { [direction in Direction]?: PolicyRule[] }>();
const RULES_OF_RANGES = new WeakMap<NetworkPolicy[], { [direction in Direction]?: PolicyRule[] }>();

/** One end of a connection, with the policies that isolate it in the connection's direction. */
class ConnectionSide {
  private readonly policies: NetworkPolicy[];
  private readonly peer: End;
  private readonly subject?: Pod;

  constructor(
    private readonly cluster: Cluster,
    private readonly connection: Connection,
    private readonly direction: Direction,
  ) {
    const { from, to } = connection;
    const subject = direction === 'Egress' ? from : to;
    this.subject = typeof subject === 'string' ? undefined : subject;
    this.policies = policiesOver(cluster, subject, direction);
    this.peer = direction === 'Egress' ? to : from;
  }

  public isUncertain(): boolean {
    return (
      hasOtherPolicyKinds(this.cluster, this.cluster.namespaceOf(this.policies[0]), this.subject) ||
      this.mayBeInRange() ||
      this.hopefulRules().some((rule) => this.peers(rule).some((each) => this.maySelectPeer(each, rule)))
    );
  }

  /** Whether a range may have the other pod's address, which no manifest tells. */
  private mayBeInRange(): boolean {
    const { to, port } = this.connection;
    return typeof this.peer !== 'string' && this.rulesOfRanges().some((rule) => opensTcpPort(rule, to, port));
  }

  public block(): Block {
    const { direction, policies } = this;
    const near = new Set(policiesAbout(policies, direction, this.peer));
    const said = policies
      .slice(0, MOST_EXPLAINED)
      .filter((policy) => near.has(policy) || namesPorts(policy, direction))
      .flatMap((policy) => this.mistakes(policy).map((mistake) => ({ policy, ...mistake })));
    const [best] = said.sort((one, other) => one.rank - other.rank);
    return best
      ? { direction, policy: best.policy, because: best.because, part: best.part, byPort: best.byPort }
      : {
          direction,
          policy: firstWithRules(policies, direction),
          because: `no ${RULE_FIELDS[direction].rules} rule allows this connection`,
          byPort: false,
        };
  }

  /** The rules that may select what these manifests do not show: by a namespace's labels, or of an address. */
  private hopefulRules(): PolicyRule[] {
    if (typeof this.peer === 'string') {
      return this.policies.flatMap((policy) => this.rules(policy));
    }
    const byDirection = HOPEFUL_RULES.get(this.policies) ?? {};
    HOPEFUL_RULES.set(this.policies, byDirection);
    return (byDirection[this.direction] ??= this.policies
      .flatMap((policy) => this.rules(policy))
      .filter((rule) => this.peers(rule).some(({ namespaceSelector }) => namespaceSelector !== undefined)));
  }

  /** The rules with a range that may have pods. Collected once for all pods that the same policies isolate. */
  private rulesOfRanges(): PolicyRule[] {
    const byDirection = RULES_OF_RANGES.get(this.policies) ?? {};
    RULES_OF_RANGES.set(this.policies, byDirection);
    return (byDirection[this.direction] ??= this.policies
      .flatMap((policy) => this.rules(policy))
      .filter((rule) => this.peers(rule).some(({ ipBlock }) => ipBlock !== undefined && mayHavePods(ipBlock))));
  }

  private rules(policy: NetworkPolicy): PolicyRule[] {
    return policyRules(policy, this.direction);
  }

  private peers(rule: PolicyRule): PolicyPeer[] {
    return policyPeers(rule, this.direction);
  }

  /** A peer that may select the other end on the cluster, by labels or addresses that these manifests do not show. */
  private maySelectPeer({ ipBlock, namespaceSelector, podSelector }: PolicyPeer, rule: PolicyRule): boolean {
    const {
      peer,
      cluster,
      connection: { to, port },
    } = this;
    if (typeof peer === 'string') {
      // A private address may be a Service's or a pod's, which selectors mean.
      return isPrivate(peer) && ipBlock === undefined && !(rule.ports?.length && rule.ports.every(isDnsPort));
    }
    const known = cluster.namespaces.get(peer.namespace) ?? {};
    return (
      namespaceSelector !== undefined &&
      !isNamespaceShown(cluster, peer.namespace) &&
      opensTcpPort(rule, to, port) &&
      mayBeSelected(namespaceSelector, known) &&
      selects(podSelector ?? {}, peer.labels)
    );
  }

  /** What is wrong with a policy that nearly lets the connection pass. */
  private mistakes(policy: NetworkPolicy): { because: string; byPort: boolean; rank: number; part?: object }[] {
    const {
      peer,
      cluster,
      direction,
      connection: { from, to, port, servicePort },
    } = this;
    const rules = this.rules(policy);
    // What is open to a range or to everybody was not meant for this peer.
    const meant = rules.filter((rule) =>
      this.peers(rule).some(({ ipBlock }) => (ipBlock !== undefined) === (typeof peer === 'string')),
    );
    const opened = tcpPortsOf(meant, to).filter(
      (each) => each !== port && !closedDirections(cluster, from, to, each).includes(direction),
    );
    if (servicePort !== undefined && opened.includes(servicePort)) {
      return [
        {
          rank: 0,
          byPort: true,
          part: portEntry(meant, servicePort),
          because: `it opens port ${servicePort}, which is the Service's, and policies see the port of the pod`,
        },
      ];
    }
    if (opened.length > 0) {
      return [
        {
          rank: 1,
          byPort: true,
          part: portEntry(meant, opened[0]),
          because: `it opens port ${listText(opened.map(String))} there, and not ${port}`,
        },
      ];
    }
    if (typeof peer === 'string') {
      return [];
    }
    const near = rules
      .filter((rule) => opensTcpPort(rule, to, port))
      .flatMap((rule) => this.peers(rule))
      .filter(
        ({ podSelector }) => podSelector && Object.keys(podSelector).length > 0 && selects(podSelector, peer.labels),
      );
    const home = cluster.namespaceOf(policy);
    const ownNamespace = near.find(({ namespaceSelector }) => !namespaceSelector);
    const [otherNamespace] = near.flatMap(({ namespaceSelector }) => (namespaceSelector ? [namespaceSelector] : []));
    return [
      // In one namespace it would select them.
      ...(ownNamespace
        ? [
            {
              rank: 2,
              part: ownNamespace,
              byPort: false,
              because: `its podSelector without a namespaceSelector means pods of namespace ${show(home)}, and these are in ${show(peer.namespace)}`,
            },
          ]
        : []),
      ...(otherNamespace?.matchLabels
        ? [
            {
              rank: 3,
              part: otherNamespace,
              byPort: false,
              because: `its namespaceSelector ${show(otherNamespace.matchLabels)} does not select namespace ${show(peer.namespace)}`,
            },
          ]
        : []),
    ];
  }
}

const PORTS_NAMED = new WeakMap<NetworkPolicy, { [direction in Direction]?: boolean }>();

/** Whether rules of a policy name TCP ports. */
function namesPorts(policy: NetworkPolicy, direction: Direction): boolean {
  const known = PORTS_NAMED.get(policy) ?? {};
  PORTS_NAMED.set(policy, known);
  return (known[direction] ??= policyRules(policy, direction).some(({ ports = [] }) =>
    ports.some((port) => port.port !== undefined && (port.protocol ?? 'TCP') === 'TCP'),
  ));
}

/** The first entry of some rules for a port. */
function portEntry(rules: PolicyRule[], port: number): PolicyPort | undefined {
  return rules.flatMap(({ ports = [] }) => ports).find((each) => each.port === port);
}

/** Ranges that clusters give to pods, by an address in each part that policies leave out by itself. */
const POD_ADDRESSES = ['10.0.0.1', '10.42.0.1', '10.128.0.1', '10.244.0.1', '172.16.0.1', '172.20.0.1', '192.168.0.1'];

/** Whether a range may have pods of the cluster: a private one, unless it leaves all private ones out. */
function mayHavePods({ cidr = '', except = [] }: NonNullable<PolicyPeer['ipBlock']>): boolean {
  const [base] = cidr.split('/');
  if (isIPv6(base)) {
    return /^(f[cd]|::)/i.test(base);
  }
  return (
    isPrivate(base) ||
    POD_ADDRESSES.some((address) => isInRange(cidr, address) && !except.some((each) => isInRange(each, address)))
  );
}

function isPrivate(address: string): boolean {
  return isIPv6(address)
    ? /^f[cd]/i.test(address)
    : /^(10|172\.(1[6-9]|2\d|3[01])|192\.168|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(address);
}

const NAMESPACE_MANIFESTS = new WeakMap<Cluster, Set<string>>();

/** Whether all labels of a namespace are known: its manifest is here, or somebody told them. */
export function isNamespaceShown(cluster: Cluster, name: string): boolean {
  const shown =
    NAMESPACE_MANIFESTS.get(cluster) ?? new Set(cluster.all('Namespace').map(({ metadata }) => metadata.name));
  NAMESPACE_MANIFESTS.set(cluster, shown);
  return shown.has(name) || Object.keys(cluster.namespaces.get(name) ?? {}).length > 1;
}

/** Whether labels beyond the known ones could satisfy a selector. */
function mayBeSelected({ matchLabels = {}, matchExpressions = [] }: LabelSelector, known: Labels): boolean {
  const isOpen = (key: string | undefined) => key !== NAMESPACE_NAME_LABEL;
  return (
    Object.entries(matchLabels).every(([key, value]) => isOpen(key) || known[key] === value) &&
    matchExpressions.every((expression) => isOpen(expression.key) || selects({ matchExpressions: [expression] }, known))
  );
}
