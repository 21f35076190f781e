import { KubernetesObject } from '../api/kubernetes-object';
import { append } from '../base/append';
import { WordIndex } from '../base/closest-word';
import { isSlip } from '../base/slip';
import { Cluster } from '../cluster/cluster';

/** The names of objects of one kind, to say which of them was meant by a name that none has. */
export class NearNames {
  /** The names in each namespace. */
  private readonly names = new Map<string, string[]>();
  private readonly namespaces = new Map<string, string[]>();

  constructor(cluster: Cluster, objects: KubernetesObject[]) {
    for (const object of objects) {
      append(this.names, cluster.namespaceOf(object), object.metadata.name);
      append(this.namespaces, object.metadata.name, cluster.namespaceOf(object));
    }
  }

  /** Whether objects of the kind are shown in a namespace. */
  public areShown(namespace: string): boolean {
    return this.names.has(namespace);
  }

  /** A name of the namespace that is nearly the given one. */
  public near(namespace: string, name: string): string | undefined {
    const known = this.names.get(namespace);
    const near = known && WordIndex.of(known, () => known).closest(name);
    return near !== undefined && isSlip(name, near) ? near : undefined;
  }

  /** The only namespace that has an object of this name, or the one of nearly the given name. */
  public elsewhere(namespace: string, name: string): string | undefined {
    const all = this.namespaces.get(name) ?? [];
    return all.length === 1 ? all[0] : all.find((each) => isSlip(namespace, each));
  }
}
