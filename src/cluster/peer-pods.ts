import { Cluster } from './cluster';
import { Pod } from './pods';
import { selects } from './selectors';
import { LabelSelector } from '../api/metadata';
import { PolicyPeer } from '../api/networking';
import { NAMESPACE_NAME_LABEL } from '../kubernetes/naming';

/** The pods that a peer of a NetworkPolicy selects, among those in the manifests. */
export function podsOfPeer(
  cluster: Cluster,
  { namespaceSelector, podSelector = {} }: PolicyPeer,
  policyNamespace: string,
): Pod[] {
  return selectedNamespaces(cluster, namespaceSelector, policyNamespace).flatMap((namespace) =>
    cluster.podsBy(namespace, podSelector),
  );
}

/** Without a namespaceSelector, a peer is in the policy's own namespace. */
function selectedNamespaces(
  { namespaces }: Cluster,
  selector: LabelSelector | undefined,
  policyNamespace: string,
): string[] {
  if (selector === undefined) {
    return [policyNamespace];
  }
  const name = selector.matchLabels?.[NAMESPACE_NAME_LABEL];
  const candidates = name === undefined ? [...namespaces.keys()] : [name].filter((each) => namespaces.has(each));
  return candidates.filter((each) => selects(selector, namespaces.get(each)!));
}

/** Whether a selector leaves nothing out; a missing podSelector does not either. */
export function selectsEverything({ matchLabels = {}, matchExpressions = [] }: LabelSelector = {}): boolean {
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
}

/** Whether a peer is every pod of every namespace, including those that are not in the manifests. */
export function isEveryPod({ namespaceSelector, podSelector }: PolicyPeer): boolean {
  return namespaceSelector !== undefined && selectsEverything(namespaceSelector) && selectsEverything(podSelector);
}
