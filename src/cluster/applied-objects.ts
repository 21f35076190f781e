import { templateOf } from './pods';
import { groupOf, KubernetesObject } from '../api/kubernetes-object';
import { stringAt, valueAt } from '../api/unknown-fields';
import { IdentifiedObject } from '../kubernetes/object-identity';

/*
 * Which manifests become which objects of a cluster.
 */

/** Kinds without a namespace, of those that matter here. */
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

/** Whether objects of this kind live in a namespace. */
export function isNamespaced({ kind }: { readonly kind: string }): boolean {
  return !CLUSTER_SCOPED.has(kind);
}

/**
 * What makes two manifests the same object on a cluster. Nothing if they never are: the API server generates missing names, and Helm
 * deletes a hook before it creates the next.
 */
export function clusterIdentity(object: IdentifiedObject, defaultNamespace: string): string | undefined {
  const { kind, metadata } = object;
  if (!metadata.name || stringAt(metadata.annotations, 'helm.sh/hook') !== undefined) {
    return undefined;
  }
  const namespace = isNamespaced(object) ? (metadata.namespace ?? defaultNamespace) : '';
  return [groupOf(object), kind, namespace, metadata.name].join('\n');
}

/** The objects that a cluster has after `kubectl apply`: of several with one identity the last. A patch of Kustomize's is none. */
export function lastApplied(objects: KubernetesObject[], defaultNamespace: string): KubernetesObject[] {
  const last = new Map<string, KubernetesObject>();
  const replaced = new Set<KubernetesObject>();
  for (const object of objects) {
    const identity = clusterIdentity(object, defaultNamespace);
    const before = identity === undefined ? undefined : last.get(identity);
    if (before !== undefined && before !== object) {
      const [gone, kept] = isPatch(object) && !isPatch(before) ? [object, before] : [before, object];
      replaced.add(gone);
      last.set(identity!, kept);
    } else if (identity !== undefined) {
      last.set(identity, object);
    }
  }
  return replaced.size === 0 ? objects : objects.filter((object) => !replaced.has(object));
}

/**
 * Whether a workload is a part of one, as Kustomize's patches are: it has no selector, and a container that is changed has no image.
 * Kustomize merges it into the whole one, so nobody applies it as it is.
 */
export function isPatch(object: KubernetesObject): boolean {
  const { containers = [] } = templateOf(object)?.spec ?? {};
  return (
    groupOf(object) === 'apps' &&
    valueAt(object, 'spec', 'selector') === undefined &&
    (containers.length === 0 || containers.some(({ image }) => image === undefined))
  );
}
