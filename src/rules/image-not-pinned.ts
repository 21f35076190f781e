import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { containersOf } from '../cluster/containers';

/** What a tag of no release runs is decided by whoever pushed last. */
export const RULE: Rule = {
  id: 'image-not-pinned',
  title: 'An image has no tag, or "latest"',
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
            given: `${title}: image ${show(image)}${tag ? '' : ' without a tag'}`,
            rule: `${tag ? '"latest"' : 'that means "latest", which'} is whatever was pushed last, so replicas and restarts may run different code`,
            fix: `Name a release (${name}:<release>) or a digest (${name}@sha256:…)`,
          },
        ];
      }),
    ),
};

/** Name and tag of an image, or its digest, which is stronger than a tag. Only what follows the last slash has a tag: before it, a colon is a port's. */
function tagOf(image: string): [string, string | undefined] {
  const [reference, digest] = image.split('@');
  const [, name, tag] = /^((?:.*\/)?[^:]*)(?::(.*))?$/.exec(reference) ?? [];
  return [name ?? reference, digest || tag];
}

/** What is put in later: by a template, a script or a reader, by an admission webhook where there is no image, or by Istio, which calls that "auto". */
function isLeftOpen(image: string): boolean {
  return image.trim() === '' || image === 'auto' || /\$[\w({]|\{\{|^<.*>$/.test(image);
}
