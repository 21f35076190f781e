import { Manifest } from './manifests';
import { Pod, podsOf } from './pods';
import { Labels } from './selectors';
import { Service, servicesOf } from './services';

/** What manifests do not say of the cluster that they are applied to. */
export interface ClusterOptions {
  /** Namespaces, with labels beyond the one that the API server sets. Those that objects are in are there anyway. */
  readonly namespaces?: { [name: string]: Labels };
  readonly clusterDomain?: string;
  /** Where `kubectl apply` puts objects that name no namespace. */
  readonly defaultNamespace?: string;
}

/** Kinds that stand above namespaces, of those that matter here. */
const CLUSTER_SCOPED = ['Namespace', 'ClusterRole', 'ClusterRoleBinding', 'CustomResourceDefinition'];

/** A cluster to which manifests have been applied, all pods running and ready. */
export class Cluster {
  public readonly clusterDomain: string;
  public readonly defaultNamespace: string;
  /** The labels of each namespace. */
  public readonly namespaces = new Map<string, Labels>();
  public readonly pods: Pod[];
  public readonly services: Service[];

  constructor(public readonly objects: Manifest[], options: ClusterOptions = {}) {
    this.clusterDomain = options.clusterDomain ?? 'cluster.local';
    this.defaultNamespace = options.defaultNamespace ?? 'default';
    for (const object of objects) {
      if (object.kind === 'Namespace') {
        this.addNamespace(object.metadata.name, object.metadata.labels);
      } else if (!CLUSTER_SCOPED.includes(object.kind)) {
        this.addNamespace(this.namespaceOf(object));
      }
    }
    Object.entries(options.namespaces ?? {}).forEach(([name, labels]) => this.addNamespace(name, labels));
    this.pods = podsOf(objects, this.defaultNamespace);
    this.services = servicesOf(objects, this.pods, this.defaultNamespace);
  }

  public namespaceOf(object: Manifest): string {
    return object.metadata.namespace ?? this.defaultNamespace;
  }

  /** The object of a kind, namespace and name, where there is one. */
  public find(kind: string, namespace: string, name: string): Manifest | undefined {
    return this.objects.find((object) => object.kind === kind && object.metadata.name === name && this.namespaceOf(object) === namespace);
  }

  public all(kind: string): Manifest[] {
    return this.objects.filter((object) => object.kind === kind);
  }

  /** The one pod of a name; without a namespace, of that name anywhere. */
  public pod(name: string, namespace?: string): Pod {
    const found = this.pods.filter((pod) => pod.name === name && (namespace === undefined || pod.namespace === namespace));
    if (found.length !== 1) {
      throw new Error(`${found.length} pods named ${name}, among ${this.pods.map((pod) => `${pod.namespace}/${pod.name}`).join(', ')}`);
    }
    return found[0];
  }

  private addNamespace(name: string, labels: Labels = {}): void {
    this.namespaces.set(name, { ...this.namespaces.get(name), ...labels, 'kubernetes.io/metadata.name': name });
  }
}
