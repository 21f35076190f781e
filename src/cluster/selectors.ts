import { Manifest } from './manifest';

export type Labels = { [key: string]: string };

/**
 * Whether a LabelSelector selects these labels. An empty one selects everything, as in Kubernetes; what a missing
 * selector means differs from field to field, so that is for the caller to say.
 */
export function selects(selector: Manifest, labels: Labels): boolean {
  return (
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    (selector.matchExpressions ?? []).every((expression: Manifest) => satisfies(expression, labels))
  );
}

function satisfies({ key, operator, values }: Manifest, labels: Labels): boolean {
  const there = Object.hasOwn(labels, key);
  switch (operator) {
    case 'In':
      return there && (values ?? []).includes(labels[key]);
    // A pod without the label is not in the list either.
    case 'NotIn':
      return !there || !(values ?? []).includes(labels[key]);
    case 'Exists':
      return there;
    case 'DoesNotExist':
      return !there;
    // The API server refuses any other.
    default:
      return false;
  }
}

/** Things with labels in namespaces, found by selectors without looking at all of them. */
export class LabelIndex<T extends { readonly namespace: string; readonly labels: Labels }> {
  private readonly byNamespace = new Map<string, T[]>();
  private readonly byLabel = new Map<string, T[]>();

  constructor(things: T[]) {
    for (const thing of things) {
      append(this.byNamespace, thing.namespace, thing);
      Object.entries(thing.labels).forEach(([key, value]) =>
        append(this.byLabel, entry(thing.namespace, key, value), thing),
      );
    }
  }

  /** Those in a namespace that a selector selects, in their own order. */
  public select(namespace: string, selector: Manifest): T[] {
    const candidates = Object.entries<string>(selector.matchLabels ?? {}).map(
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

/** Adds to the list under a key. */
export function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) {
    list.push(value);
  } else {
    lists.set(key, [value]);
  }
}
