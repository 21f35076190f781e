import { Fault, Rule } from './rule';
import { show } from '../base/problem';

/** ValidatePodDisruptionBudgetSpec: "minAvailable and maxUnavailable cannot be both set". */
export const RULE: Rule = {
  id: 'disruption-budget-with-two-limits',
  title: 'A PodDisruptionBudget sets both minAvailable and maxUnavailable',
  severity: 'error',
  find: ({ cluster }) =>
    cluster.all('PodDisruptionBudget').flatMap((budget): Fault[] => {
      const { minAvailable, maxUnavailable } = budget.spec ?? {};
      return minAvailable === undefined || maxUnavailable === undefined
        ? []
        : [
            {
              object: budget,
              field: ['spec', 'maxUnavailable'],
              related: [{ object: budget, field: ['spec', 'minAvailable'] }],
              given: `minAvailable ${show(minAvailable)} and maxUnavailable ${show(maxUnavailable)}`,
              rule: 'the API server refuses a budget with both',
              fix: 'Keep one of them: maxUnavailable fits any number of replicas',
            },
          ];
    }),
};
