import { ownersOf } from './disruption-budget-blocks-drains';
import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { ObjectOf } from '../api/kinds';
import { KubernetesObject } from '../api/kubernetes-object';
import { append } from '../base/append';
import { show } from '../base/problem';

/** The API server's eviction.go: "This pod has more than one PodDisruptionBudget". */
export const RULE: Rule = {
  id: 'pod-with-two-disruption-budgets',
  title: 'Two PodDisruptionBudgets select the same pods',
  severity: 'warning',
  find: ({ cluster }) => {
    const first = new Map<KubernetesObject, ObjectOf<'PodDisruptionBudget'>>();
    return cluster.all('PodDisruptionBudget').flatMap((budget) => {
      const shared = new Map<ObjectOf<'PodDisruptionBudget'>, KubernetesObject[]>();
      for (const owner of ownersOf(cluster, budget)) {
        const other = first.get(owner);
        if (other) {
          append(shared, other, owner);
        } else {
          first.set(owner, budget);
        }
      }
      return [...shared].map(([other, owners]) => fault(budget, other, owners));
    });
  },
};

function fault(
  budget: ObjectOf<'PodDisruptionBudget'>,
  other: ObjectOf<'PodDisruptionBudget'>,
  owners: KubernetesObject[],
): Fault {
  const more = owners.length > 1 ? ` and ${owners.length - 1} more` : '';
  return {
    object: budget,
    field: fieldOf(budget, budget.spec?.selector),
    related: [{ object: other, field: fieldOf(other, other.spec?.selector) }],
    given: `it selects pods of ${owners[0].kind} ${show(owners[0].metadata.name)}${more}, as PodDisruptionBudget ${show(other.metadata.name)} does`,
    rule: 'the API server evicts no pod that two budgets select, and draining its node fails',
    fix: 'Remove one of the two, or narrow its selector',
  };
}
