import { INetworkPolicyPeer, k8s, PodSelectorConfig } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { DetachedPeer } from './detached-peer';
import { nonEmptySelector } from './label-selector';
import { refuse, show } from '../base/problem';
import { checkRange } from '../kubernetes/address-range';
import { isDnsLabel, isUnset, UNSET_HINT } from '../kubernetes/checks';
import { NAMESPACE_NAME_LABEL } from '../kubernetes/naming';

/** Calls the private method by which cdk8s-plus-28 renders its own objects. */
function toKube<T>(value: unknown): T {
  return (value as { _toKube(): T })._toKube();
}

/**
 * A cdk8s-plus-28 peer as peers of the NetworkPolicy API. A peer that would select every pod is refused.
 *
 * @param scope the construct that error messages name
 * @param prop the prop that the peer was given in
 */
export function apiPeers(
  scope: IConstruct,
  prop: string,
  peer: INetworkPolicyPeer | undefined,
): k8s.NetworkPolicyPeer[] {
  if (typeof peer?.toNetworkPolicyPeerConfig !== 'function') {
    refuse(scope, {
      given: `${prop}: an entry without a peer`,
      rule: 'an entry is a MeshPeer: pods, a namespace or addresses, and ports',
      fix: 'Write MeshPeer.of(agent), MeshPeer.namespace(name) or another of its factories',
    });
  }
  if (DetachedPeer.is(peer) && peer.range) {
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
  if (DetachedPeer.is(peer) && peer.byLabels && !pods) {
    refuse(scope, {
      given: `${prop}: pods of ${names!.map(show).join(', ')} without a label`,
      rule: 'a selector without labels selects every pod of the namespace',
      fix: 'Give at least one label, or say MeshPeer.namespace to mean all of them',
    });
  }
  checkNamespaceNames(scope, prop, names);
  if (!pods && !namespaces && !names) {
    refuse(scope, {
      given: `${prop}: ${peer.node.path || 'a peer'} without a label, a namespace or an address`,
      rule: 'an empty selector selects every pod',
      fix: 'Select by labels or namespaces, or say whom you mean: MeshPeer.namespace, .pods, .cidr or .internet',
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
    fix: 'Name the ports, such as MeshPeer.of(peer, [443])',
  });
}
