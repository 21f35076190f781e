import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { Manifest } from '../cluster/manifest';
import { Misfit } from '../cluster/shape';

/** Of fields that have another type than the API gives them. Found before the other rules look, so it finds nothing by itself. */
export const MISFIT: Rule & { fault(object: Manifest, misfit: Misfit): Fault } = {
  id: 'field-of-another-type',
  title: 'A field has another type than the API gives it',
  severity: 'error',
  find: () => [],
  fault: (object, { path, given, wanted }) => ({
    object,
    given: `${path} ${given}`,
    rule: `the API server takes ${wanted} there, and refuses the object`,
    fix: wanted === 'text' ? 'Put it between quotes, if it is meant so' : `Give ${wanted}`,
  }),
};

/** Builds the rule that watches over the annotations which switch rules off; it has to know the others' ids. */
export function ignoredWithReason(ids: () => string[], prefix: string): Rule {
  return {
    id: 'ignored-without-reason',
    title: 'A rule is switched off without a reason, or does not exist',
    severity: 'warning',
    find: ({ objects }) =>
      objects.flatMap((object): Fault[] =>
        Object.entries<string>(object.metadata.annotations ?? {})
          .filter(([key]) => key.startsWith(prefix))
          .flatMap(([key, value]): Fault[] => {
            const id = key.slice(prefix.length);
            if (!ids().includes(id)) {
              return [
                {
                  object,
                  given: `annotation ${key}`,
                  rule: `there is no rule ${show(id)}`,
                  fix: 'Take the annotation out, or spell the rule as the report does',
                },
              ];
            }
            return value.trim()
              ? []
              : [
                  {
                    object,
                    given: `annotation ${key} without a reason`,
                    rule: 'whoever reads the object next wants to know why the rule does not hold here, so it still does',
                    fix: "Give the reason as the annotation's value",
                  },
                ];
          }),
      ),
  };
}
