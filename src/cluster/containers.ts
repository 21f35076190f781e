import { Manifest } from './manifest';
import { Pod } from './pods';
import { show } from '../base/problem';

/** A container, and what messages call it. */
export interface NamedContainer {
  readonly container: Manifest;
  readonly title: string;
}

/** All containers of a pod, in the order in which they start. */
export function containersOf({ spec }: Pod): NamedContainer[] {
  return [...withTitles(spec.initContainers, 'init container'), ...withTitles(spec.containers, 'container')];
}

function withTitles(containers: Manifest[] | undefined, word: string): NamedContainer[] {
  return (containers ?? []).map((container) => ({ container, title: containerTitle(container, word) }));
}

/** What messages call a container. */
export function containerTitle({ name }: Manifest, word: string = 'container'): string {
  return name === undefined ? word : `${word} ${show(name)}`;
}
