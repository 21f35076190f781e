import { Manifest } from './manifest';
import { Pod, podsOf, PodsToSee } from './pods';
import { append, LabelIndex, Labels } from './selectors';
import { Service, servicesOf } from './services';

/** What manifests do not say of the cluster that they are applied to. */
export interface ClusterOptions {
  /** Namespaces, with labels beyond the one that the API server sets. Those that objects are in are there anyway. */
  readonly namespaces?: { [name: string]: Labels };
  readonly clusterDomain?: string;
  /** Where `kubectl apply` puts objects that name no namespace. */
  readonly defaultNamespace?: string;
  /** Every pod of a workload, or one that stands for all. */
  readonly pods?: PodsToSee;
}

/** Kinds that stand above namespaces, of those that matter here. */
const CLUSTER_SCOPED = new Set([
  'Namespace',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'PersistentVolume',
  'StorageClass',
  'PriorityClass',
  'IngressClass',
  'GatewayClass',
  'RuntimeClass',
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'APIService',
]);

/** A cluster to which manifests have been applied, all pods running and ready. */
export class Cluster {
  public readonly clusterDomain: string;
  public readonly defaultNamespace: string;
  /** The labels of each namespace. */
  public readonly namespaces = new Map<string, Labels>();
  public readonly pods: Pod[];
  public readonly services: Service[];
  private readonly byKind = new Map<string, Manifest[]>();
  private readonly byName = new Map<string, Manifest>();
  private readonly servicesByName = new Map<string, Service>();
  private readonly podIndex: LabelIndex<Pod>;

  constructor(
    public readonly objects: Manifest[],
    options: ClusterOptions = {},
  ) {
    this.clusterDomain = options.clusterDomain ?? 'cluster.local';
    this.defaultNamespace = options.defaultNamespace ?? 'default';
    for (const object of objects) {
      append(this.byKind, object.kind, object);
      const key = `${object.kind}/${this.namespaceOf(object)}/${object.metadata.name}`;
      if (!this.byName.has(key)) {
        this.byName.set(key, object);
      }
      if (object.kind === 'Namespace') {
        this.addNamespace(object.metadata.name, object.metadata.labels);
      } else if (isNamespaced(object)) {
        this.addNamespace(this.namespaceOf(object));
      }
    }
    Object.entries(options.namespaces ?? {}).forEach(([name, labels]) => this.addNamespace(name, labels));
    this.pods = podsOf(objects, this.defaultNamespace, options.pods);
    this.podIndex = new LabelIndex(this.pods);
    this.services = servicesOf(this.all('Service'), this.podIndex, this.defaultNamespace);
    for (const service of this.services) {
      this.servicesByName.set(`${service.namespace}/${service.name}`, service);
    }
  }

  public namespaceOf(object: Manifest): string {
    return object.metadata.namespace ?? this.defaultNamespace;
  }

  /** The object of a kind, namespace and name, where there is one. */
  public find(kind: string, namespace: string, name: string): Manifest | undefined {
    return this.byName.get(`${kind}/${namespace}/${name}`);
  }

  public all(kind: string): Manifest[] {
    return this.byKind.get(kind) ?? [];
  }

  public service(namespace: string, name: string): Service | undefined {
    return this.servicesByName.get(`${namespace}/${name}`);
  }

  /** The pods of a namespace that a selector selects. */
  public podsBy(namespace: string, selector: Manifest): Pod[] {
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

  private addNamespace(name: string, labels: Labels = {}): void {
    this.namespaces.set(name, { ...this.namespaces.get(name), ...labels, 'kubernetes.io/metadata.name': name });
  }
}

/** Whether objects of this kind live in a namespace. */
export function isNamespaced({ kind }: Manifest): boolean {
  return !CLUSTER_SCOPED.has(kind);
}
