import { LabelSelector, LabelSelectorRequirement } from '../api/metadata';
import { append } from '../base/append';

export type Labels = { readonly [key: string]: string };

/**
 * Whether a LabelSelector selects these labels. An empty one selects everything, as in Kubernetes; what a missing
 * selector means differs from field to field, so that is for the caller to say.
 */
export function selects({ matchLabels, matchExpressions }: LabelSelector, labels: Labels): boolean {
  if (matchLabels !== undefined) {
    for (const key of Object.keys(matchLabels)) {
      if (labels[key] !== matchLabels[key]) {
        return false;
      }
    }
  }
  return matchExpressions === undefined || matchExpressions.every((expression) => satisfies(expression, labels));
}

function satisfies({ key = '', operator, values = [] }: LabelSelectorRequirement, labels: Labels): boolean {
  const exists = Object.hasOwn(labels, key);
  switch (operator) {
    case 'In':
      return exists && values.includes(labels[key]);
    // A pod without the label is not in the list either.
    case 'NotIn':
      return !exists || !values.includes(labels[key]);
    case 'Exists':
      return exists;
    case 'DoesNotExist':
      return !exists;
    // The API server refuses any other.
    default:
      return false;
  }
}

/** Whatever has labels in a namespace, found by selectors without a look at all of it. */
export class LabelIndex<T extends { readonly namespace: string; readonly labels: Labels }> {
  private readonly byNamespace = new Map<string, T[]>();
  private readonly byLabel = new Map<string, T[]>();

  constructor(labelled: T[]) {
    for (const each of labelled) {
      append(this.byNamespace, each.namespace, each);
      Object.entries(each.labels).forEach(([key, value]) =>
        append(this.byLabel, entry(each.namespace, key, value), each),
      );
    }
  }

  /** Those in a namespace that a selector selects, in their own order. */
  public select(namespace: string, selector: LabelSelector): T[] {
    const candidates = Object.entries(selector.matchLabels ?? {}).map(
      ([key, value]) => this.byLabel.get(entry(namespace, key, value)) ?? [],
    );
    const fewest = candidates.reduce(
      (one, other) => (other.length < one.length ? other : one),
      this.byNamespace.get(namespace) ?? [],
    );
    return fewest.filter(({ labels }) => selects(selector, labels));
  }
}

/** No name or label holds a line break. */
function entry(...parts: string[]): string {
  return parts.join('\n');
}
