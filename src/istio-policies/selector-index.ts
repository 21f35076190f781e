import { append } from '../base/append';
import { Labels, selects } from '../cluster/selectors';

interface Entry<T> {
  readonly position: number;
  readonly selector: Labels;
  readonly item: T;
}

/** What selects pods of namespaces by labels, found by a pod without a look at all of it. */
export class SelectorIndex<T> {
  private readonly entries = new Map<string, Entry<T>[]>();
  private size = 0;

  /** Without labels, it is for all pods of the namespace. */
  public add(namespace: string, selector: Labels = {}, item: T): void {
    const [first] = Object.entries(selector);
    append(this.entries, keyOf(namespace, first), { position: this.size++, selector, item });
  }

  /** Those that select a pod of a namespace, in the order in which they were added. */
  public over(namespace: string, labels: Labels): T[] {
    return [undefined, ...Object.entries(labels)]
      .flatMap((label) => this.entries.get(keyOf(namespace, label)) ?? [])
      .filter(({ selector }) => selects({ matchLabels: selector }, labels))
      .sort((one, other) => one.position - other.position)
      .map(({ item }) => item);
  }
}

/** No name or label holds a line break. */
function keyOf(namespace: string, label: [string, string] | undefined): string {
  return [namespace, ...(label ?? [])].join('\n');
}
