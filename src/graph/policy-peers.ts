import { Cluster } from '../cluster/cluster';
import { Manifest } from '../cluster/manifest';
import { Pod } from '../cluster/pods';
import { selects } from '../cluster/selectors';
import { NAME_LABEL, NAMESPACE_NAME_LABEL } from '../kubernetes/naming';

/** The pods, of those that the manifests show, that a peer of a policy selects. */
export function podsOf(
  cluster: Cluster,
  { namespaceSelector, podSelector = {} }: Manifest,
  policyNamespace: string,
): Pod[] {
  return namespaces(cluster, namespaceSelector, policyNamespace).flatMap((namespace) =>
    cluster.podsBy(namespace, podSelector),
  );
}

function namespaces({ namespaces: known }: Cluster, selector: Manifest | undefined, own: string): string[] {
  if (selector === undefined) {
    return [own];
  }
  const name = selector.matchLabels?.[NAMESPACE_NAME_LABEL];
  return (name === undefined ? [...known.keys()] : known.has(name) ? [name] : []).filter((each) =>
    selects(selector, known.get(each)!),
  );
}

/** Whether a selector leaves nothing out; a missing one of pods does not either. */
export function selectsAll({ matchLabels = {}, matchExpressions = [] }: Manifest = {}): boolean {
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
}

/** Whether a peer is all pods of all namespaces, those included that these manifests do not show. */
export function isEverywhere({ namespaceSelector, podSelector }: Manifest): boolean {
  return namespaceSelector !== undefined && selectsAll(namespaceSelector) && selectsAll(podSelector);
}

/** A peer in a few words: "prometheus in monitoring", "all of namespace tools". */
export function peerInWords({ namespaceSelector, podSelector }: Manifest, policyNamespace: string): string {
  const pods = selectorInWords(podSelector, NAME_LABEL);
  const namespace =
    namespaceSelector === undefined ? policyNamespace : selectorInWords(namespaceSelector, NAMESPACE_NAME_LABEL);
  return pods === undefined
    ? `all of ${namespace === undefined ? 'every namespace' : `namespace ${namespace}`}`
    : `${pods} in ${namespace ?? 'any namespace'}`;
}

/** By a label that is a name, where it has one; nothing where it selects all. */
function selectorInWords(selector: Manifest | undefined, nameLabel: string): string | undefined {
  const { matchLabels = {}, matchExpressions = [] } = selector ?? {};
  const demands = [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(
      ({ key, operator, values = [] }: Manifest) =>
        `${key} ${[operator, ...(values.length ? [`(${values.join(', ')})`] : [])].join(' ')}`,
    ),
  ];
  const [name] = [nameLabel, 'app', 'k8s-app'].flatMap((label) => matchLabels[label] ?? []);
  return name ?? (demands.length ? demands.join(', ') : undefined);
}
