import { isNamespaced, lastApplied } from './applied-objects';
import { Pod, podsOf, PodsPerWorkload } from './pods';
import { LabelIndex, Labels } from './selectors';
import { Service, servicesOf } from './services';
import { isKind, KindName, kindOf, ObjectOf } from '../api/kinds';
import { KubernetesObject } from '../api/kubernetes-object';
import { LabelSelector } from '../api/metadata';
import { append } from '../base/append';

/** What manifests do not contain about the cluster that they are applied to. */
export interface ClusterOptions {
  /** Namespaces, with labels beside the one that the API server sets. Those that objects are in exist anyway. */
  readonly namespaces?: { [name: string]: Labels };
  readonly clusterDomain?: string;
  /** The namespace of objects that name none, which is that of kubectl's context. */
  readonly defaultNamespace?: string;
  /** Every pod of a workload, or one that stands for all. */
  readonly pods?: PodsPerWorkload;
}

/** A cluster to which manifests have been applied, all pods running and ready. */
export class Cluster {
  public readonly clusterDomain: string;
  public readonly defaultNamespace: string;
  /** The labels of each namespace. */
  public readonly namespaces = new Map<string, Labels>();
  public readonly pods: Pod[];
  public readonly services: Service[];
  /** Of several objects of one identity, the one that is applied last. */
  public readonly objects: KubernetesObject[];
  private readonly byKind = new Map<string, KubernetesObject[]>();
  private readonly byName = new Map<string, KubernetesObject[]>();
  private readonly servicesByName = new Map<string, Service>();
  private readonly podIndex: LabelIndex<Pod>;

  constructor(objects: KubernetesObject[], options: ClusterOptions = {}) {
    this.clusterDomain = options.clusterDomain ?? 'cluster.local';
    this.defaultNamespace = options.defaultNamespace ?? 'default';
    this.objects = lastApplied(objects, this.defaultNamespace);
    for (const object of this.objects) {
      append(this.byKind, object.kind, object);
      append(this.byName, `${object.kind}/${this.namespaceOf(object)}/${object.metadata.name}`, object);
      if (isKind(object, 'Namespace')) {
        this.addNamespace(object.metadata.name, object.metadata.labels);
      } else if (isNamespaced(object)) {
        this.addNamespace(this.namespaceOf(object));
      }
    }
    Object.entries(options.namespaces ?? {}).forEach(([name, labels]) => this.addNamespace(name, labels));
    this.pods = podsOf(this.objects, this.defaultNamespace, options.pods);
    this.podIndex = new LabelIndex(this.pods);
    this.services = servicesOf(this.all('Service'), this.podIndex, this.defaultNamespace);
    for (const service of this.services) {
      this.servicesByName.set(`${service.namespace}/${service.name}`, service);
    }
  }

  public namespaceOf(object: KubernetesObject): string {
    return object.metadata.namespace ?? this.defaultNamespace;
  }

  /** The object of a kind, namespace and name, if there is one. */
  public find<K extends KindName>(kind: K, namespace: string, name: string | undefined): ObjectOf<K> | undefined {
    // Of several, kubectl applies the last one last.
    const all = this.named(kindOf(kind), namespace, name);
    for (let i = all.length - 1; i >= 0; i--) {
      const object = all[i];
      if (isKind(object, kind)) {
        return object;
      }
    }
    return undefined;
  }

  /** Whether there is an object of a kind, namespace and name, in any API group. */
  public has(kind: string, namespace: string, name: string): boolean {
    return this.named(kind, namespace, name).length > 0;
  }

  /** All objects of a kind. */
  public all<K extends KindName>(kind: K): ObjectOf<K>[] {
    return this.allOfAnyGroup(kindOf(kind)).filter((object) => isKind(object, kind));
  }

  /** All objects that have this kind in any API group. What their fields hold is not known. */
  public allOfAnyGroup(kind: string): KubernetesObject[] {
    return this.byKind.get(kind) ?? [];
  }

  public service(namespace: string, name: string): Service | undefined {
    return this.servicesByName.get(`${namespace}/${name}`);
  }

  /** The pods of a namespace that a selector selects. */
  public podsBy(namespace: string, selector: LabelSelector): Pod[] {
    return this.podIndex.select(namespace, selector);
  }

  /** The one pod of a name; without a namespace, of that name anywhere. */
  public pod(name: string, namespace?: string): Pod {
    const found = this.pods.filter(
      (pod) => pod.name === name && (namespace === undefined || pod.namespace === namespace),
    );
    if (found.length !== 1) {
      throw new Error(
        `${found.length} pods named ${name}, among ${this.pods.map((pod) => `${pod.namespace}/${pod.name}`).join(', ')}`,
      );
    }
    return found[0];
  }

  private named(kind: string, namespace: string, name: string | undefined): KubernetesObject[] {
    return this.byName.get(`${kind}/${namespace}/${name}`) ?? [];
  }

  private addNamespace(name: string, labels: Labels = {}): void {
    this.namespaces.set(name, { ...this.namespaces.get(name), ...labels, 'kubernetes.io/metadata.name': name });
  }
}
