import { isIP } from 'net';
import {
  INetworkPolicyPeer,
  IPodSelector,
  k8s,
  LabelSelector,
  NetworkPolicyIpBlock,
  NetworkPolicyPeerConfig,
  PodSelectorConfig,
} from 'cdk8s-plus-28';
import { Construct, IConstruct } from 'constructs';
import { checkRange } from './address-range';
import { nonEmptySelector } from './label-selector';
import { refuse, show } from '../base/problem';
import { isDnsLabel, isUnset, UNSET_HINT } from '../kubernetes/checks';
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
      peer: new DetachedPeer({
        podSelector: { labelSelector: LabelSelector.of(), namespaces: { names: [namespace] } },
      }),
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
    return { peer: new DetachedPeer({ podSelector }, undefined, true), ports };
  }

  /**
   * A range of addresses.
   *
   * @param cidr the range, such as `203.0.113.0/24`
   * @param ports TCP ports; see `MeshPeer.ports`
   * @param excluding ranges within it that stay closed
   */
  public static cidr(cidr: string, ports?: number[], excluding?: string[]): MeshPeer {
    return { peer: new DetachedPeer(undefined, { cidr, except: excluding }), ports };
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

/** A peer outside of the construct tree: it makes no object, and a policy only reads it. */
class DetachedPeer extends Construct implements INetworkPolicyPeer {
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

/** Calls the private method by which cdk8s-plus-28 renders its own objects. */
function toKube<T>(value: unknown): T {
  return (value as { _toKube(): T })._toKube();
}

/**
 * A cdk8s-plus-28 peer as peers of the NetworkPolicy API. A peer that would select every pod is refused.
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
  if (peer instanceof DetachedPeer && peer.range) {
    return [{ ipBlock: checkRange(scope, prop, peer.range) }];
  }
  const { ipBlock, podSelector } = peer.toNetworkPolicyPeerConfig();
  if (ipBlock && podSelector) {
    refuse(scope, {
      given: `${prop}: ${peer.node.path || 'a peer'} with pods and addresses`,
      rule: 'a peer of a NetworkPolicy is pods or addresses',
      fix: 'Give two peers',
    });
  }
  return ipBlock
    ? [{ ipBlock: checkRange(scope, prop, toKube<k8s.IpBlock>(ipBlock)) }]
    : podPeers(scope, prop, peer, podSelector);
}

/** Pods as peers: one for each namespace that is given by name. */
function podPeers(
  scope: IConstruct,
  prop: string,
  peer: INetworkPolicyPeer,
  podSelector?: PodSelectorConfig,
): k8s.NetworkPolicyPeer[] {
  const pods = nonEmptySelector(scope, prop, podSelector?.labelSelector);
  const namespaces = nonEmptySelector(scope, prop, podSelector?.namespaces?.labelSelector);
  const names = podSelector?.namespaces?.names;
  if (peer instanceof DetachedPeer && peer.byLabels && !pods) {
    refuse(scope, {
      given: `${prop}: pods of ${names!.map(show).join(', ')} without a label`,
      rule: 'a selector without labels selects every pod of the namespace',
      fix: 'Give at least one label, or say MeshPeers.namespace to mean all of them',
    });
  }
  checkNamespaceNames(scope, prop, names);
  if (!pods && !namespaces && !names) {
    refuse(scope, {
      given: `${prop}: ${peer.node.path || 'a peer'} without a label, a namespace or an address`,
      rule: 'an empty selector selects every pod',
      fix: 'Select by labels or namespaces, or say whom you mean: MeshPeers.namespace, .pods, .cidr or .internet',
    });
  }
  if (names) {
    return names.map((name) => ({ namespaceSelector: namespaceByNameAnd(name, namespaces), podSelector: pods }));
  }
  // Labelled pods of every namespace are more than those of the policy's own namespace.
  const isAnyNamespace = podSelector?.namespaces?.labelSelector !== undefined && !namespaces;
  return [{ namespaceSelector: isAnyNamespace ? {} : namespaces, podSelector: pods }];
}

function checkNamespaceNames(scope: IConstruct, prop: string, names?: string[]): void {
  if (names?.length === 0) {
    refuse(scope, {
      given: `${prop}: namespaces by an empty list of names`,
      rule: 'a rule of a policy without a peer admits everybody, and no name is no peer',
      fix: 'Name at least one, or leave names out and select namespaces by labels',
    });
  }
  // JavaScript may have put undefined into the list, which find() could not tell from finding nothing.
  const wrong = names?.findIndex((name) => !isDnsLabel(name) || isUnset(name)) ?? -1;
  if (wrong >= 0) {
    refuse(scope, {
      given: `${prop}: namespace ${show(names![wrong])}`,
      rule: "a Namespace's name is a DNS-1123 label, and a selector without one selects every namespace",
      fix: `Give the name as kubectl shows it; ${UNSET_HINT}`,
    });
  }
}

/** Selects a namespace by its name if it also meets a selector. */
function namespaceByNameAnd(name: string, selector: k8s.LabelSelector = {}): k8s.LabelSelector {
  return {
    matchLabels: { ...selector.matchLabels, ...namespaceByName(name).matchLabels },
    matchExpressions: selector.matchExpressions,
  };
}

/** Selects a namespace by its name, which the API server puts on every namespace as a label. */
export function namespaceByName(name: string, label: string = NAMESPACE_NAME_LABEL): k8s.LabelSelector {
  return { matchLabels: { [label]: name } };
}

/** Refuses a peer without ports. For callers of the mesh, ports may be left out. */
export function refuseNoPorts(scope: IConstruct, prop: string): never {
  refuse(scope, {
    given: `${prop}: a peer without ports`,
    rule: 'in a NetworkPolicy, no ports means every port',
    fix: 'Name the TCP ports, such as { peer, ports: [443] }',
  });
}
