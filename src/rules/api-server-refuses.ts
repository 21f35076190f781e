import { Fault, Rule } from './rule';
import { Refusal } from '../admission/at';
import { refusalsOf } from '../admission/refusals';
import { removedFields } from '../api/check-fields';
import { KubernetesObject } from '../api/kubernetes-object';
import { isPatch } from '../cluster/applied-objects';

/** What one object is refused for alone. What other rules find of it, such as a selector that differs, is left to them. */
export const RULE: Rule = {
  id: 'api-server-refuses',
  title: 'The API server refuses an object',
  severity: 'error',
  find: ({ objects }) =>
    objects
      .filter((object) => !isPatch(object))
      .flatMap((object): Fault[] =>
        refusalsOf(object)
          .filter((refusal) => !isMistyped(object, refusal))
          .map((refusal) => ({ object, ...refusal })),
      ),
};

/** Whether a field is missing only because it had another type, which is a finding of its own. */
function isMistyped(object: KubernetesObject, { field }: Refusal): boolean {
  return removedFields(object).some((removed) =>
    [...Array(Math.min(field.length, removed.field.length)).keys()].every((i) => field[i] === removed.field[i]),
  );
}
