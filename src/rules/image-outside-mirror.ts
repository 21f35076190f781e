import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { show } from '../base/problem';
import { containersOf } from '../cluster/containers';
import { isBelow } from '../kubernetes/image-host';
import { IMAGE_REGISTRY_ANNOTATION } from '../kubernetes/naming';

/** Which registry pods are to come from is nobody's guess: their annotation says it. */
export const RULE: Rule = {
  id: 'image-outside-mirror',
  title: 'An image does not come from the image registry that its pod names',
  severity: 'warning',
  find: ({ cluster }) =>
    cluster.pods.flatMap((pod) => {
      const registry = String(pod.annotations[IMAGE_REGISTRY_ANNOTATION] ?? '').replace(/\/+$/, '');
      return registry === ''
        ? []
        : containersOf(pod)
            .filter(({ container: { image } }) => typeof image === 'string' && !isBelow(registry, image))
            .map(({ container, container: { image }, title }): Fault => ({
              object: pod.owner,
              field: fieldOf(pod.owner, container, 'image'),
              given: `${title}: image ${show(image)}`,
              rule: `the images of this pod must come from ${registry} (annotation ${IMAGE_REGISTRY_ANNOTATION}), and if the nodes can reach no other registry, the pod does not start`,
              fix: `Copy the image to ${registry}, and use the copy`,
            }));
    }),
};
