import { RULE } from '../../src/rules/pod-with-two-disruption-budgets';
import { Manifest } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const budget = (name: string, selector: unknown, apiVersion: string = 'policy/v1', namespace: string = 'mesh') =>
  object(apiVersion, 'PodDisruptionBudget', name, { metadata: { namespace }, spec: { maxUnavailable: 1, selector } });
const weather = { matchLabels: { app: 'weather-agent' } };
const faults = (...objects: Manifest[]) => said(RULE, objects);
const fault = (name: string, other: string, workload: string) =>
  `PodDisruptionBudget mesh/${name}: it selects pods of ${workload}, as PodDisruptionBudget "${other}" does: the API server evicts no pod that two budgets ` +
  'select, and draining its node fails. Remove one of the two, or narrow its selector.';

test('two of one workload', () => {
  expect(faults(budget('a', weather), deployment({}), budget('b', weather))).toEqual([
    fault('b', 'a', 'Deployment "weather-agent"'),
  ]);
});

test('each of three once', () => {
  expect(faults(deployment({}), budget('a', weather), budget('b', weather), budget('c', {}))).toEqual([
    fault('b', 'a', 'Deployment "weather-agent"'),
    fault('c', 'a', 'Deployment "weather-agent"'),
  ]);
});

test('one of the whole namespace beside one of each', () => {
  const other = deployment({}, { name: 'news-agent', kind: 'StatefulSet' });
  expect(
    faults(
      deployment({}),
      other,
      budget('weather', weather),
      budget('news', { matchLabels: { app: 'news-agent' } }),
      budget('all', {}),
    ),
  ).toEqual([fault('all', 'weather', 'Deployment "weather-agent"'), fault('all', 'news', 'StatefulSet "news-agent"')]);
  expect(faults(deployment({}), other, budget('all', {}), budget('every', {}))).toEqual([
    fault('every', 'all', 'Deployment "weather-agent" and 1 more'),
  ]);
});

test.each<[string, Manifest[]]>([
  ['one', [deployment({}), budget('a', weather)]],
  [
    'two of two workloads',
    [deployment({}), deployment({}, { name: 'b' }), budget('a', weather), budget('b', { matchLabels: { app: 'b' } })],
  ],
  ['another namespace', [deployment({}), budget('a', weather), budget('b', weather, 'policy/v1', 'other')]],
  ['an empty selector before policy/v1', [deployment({}), budget('a', weather), budget('b', {}, 'policy/v1beta1')]],
  ['no selector', [deployment({}), budget('a', weather), budget('b', undefined)]],
  ['no pods', [budget('a', weather), budget('b', weather)]],
])('not %s', (_, objects) => expect(faults(...objects)).toEqual([]));
