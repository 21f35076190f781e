import { Fault, Rule } from './rule';
import { FieldPath, fieldText } from '../api/field-path';
import { KubernetesObject } from '../api/kubernetes-object';

/** A key that a map of a file has more than once, with different values. */
export interface RepeatedKey {
  readonly field: FieldPath;
  /** The lines of those that are dropped. */
  readonly droppedLines: readonly number[];
}

/** An object no longer has what is dropped. So what reads the file reports it by `faultOf`, and this rule finds nothing itself. */
export const RULE: Rule = {
  id: 'key-written-twice',
  title: 'A YAML map has the same key twice',
  severity: 'error',
  find: () => [],
};

export function faultOf(object: KubernetesObject, { field, droppedLines }: RepeatedKey): Fault {
  return {
    object,
    field,
    given: `${fieldText(field)} appears ${droppedLines.length + 1} times`,
    rule: `the last one counts, and kubectl drops ${droppedLines.length > 1 ? 'those' : 'the one'} on line ${droppedLines.join(', ')} without a message; Kustomize refuses the file`,
    fix: 'Write one that has all of it, or put --- between two objects',
  };
}
