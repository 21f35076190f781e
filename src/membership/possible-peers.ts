import { OutsidePeer } from '../edges/end';
import { NAMESPACE_NAME_LABEL } from '../kubernetes/naming';

/** Pods, as far as their labels are known. */
export interface SomePods {
  readonly namespace?: string;
  readonly labels: { readonly [key: string]: string };
  /** Whether they have no other labels. Those behind a Service may. */
  readonly areAllLabels: boolean;
}

/**
 * Whether a peer of a policy may be some pods. Of addresses, and of what expressions ask, that cannot be known.
 *
 * @param seenFrom the namespace of the policy
 */
export function mayBe(
  { ipBlock, podSelector, namespaceSelector }: OutsidePeer,
  { namespace, labels, areAllLabels }: SomePods,
  seenFrom: string | undefined,
): boolean {
  if (ipBlock) {
    return true;
  }
  const demands = Object.entries(podSelector?.matchLabels ?? {});
  const isOfNamespace =
    namespaceSelector === undefined
      ? namespace === seenFrom
      : namespace === undefined ||
        !isNamed(namespaceSelector.matchLabels) ||
        isNamed(namespaceSelector.matchLabels, namespace);
  return (
    isOfNamespace &&
    demands.every(([key, value]) => labels[key] === value || (labels[key] === undefined && !areAllLabels))
  );
}

/** Whether labels name a namespace; this one, if it is given. */
function isNamed(labels: { [key: string]: string } = {}, namespace?: string): boolean {
  const name = labels[NAMESPACE_NAME_LABEL];
  return name !== undefined && (namespace === undefined || name === namespace);
}
