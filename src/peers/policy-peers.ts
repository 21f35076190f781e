import { BlockList, isIP } from 'net';
import {
  INetworkPolicyPeer,
  IPodSelector,
  k8s,
  LabelSelector,
  NetworkPolicyIpBlock,
  NetworkPolicyPeerConfig,
} from 'cdk8s-plus-28';
import { Construct, IConstruct } from 'constructs';
import { refuse, show } from '../base/problem';
import { checkLabel, isDnsLabel, isUnset, UNSET_HINT } from '../kubernetes/checks';
import { NAMESPACE_NAME_LABEL } from '../kubernetes/naming';

/** Somebody outside the mesh, and the ports on which traffic is allowed. */
export interface MeshPeer {
  /** Pods, a namespace or addresses: an agent, a cdk8s-plus-28 peer, or one of `MeshPeers`. */
  readonly peer: INetworkPolicyPeer;
  /**
   * TCP ports, of the pods that receive the traffic.
   *
   * @default - towards the mesh: the ports of the agents (or of the registry) that it selects; away from it there is none, and leaving them out is an error
   */
  readonly ports?: number[];
}

/** Ready-made peers. */
export class MeshPeers {
  /**
   * Every pod of a namespace, such as that of an ingress controller.
   *
   * @param namespace the namespace's name
   * @param ports TCP ports; see `MeshPeer.ports`
   */
  public static namespace(namespace: string, ports?: number[]): MeshPeer {
    return {
      peer: new FixedPeer({ podSelector: { labelSelector: LabelSelector.of(), namespaces: { names: [namespace] } } }),
      ports,
    };
  }

  /**
   * Pods with certain labels in a namespace, such as Prometheus'.
   *
   * @param namespace the namespace's name
   * @param labels the labels that the pods have; at least one
   * @param ports TCP ports; see `MeshPeer.ports`
   */
  public static pods(namespace: string, labels: { [key: string]: string }, ports?: number[]): MeshPeer {
    const podSelector = { labelSelector: LabelSelector.of({ labels }), namespaces: { names: [namespace] } };
    return { peer: new FixedPeer({ podSelector }, undefined, true), ports };
  }

  /**
   * A range of addresses.
   *
   * @param cidr the range, such as `203.0.113.0/24`
   * @param ports TCP ports; see `MeshPeer.ports`
   * @param excluding ranges within it that stay closed
   */
  public static cidr(cidr: string, ports?: number[], excluding?: string[]): MeshPeer {
    return { peer: new FixedPeer(undefined, { cidr, except: excluding }), ports };
  }

  /**
   * One address, of either family.
   *
   * @param address the address, such as `203.0.113.7`
   * @param ports TCP ports; see `MeshPeer.ports`
   */
  public static address(address: string, ports?: number[]): MeshPeer {
    return MeshPeers.cidr(`${address}/${isIP(address) === 6 ? 128 : 32}`, ports);
  }

  /**
   * The internet by IPv4, for outside LLM APIs: every address but the private and link-local ranges, which hold the
   * cluster, its neighbours and the cloud's metadata service. A policy cannot tell one outside host from another.
   *
   * @param ports TCP ports; 443 by default
   */
  public static internet(ports: number[] = [443]): MeshPeer {
    return MeshPeers.cidr('0.0.0.0/0', ports, PRIVATE_RANGES);
  }

  private constructor() {}
}

/** RFC 1918, shared address space (RFC 6598; some clusters' pods, one cloud's metadata), loopback, and link-local with 169.254.169.254. */
const PRIVATE_RANGES = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
];

/** A peer that is no part of any tree: it makes no object, and a policy only reads it. */
class FixedPeer extends Construct implements INetworkPolicyPeer {
  private config?: NetworkPolicyPeerConfig;

  constructor(
    config?: NetworkPolicyPeerConfig,
    public readonly range?: k8s.IpBlock,
    public readonly byLabels: boolean = false,
  ) {
    super(undefined as unknown as Construct, '');
    this.config = config;
  }

  public toNetworkPolicyPeerConfig(): NetworkPolicyPeerConfig {
    this.config ??= { ipBlock: this.block(this.range!) };
    return this.config;
  }

  public toPodSelector(): IPodSelector | undefined {
    return undefined;
  }

  private block({ cidr, except }: k8s.IpBlock): NetworkPolicyIpBlock {
    return cidr.includes(':')
      ? NetworkPolicyIpBlock.ipv6(this, 'range', cidr, except)
      : NetworkPolicyIpBlock.ipv4(this, 'range', cidr, except);
  }
}

/** The parts of a cdk8s-plus-28 `LabelSelector`. */
interface Demands {
  readonly labels?: { [key: string]: string };
  readonly expressions?: k8s.LabelSelectorRequirement[];
}

/** Reads what cdk8s-plus-28 keeps to itself, as its own NetworkPolicy does. */
function kube<T>(part: unknown): T {
  return (part as { _toKube(): T })._toKube();
}

/**
 * A cdk8s-plus-28 peer as the API has it.
 *
 * @param scope the construct that errors name
 * @param prop the prop that the peer was given in
 */
