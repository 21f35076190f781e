import { Manifest } from './manifest';
import { Pod } from './pods';
import { show } from '../base/problem';

/** A container, and what messages call it. */
export interface Called {
  readonly container: Manifest;
  readonly called: string;
}

/** All containers of a pod, in the order in which they start. */
export function containersOf({ spec }: Pod): Called[] {
  return [...named(spec.initContainers, 'init container'), ...named(spec.containers, 'container')];
}

function named(containers: Manifest[] | undefined, word: string): Called[] {
  return (containers ?? []).map((container) => ({ container, called: containerText(container, word) }));
}

/** What messages call a container. */
export function containerText({ name }: Manifest, word: string = 'container'): string {
  return name === undefined ? word : `${word} ${show(name)}`;
}
