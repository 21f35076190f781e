import { templateOf } from './pods';
import { groupOf, KubernetesObject } from '../api/kubernetes-object';
import { valueAt } from '../api/unknown-fields';

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
