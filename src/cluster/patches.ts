import { templateOf } from './pods';
import { groupOf, KubernetesObject } from '../api/kubernetes-object';
import { valueAt } from '../api/unknown-fields';

/**
 * Whether a workload is a part of one, as Kustomize's patches are: it has neither a selector nor an image. Kustomize merges it into the
 * whole one, so nobody applies it as it is.
 */
export function isPatch(object: KubernetesObject): boolean {
  return (
    groupOf(object) === 'apps' &&
    valueAt(object, 'spec', 'selector') === undefined &&
    (templateOf(object)?.spec.containers ?? []).every(({ image }) => image === undefined)
  );
}