export function apiPeers(scope: IConstruct, prop: string, peer: INetworkPolicyPeer): k8s.NetworkPolicyPeer[] {
  if (typeof peer?.toNetworkPolicyPeerConfig !== 'function') {
    refuse(scope, {
      given: `${prop}: an entry without a peer`,
      rule: 'an entry is { peer, ports }, with pods, a namespace or addresses as peer',
      fix: 'Write { peer: agent }, or take one of MeshPeers',
    });
  }
  if (peer instanceof FixedPeer && peer.range) {
    return [{ ipBlock: checkRange(scope, prop, peer.range) }];
  }
  const { ipBlock, podSelector } = peer.toNetworkPolicyPeerConfig();
  if (ipBlock) {
    return [{ ipBlock: checkRange(scope, prop, kube<k8s.IpBlock>(ipBlock)) }];
  }
  const pods = selective(scope, prop, podSelector?.labelSelector);
  const namespaces = selective(scope, prop, podSelector?.namespaces?.labelSelector);
  const names = podSelector?.namespaces?.names ?? [];
  if (peer instanceof FixedPeer && peer.byLabels && !pods) {
    refuse(scope, {
      given: `${prop}: pods of ${names.map(show).join(', ')} without a label`,
      rule: 'a selector without labels selects every pod of the namespace',
      fix: 'Give at least one label, or say MeshPeers.namespace to mean all of them',
    });
  }
  const wrong = names.find((name) => !isDnsLabel(name) || isUnset(name));
  if (names.length > 0 && (wrong !== undefined || names.includes(undefined as unknown as string))) {
    refuse(scope, {
      given: `${prop}: namespace ${show(wrong)}`,
      rule: "a Namespace's name is a DNS-1123 label, and a selector without one selects every namespace",
      fix: `Give the name as kubectl shows it; ${UNSET_HINT}`,
    });
  }
  if (!pods && !namespaces && names.length === 0) {
    refuse(scope, {
      given: `${prop}: ${peer.node.path || 'a peer'} without a label, a namespace or an address`,
      rule: 'an empty selector selects every pod',
      fix: 'Select by labels or namespaces, or say whom you mean: MeshPeers.namespace, .pods, .cidr or .internet',
    });
  }
  return names.length > 0
    ? names.map((name) => ({ namespaceSelector: namespaceByName(name), podSelector: pods }))
    : [{ namespaceSelector: namespaces, podSelector: pods }];
}

/**
 * A selector with at least one demand, each of them whole; nothing where it makes none. What cdk8s-plus-28 renders does
 * not do here: it drops labels without a value, and then selects everything.
 */
function selective(scope: IConstruct, prop: string, selector?: LabelSelector): k8s.LabelSelector | undefined {
  const { labels: demands = {}, expressions = [] } = (selector ?? {}) as unknown as Demands;
  const labels = Object.entries(demands);
  for (const [key, value] of labels) {
    checkLabel(scope, prop, key, value);
    if (typeof value !== 'string' || value === '') {
      refuse(scope, {
        given: `${prop}: label ${show(key)} with ${value === '' ? 'an empty value' : 'no value'}`,
        rule: 'a selector without a value selects more than was meant',
        fix: `Give the value that the pods carry; ${UNSET_HINT}`,
      });
    }
  }
  return labels.length + expressions.length === 0
    ? undefined
    : {
        matchLabels: labels.length > 0 ? demands : undefined,
        matchExpressions:
          expressions.length > 0
            ? expressions.map(({ key, operator, values }) => ({ key, operator, values }))
            : undefined,
      };
}

/** The namespace of a name, by the label that the API server puts on every namespace. */
export function namespaceByName(name: string, label: string = NAMESPACE_NAME_LABEL): k8s.LabelSelector {
  return { matchLabels: { [label]: name } };
}

/** Refuses a peer without ports, where no port of the mesh is meant by that. */
export function refuseNoPorts(scope: IConstruct, prop: string): never {
  refuse(scope, {
    given: `${prop}: a peer without ports`,
    rule: 'in a NetworkPolicy, no ports means every port',
    fix: 'Name the TCP ports, such as { peer, ports: [443] }',
  });
}

function checkRange(scope: IConstruct, prop: string, { cidr, except = [] }: k8s.IpBlock): k8s.IpBlock {
  for (const range of [cidr, ...except]) {
    if (!parseRange(range)) {
      refuse(scope, {
        given: `${prop}: ${show(range)}`,
        rule: "a range of addresses is written as an address, '/' and the number of bits that are fixed",
        fix: 'Give one such as "203.0.113.0/24", or "203.0.113.7/32" for one address; policies know no host names, and MeshPeers.internet() means all of the outside',
      });
    }
  }
  const outside = except.find((range) => !isWithin(range, cidr));
  if (outside !== undefined) {
    refuse(scope, {
      given: `${prop}: ${show(outside)} excluded from ${show(cidr)}`,
      rule: 'what is excluded lies within the range and is smaller than it',
      fix: 'Leave it out, or widen the range',
    });
  }
  return { cidr, except: except.length ? except : undefined };
}

function parseRange(range: string): { address: string; bits: number; family: 'ipv4' | 'ipv6' } | undefined {
  const match = typeof range === 'string' ? /^([0-9a-fA-F.:]+)\/(\d{1,3})$/.exec(range) : null;
  const version = match ? isIP(match[1]) : 0;
  return version !== 0 && Number(match![2]) <= (version === 4 ? 32 : 128)
    ? { address: match![1], bits: Number(match![2]), family: version === 4 ? 'ipv4' : 'ipv6' }
    : undefined;
}

function isWithin(inner: string, outer: string): boolean {
  const [small, large] = [parseRange(inner)!, parseRange(outer)!];
  const range = new BlockList();
  range.addSubnet(large.address, large.bits, large.family);
  return small.family === large.family && small.bits > large.bits && range.check(small.address, small.family);
}
