import { Manifest } from './manifests';

export type Labels = { [key: string]: string };

/**
 * Whether a LabelSelector selects these labels. An empty one selects everything, as in Kubernetes; what a missing
 * selector means differs from field to field, so that is for the caller to say.
 */
export function selects(selector: Manifest, labels: Labels): boolean {
  return Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value)
    && (selector.matchExpressions ?? []).every((expression: Manifest) => satisfies(expression, labels));
}

function satisfies({ key, operator, values }: Manifest, labels: Labels): boolean {
  const there = Object.hasOwn(labels, key);
  switch (operator) {
    case 'In': return there && values.includes(labels[key]);
    // A pod without the label is not in the list either.
    case 'NotIn': return !there || !values.includes(labels[key]);
    case 'Exists': return there;
    case 'DoesNotExist': return !there;
    default: throw new Error(`matchExpressions: unknown operator ${operator}`);
  }
}
