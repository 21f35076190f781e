import { describe } from '../base/problem';
import { ClusterOptions } from '../cluster/cluster';
import { Manifest } from '../cluster/manifest';
import { fit } from '../cluster/shape';
import { IGNORE_ANNOTATION } from '../kubernetes/naming';
import { Mesh } from '../mesh/mesh';
import { ALL_RULES } from '../rules/all-rules';
import { faultOf, RULE as fieldOfAnotherType } from '../rules/field-of-another-type';
import { Fault, Rule } from '../rules/rule';

/** An object, and where a reader finds it: a construct's path, or a file and its line. */
export interface Located {
  readonly object: Manifest;
  readonly where?: string;
}

/** What one rule says of one object. */
export interface Finding {
  readonly rule: Rule;
  readonly object: Manifest;
  readonly where?: string;
  /** What was given, the rule that it breaks, and the way out: in one, and each. */
  readonly message: string;
  readonly given: string;
  readonly problem: string;
  readonly fix: string;
}

/** What a check may leave out, and what it cannot know from the manifests. */
export interface CheckOptions extends Omit<ClusterOptions, 'pods'> {
  /** Ids of rules that are switched off for all objects. */
  readonly ignore?: string[];
}

/**
 * Looks at objects as they would stand together on one cluster. Nothing is changed. Findings come in the order of the objects,
 * and for one object by the rules' ids.
 */
export function check(located: Located[], options: CheckOptions = {}): Finding[] {
  const fitted = located.flatMap(unpacked).map(({ object, where }) => ({ ...fit(object), where }));
  const mesh = new Mesh(
    fitted.map(({ object }) => object),
    options,
  );
  const places = new Map(fitted.map(({ object, where }, i) => [object, { where, i }]));
  const ignored = new Set(options.ignore);
  const found = [
    ...fitted.flatMap(({ object, misfits }) =>
      misfits.map((each) => finding(fieldOfAnotherType, faultOf(object, each))),
    ),
    ...ALL_RULES.filter(({ id }) => !ignored.has(id)).flatMap((rule) =>
      rule.find(mesh).map((fault) => finding(rule, fault)),
    ),
  ];
  return found
    .filter(({ rule, object }) => !ignored.has(rule.id) && !reason(object, rule))
    .map((each) => ({ each, ...places.get(each.object)! }))
    .sort((one, other) => one.i - other.i || compare(one.each.rule.id, other.each.rule.id))
    .map(({ each, where }) => ({ ...each, where }));
}

/** The objects of a List, each by itself, as kubectl applies them. */
function unpacked({ object, where }: Located): Located[] {
  const { kind, items } = object;
  return kind.endsWith('List') && Array.isArray(items)
    ? items
        .filter(
          (item) =>
            typeof item?.kind === 'string' &&
            typeof item.apiVersion === 'string' &&
            typeof item.metadata?.name === 'string',
        )
        .flatMap((item) => unpacked({ object: item, where }))
    : [{ object, where }];
}

function finding(rule: Rule, fault: Fault): Finding {
  return {
    rule,
    object: fault.object,
    message: describe(fault),
    given: fault.given,
    problem: fault.rule,
    fix: fault.fix,
  };
}

function compare(one: string, other: string): number {
  return Number(one > other) - Number(one < other);
}

function reason({ metadata }: Manifest, { id }: Rule): string | undefined {
  return metadata.annotations?.[`${IGNORE_ANNOTATION}${id}`]?.trim();
}
