import { k8s, LabelSelector } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { refuse, show } from '../base/problem';
import { checkKey, checkLabel, UNSET_HINT } from '../kubernetes/checks';

/** The private fields of a cdk8s-plus-28 `LabelSelector`. */
interface LabelSelectorFields {
  readonly labels?: { [key: string]: string };
  readonly expressions?: k8s.LabelSelectorRequirement[];
}

/**
 * A selector with its labels and expressions, or nothing if it has none. Labels without a value are refused: cdk8s-plus-28 drops
 * them when it renders a selector, which then selects everything.
 */
export function nonEmptySelector(
  scope: IConstruct,
  prop: string,
  selector?: LabelSelector,
): k8s.LabelSelector | undefined {
  const { labels = {}, expressions = [] } = (selector ?? {}) as unknown as LabelSelectorFields;
  Object.entries(labels).forEach(([key, value]) => checkLabelValue(scope, prop, key, value));
  expressions.forEach((expression) => checkExpression(scope, prop, expression));
  const hasLabels = Object.keys(labels).length > 0;
  if (!hasLabels && expressions.length === 0) {
    return undefined;
  }
  const matchExpressions = expressions.map(({ key, operator, values }) => ({ key, operator, values }));
  return {
    matchLabels: hasLabels ? labels : undefined,
    matchExpressions: matchExpressions.length > 0 ? matchExpressions : undefined,
  };
}

function checkLabelValue(scope: IConstruct, prop: string, key: string, value: unknown): void {
  checkKey(scope, prop, key);
  if (typeof value !== 'string' || value === '') {
    refuse(scope, {
      given: `${prop}: label ${show(key)} with ${value === '' ? 'an empty value' : 'no value'}`,
      rule: 'a selector without a value selects more than was meant',
      fix: `Give the value that the pods carry; ${UNSET_HINT}`,
    });
  }
  checkLabel(scope, prop, key, value);
}

/** Values are what "In" and "NotIn" compare with; the two other operators have none. */
function checkExpression(
  scope: IConstruct,
  prop: string,
  { key, operator, values }: k8s.LabelSelectorRequirement,
): void {
  checkKey(scope, prop, key);
  values?.forEach((value) => checkLabelValue(scope, prop, key, value));
  if (values?.length === 0) {
    refuse(scope, {
      given: `${prop}: label ${show(key)}, ${operator} no value`,
      rule: 'a comparison of a label needs a value, and the API server refuses one without',
      fix: 'Give a value, or take LabelExpression.exists or .doesNotExist',
    });
  }
}
