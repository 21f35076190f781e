import { FieldPath } from '../api/field-path';
import { KubernetesObject } from '../api/kubernetes-object';
import { Problem } from '../base/problem';
import { Mesh } from '../mesh/mesh';

/** An error breaks the mesh or would be refused; a warning is a risk that somebody may take. */
export type Severity = 'error' | 'warning';

/** One thing to look for in manifests. Each has a page of its id in docs/rules/. */
export interface Rule {
  readonly id: string;
  /** One line, as lists of rules show it. */
  readonly title: string;
  readonly severity: Severity;
  readonly find: (mesh: Mesh) => Fault[];
}

/** An object, and the field in it that is meant. */
export interface Place {
  readonly object: KubernetesObject;
  /** Of a field that is missing, its path all the same. The object as a whole if there is none. */
  readonly field?: FieldPath;
}

/** What is wrong with one object, in the form of every message of this library. */
export interface Fault extends Problem, Place {
  /** Other objects that the fault is about. */
  readonly related?: Place[];
  /**
   * Objects as they would be without this fault. Findings that are not made of them follow from this one. Left out if it is not
   * likely which object is to be changed, or if nothing else can follow.
   */
  readonly repair?: () => Repair[];
}

/** So many related objects are said. */
export const MOST_RELATED = 10;

/** An object, and what it would be. */
export interface Repair {
  readonly object: KubernetesObject;
  readonly by: KubernetesObject;
}
