import { RULE } from '../../src/rules/disruption-budget-with-two-limits';
import { object, said } from '../support/workload-manifests';

const budget = (spec: object) => object('policy/v1', 'PodDisruptionBudget', 'weather', { spec });

test('what it finds', () => {
  expect(said(RULE, [budget({ minAvailable: 1, maxUnavailable: '50%' })])).toEqual([
    'PodDisruptionBudget mesh/weather: minAvailable 1 and maxUnavailable "50%": the API server refuses a budget with both. ' +
      'Keep one of them: maxUnavailable fits any number of replicas.',
  ]);
});

test('what it leaves alone', () => {
  expect(said(RULE, [budget({ minAvailable: 1 }), budget({ maxUnavailable: 0 }), budget({})])).toEqual([]);
});
