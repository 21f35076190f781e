import { LabelSelector, LabelSelectorRequirement } from '../api/metadata';
import { PolicyPeer } from '../api/networking';
import { NAME_LABEL, NAMESPACE_NAME_LABEL } from '../kubernetes/naming';

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
