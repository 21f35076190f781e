import { LabelSelector, LabelSelectorRequirement } from '../api/metadata';
import { PolicyPeer } from '../api/networking';
import { Cluster } from '../cluster/cluster';
import { Pod } from '../cluster/pods';
import { selects } from '../cluster/selectors';
import { NAME_LABEL, NAMESPACE_NAME_LABEL } from '../kubernetes/naming';

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

/** A peer in a few words: "prometheus in monitoring", "all of namespace tools". */
export function peerLabel({ namespaceSelector, podSelector }: PolicyPeer, policyNamespace: string): string {
  const pods = selectorLabel(podSelector, NAME_LABEL);
  const namespace =
    namespaceSelector === undefined ? policyNamespace : selectorLabel(namespaceSelector, NAMESPACE_NAME_LABEL);
  return pods === undefined
    ? `all of ${namespace === undefined ? 'every namespace' : `namespace ${namespace}`}`
    : `${pods} in ${namespace ?? 'any namespace'}`;
}

/**
 * The value of a label that is a name, if the selector has one, or else all that it asks for; nothing if it selects
 * all.
 */
function selectorLabel(selector: LabelSelector | undefined, nameLabel: string): string | undefined {
  const { matchLabels = {}, matchExpressions = [] } = selector ?? {};
  const [name] = [nameLabel, 'app', 'k8s-app'].flatMap((label) => matchLabels[label] ?? []);
  if (name !== undefined) {
    return name;
  }
  const requirements = [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(expressionLabel),
  ];
  return requirements.length > 0 ? requirements.join(', ') : undefined;
}

function expressionLabel({ key, operator, values = [] }: LabelSelectorRequirement): string {
  return [key, operator, ...(values.length > 0 ? [`(${values.join(', ')})`] : [])].join(' ');
}
