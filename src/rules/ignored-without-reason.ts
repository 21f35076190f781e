import { Fault, Rule } from './rule';
import { RULE_IDS } from './rule-ids';
import { show } from '../base/problem';
import { IGNORE_ANNOTATION } from '../kubernetes/naming';

/** Watches over the annotations that switch rules off. */
export const RULE: Rule = {
  id: 'ignored-without-reason',
  title: 'An ignore annotation has no reason, or names a rule that does not exist',
  severity: 'warning',
  find: ({ objects }) =>
    objects.flatMap((object) =>
      Object.entries(object.metadata.annotations ?? {})
        .filter(([key]) => key.startsWith(IGNORE_ANNOTATION))
        .flatMap(([key, value]): Fault[] => {
          const id = key.slice(IGNORE_ANNOTATION.length);
          if (!RULE_IDS.includes(id)) {
            return [
              {
                object,
                field: ['metadata', 'annotations', key],
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
                  field: ['metadata', 'annotations', key],
                  given: `annotation ${key} without a reason`,
                  rule: 'the next reader needs to know why the rule does not apply here, so it stays on',
                  fix: "Give the reason as the annotation's value",
                },
              ];
        }),
    ),
};
