import { Pod } from './pods';
import { Container } from '../api/pod-spec';
import { show } from '../base/problem';

/** A container, and what messages call it. */
export interface NamedContainer {
  readonly container: Container;
  readonly title: string;
}

const CONTAINERS = new WeakMap<Pod['spec'], readonly NamedContainer[]>();

/** All containers of a pod, in the order in which they start. */
export function containersOf({ spec }: Pod): readonly NamedContainer[] {
  const known = CONTAINERS.get(spec) ?? [
    ...withTitles(spec.initContainers, 'init container'),
    ...withTitles(spec.containers, 'container'),
  ];
  CONTAINERS.set(spec, known);
  return known;
}

function withTitles(containers: Container[] = [], word: string): NamedContainer[] {
  return containers.map((container) => ({ container, title: containerTitle(container, word) }));
}

/** What messages call a container. */
export function containerTitle({ name }: Container, word: string = 'container'): string {
  return name === undefined ? word : `${word} ${show(name)}`;
}
