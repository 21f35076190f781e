import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { show } from '../base/problem';
import { containersOf } from '../cluster/containers';

/** A tag that is not a release's runs what was pushed last. */
export const RULE: Rule = {
  id: 'image-not-pinned',
  title: 'An image has no tag, or the tag "latest"',
  severity: 'warning',
  find: ({ cluster }) =>
    cluster.pods.flatMap((pod) =>
      containersOf(pod).flatMap(({ container, title }): Fault[] => {
        const image: string = container.image ?? '';
        const [name, tag] = tagOf(image);
        if (isLeftOpen(image) || (tag !== undefined && tag !== '' && tag !== 'latest')) {
          return [];
        }
        return [
          {
            object: pod.owner,
            field: fieldOf(pod.owner, container, 'image'),
            given: `${title}: image ${show(image)}${tag ? '' : ' without a tag'}`,
            rule: `${tag ? '"latest" is' : 'that means "latest",'} the image that was pushed last, so replicas and restarts may run different code`,
            fix: `Name a release (${name}:<release>) or a digest (${name}@sha256:…)`,
          },
        ];
      }),
    ),
};

/** Name of an image, and its digest or tag. A colon before the last slash belongs to the registry's port. */
function tagOf(image: string): [string, string | undefined] {
  const [reference, digest] = image.split('@');
  const [, name, tag] = /^((?:.*\/)?[^:]*)(?::(.*))?$/.exec(reference) ?? [];
  return [name ?? reference, digest || tag];
}

/**
 * Images that somebody sets later: a template, a script, the reader, an admission webhook (no image), or Istio
 * ("auto").
 */
function isLeftOpen(image: string): boolean {
  return image.trim() === '' || image === 'auto' || /\$[\w({]|\{\{|^<.*>$/.test(image);
}
