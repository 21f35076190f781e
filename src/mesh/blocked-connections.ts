import { isIPv6 } from 'net';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { Manifest } from '../cluster/manifest';
import { Pod } from '../cluster/pods';
import {
  RULE_FIELDS,
  hasOtherPolicyKinds,
  isDnsPort,
  opensTcpPort,
  tcpPortsOf,
  policyRules,
  firstWithRules,
} from '../cluster/policy-rules';
import { closedBetweenReplicas, closedBy, Direction, End, policiesOver } from '../cluster/reachability';
import { Labels, selects } from '../cluster/selectors';
import { NAMESPACE_NAME_LABEL } from '../kubernetes/naming';

/** The side on which policies cut a connection, the policy to change, and how it comes. */
export interface Block {
  readonly direction: Direction;
  readonly policy: Manifest;
  readonly because: string;
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

/**
 * On which sides policies block a connection: none, one or both. Nothing is said if more than these manifests decides.
 */
export function blocksOf(cluster: Cluster, connection: Connection): Block[] {
  const { from, to, port, toReplica } = connection;
  if (isOnHost(from) || isOnHost(to)) {
    return [];
  }
  const closed = toReplica ? closedBetweenReplicas(cluster, from, port) : closedBy(cluster, from, to, port);
  return closed.flatMap((direction) => {
    const side = new ConnectionSide(cluster, connection, direction);
    return side.isUncertain() ? [] : [side.block()];
  });
}

/** Policies over pods on the node's network do as they please. */
function isOnHost(end: End): boolean {
  return typeof end !== 'string' && end.spec.hostNetwork === true;
}

/** Why a policy that nearly lets a connection pass does not; the lowest rank is what most likely was meant. */
interface NearMiss {
  readonly rank: number;
  readonly because: string;
  readonly byPort: boolean;
}

/** One end of a connection, with the policies that isolate it in the connection's direction. */
class ConnectionSide {
  private readonly policies: Manifest[];
  private readonly peer: End;

  constructor(
    private readonly cluster: Cluster,
    private readonly connection: Connection,
    private readonly direction: Direction,
  ) {
    const { from, to } = connection;
    this.policies = policiesOver(cluster, direction === 'Egress' ? from : to, direction);
    this.peer = direction === 'Egress' ? to : from;
  }

  public isUncertain(): boolean {
    return (
      hasOtherPolicyKinds(this.cluster, this.cluster.namespaceOf(this.policies[0])) ||
      this.policies.some((policy) =>
        this.rules(policy).some((rule) => this.peers(rule).some((each) => this.maySelectPeer(each, rule))),
      )
    );
  }

  public block(): Block {
    const { direction, policies } = this;
    const nearMisses = policies.flatMap((policy) => this.nearMisses(policy).map((miss) => ({ policy, ...miss })));
    const [nearest] = nearMisses.sort((one, other) => one.rank - other.rank);
    if (nearest) {
      const { policy, because, byPort } = nearest;
      return { direction, policy, because, byPort };
    }
    return {
      direction,
      policy: firstWithRules(policies, direction),
      because: `no ${RULE_FIELDS[direction].rules} rule lets that through`,
      byPort: false,
    };
  }

  private rules(policy: Manifest): Manifest[] {
    return policyRules(policy, this.direction);
  }

  private peers(rule: Manifest): Manifest[] {
    return rule[RULE_FIELDS[this.direction].peers] ?? [];
  }

  /** A peer that may select the other end on the cluster, by labels or addresses that these manifests do not show. */
  private maySelectPeer({ ipBlock, namespaceSelector, podSelector }: Manifest, rule: Manifest): boolean {
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
  private nearMisses(policy: Manifest): NearMiss[] {
    const byPort = this.otherPort(policy);
    return byPort ? [byPort] : this.otherNamespace(policy);
  }

  /** A policy that lets the two meet, on another port. */
  private otherPort(policy: Manifest): NearMiss | undefined {
    const { peer, cluster, direction } = this;
    const { from, to, port, servicePort } = this.connection;
    // What is open to a range or to everybody was not meant for this peer.
    const rules = this.rules(policy).filter((rule) =>
      this.peers(rule).some(({ ipBlock }) => (ipBlock !== undefined) === (typeof peer === 'string')),
    );
    const opened = tcpPortsOf(rules, to).filter(
      (each) => each !== port && !closedBy(cluster, from, to, each).includes(direction),
    );
    if (servicePort !== undefined && opened.includes(servicePort)) {
      return {
        rank: 0,
        byPort: true,
        because: `it opens port ${servicePort}, which is the Service's, and policies see the port of the pod`,
      };
    }
    return opened.length === 0
      ? undefined
      : { rank: 1, byPort: true, because: `it opens port ${listText(opened.map(String))} there, and not ${port}` };
  }

  /** A policy that opens the port to pods with the peer's labels, of another namespace. */
  private otherNamespace(policy: Manifest): NearMiss[] {
    const { peer, cluster } = this;
    if (typeof peer === 'string') {
      return [];
    }
    const { to, port } = this.connection;
    const selectors = this.rules(policy)
      .filter((rule) => opensTcpPort(rule, to, port))
      .flatMap((rule) => this.peers(rule))
      .filter(
        ({ podSelector }) => podSelector && Object.keys(podSelector).length > 0 && selects(podSelector, peer.labels),
      )
      .map(({ namespaceSelector }) => namespaceSelector);
    const misses: NearMiss[] = [];
    // In one namespace it would select them.
    if (selectors.some((selector) => !selector)) {
      const namespace = show(cluster.namespaceOf(policy));
      misses.push({
        rank: 2,
        byPort: false,
        because: `its podSelector without a namespaceSelector means pods of namespace ${namespace}, and these are in ${show(peer.namespace)}`,
      });
    }
    const labels = selectors.find((selector) => selector)?.matchLabels;
    if (labels) {
      misses.push({
        rank: 3,
        byPort: false,
        because: `its namespaceSelector ${show(labels)} does not select namespace ${show(peer.namespace)}`,
      });
    }
    return misses;
  }
}

function isPrivate(address: string): boolean {
  return isIPv6(address)
    ? /^f[cd]/i.test(address)
    : /^(10|172\.(1[6-9]|2\d|3[01])|192\.168|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(address);
}

const NAMESPACE_MANIFESTS = new WeakMap<Cluster, Set<string>>();

/** Whether all labels of a namespace are known: its manifest is here, or somebody told them. */
function isNamespaceShown(cluster: Cluster, name: string): boolean {
  const shown =
    NAMESPACE_MANIFESTS.get(cluster) ?? new Set(cluster.all('Namespace').map(({ metadata }) => metadata.name));
  NAMESPACE_MANIFESTS.set(cluster, shown);
  return shown.has(name) || Object.keys(cluster.namespaces.get(name) ?? {}).length > 1;
}

/** Whether labels beyond the known ones could satisfy a selector. */
function mayBeSelected({ matchLabels = {}, matchExpressions = [] }: Manifest, known: Labels): boolean {
  const isOpen = (key: string) => key !== NAMESPACE_NAME_LABEL;
  return (
    Object.entries(matchLabels).every(([key, value]) => isOpen(key) || known[key] === value) &&
    matchExpressions.every(
      (expression: Manifest) => isOpen(expression.key) || selects({ matchExpressions: [expression] }, known),
    )
  );
}
