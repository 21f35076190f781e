import { Place } from './place';

/** What a part of the code that cannot be read may leave out of the facts. */
export type FactKind = 'name' | 'port' | 'capabilities' | 'requirements' | 'llms';

/** Whatever a form that nobody knows may declare. */
export const ANYTHING: FactKind[] = ['capabilities', 'requirements', 'llms'];

/**
 * A part of the code that declares something and cannot be read. Whoever uses the source must say what is there: a policy
 * of what was read alone would be too small.
 */
export interface Hole {
  readonly at: Place;
  /** The function or class that carries the declaration, if there is one. */
  readonly of?: string;
  /** What is missing, such as `the tags of @mesh.tool`. */
  readonly what: string;
  /** Why it cannot be read, as the message continues. */
  readonly why: string;
  /** The facts that it leaves open. */
  readonly open: readonly FactKind[];
}
