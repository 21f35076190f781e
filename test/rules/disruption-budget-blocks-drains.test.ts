import { RULE } from '../../src/rules/disruption-budget-blocks-drains';
import { Manifest } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const faults = (...objects: Manifest[]) => said(RULE, objects);
const budget = (spec: Manifest, apiVersion: string = 'policy/v1') =>
  object(apiVersion, 'PodDisruptionBudget', 'weather-agent', {
    spec: { selector: { matchLabels: { app: 'weather-agent' } }, ...spec },
  });
const workload = (replicas?: unknown, more: Manifest = {}) => deployment({}, { spec: { replicas }, ...more });
const scaler = (spec: Manifest) =>
  object('autoscaling/v2', 'HorizontalPodAutoscaler', 'weather', {
    spec: { maxReplicas: 9, scaleTargetRef: { kind: 'Deployment', name: 'weather-agent' }, ...spec },
  });

test('the one replica that there is', () => {
  expect(faults(workload(), budget({ minAvailable: 1 }))).toEqual([
    'PodDisruptionBudget mesh/weather-agent: minAvailable 1 with Deployment "weather-agent" of 1 replica: no pod can be evicted, so draining a node never finishes. Set maxUnavailable: 1 instead, or remove the budget while there is only one replica.',
  ]);
});

test('all of several', () => {
  expect(faults(workload(3), budget({ minAvailable: '100%' }))).toEqual([
    'PodDisruptionBudget mesh/weather-agent: minAvailable "100%" with Deployment "weather-agent" of 3 replicas: no pod can be evicted, so draining a node never finishes. Set maxUnavailable: 1 instead.',
  ]);
});

test('none unavailable', () => {
  expect(faults(workload(3), budget({ maxUnavailable: 0 }))).toEqual([
    'PodDisruptionBudget mesh/weather-agent: maxUnavailable 0: no pod can be evicted, so draining a node never finishes. Set maxUnavailable: 1.',
  ]);
});

test('as few as an autoscaler may keep', () => {
  expect(faults(workload(4), scaler({ minReplicas: 2 }), budget({ minAvailable: 2 }))).toEqual([
    'PodDisruptionBudget mesh/weather-agent: minAvailable 2 with Deployment "weather-agent" of as few as 2 replicas (HorizontalPodAutoscaler "weather"): no pod can be evicted, so draining a node never finishes. Set maxUnavailable: 1 instead.',
  ]);
});

test('of many workloads together', () => {
  const labels = { app: 'weather-agent' };
  expect(
    faults(...['a', 'b', 'c', 'd', 'e'].map((name) => workload(1, { name, labels })), budget({ minAvailable: 5 })),
  ).toEqual([
    'PodDisruptionBudget mesh/weather-agent: minAvailable 5 with Deployment "a" of 1 replica, Deployment "b" of 1 replica, Deployment "c" of 1 replica and 2 more: ' +
      'no pod can be evicted, so draining a node never finishes. Set maxUnavailable: 1 instead.',
  ]);
});

const daemons = deployment({}, { name: 'daemons', kind: 'DaemonSet', labels: { app: 'weather-agent' } });

test.each<[string, Manifest[]]>([
  ['more than there are', [workload(2), budget({ minAvailable: 3 })]],
  ['half of one, rounded up', [workload(1), budget({ minAvailable: '50%' })]],
  ['67% of two, rounded up', [workload(2), budget({ minAvailable: '67%' })]],
  ['0%', [workload(2), budget({ maxUnavailable: '0%' })]],
  ['none unavailable of an unknown number', [workload(2), daemons, budget({ maxUnavailable: 0 })]],
  ['all of an unknown number', [workload(2), daemons, budget({ minAvailable: '100%' })]],
  ['a workload that sleeps', [workload(0), budget({ minAvailable: 1 })]],
  [
    'an autoscaler without a least number, which is one',
    [workload(undefined), scaler({}), budget({ minAvailable: 1 })],
  ],
  [
    'an autoscaler that may go down to zero',
    [workload(undefined), scaler({ minReplicas: 0 }), budget({ minAvailable: 1 })],
  ],
  ['a StatefulSet', [workload(undefined, { kind: 'StatefulSet' }), budget({ minAvailable: 1 })]],
  [
    'two workloads',
    [workload(2), workload(1, { name: 'canary', labels: { app: 'weather-agent' } }), budget({ minAvailable: 3 })],
  ],
  ['all pods of the namespace', [workload(1), budget({ selector: {}, minAvailable: 1 })]],
  [
    'a selector of expressions',
    [
      workload(1),
      budget({
        selector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['weather-agent'] }] },
        minAvailable: 1,
      }),
    ],
  ],
  ['an old budget', [workload(1), budget({ minAvailable: 1 }, 'policy/v1beta1')]],
])('%s', (_, objects) => expect(faults(...objects)).toHaveLength(1));

test.each<[string, Manifest[]]>([
  ['one of two', [workload(2), budget({ minAvailable: 1 })]],
  ['half of two', [workload(2), budget({ minAvailable: '50%' })]],
  ['66% of three', [workload(3), budget({ minAvailable: '66%' })]],
  ['nothing asked for', [workload(1), budget({ minAvailable: 0 })]],
  ['nothing asked for of a workload that sleeps', [workload(0), budget({ minAvailable: 0 })]],
  ['0% available', [workload(1), budget({ minAvailable: '0%' })]],
  ['one unavailable of one', [workload(1), budget({ maxUnavailable: 1 })]],
  ['1% unavailable of one, rounded up', [workload(1), budget({ maxUnavailable: '1%' })]],
  [
    'two workloads of one',
    [workload(1), workload(1, { name: 'canary', labels: { app: 'weather-agent' } }), budget({ minAvailable: 1 })],
  ],
  ['an autoscaler that keeps two', [workload(undefined), scaler({ minReplicas: 2 }), budget({ minAvailable: 1 })]],
  [
    'an autoscaler of KEDA that keeps two',
    [
      workload(undefined),
      budget({ minAvailable: 1 }),
      object('keda.sh/v1alpha1', 'ScaledObject', 'x', {
        spec: { minReplicaCount: 2, scaleTargetRef: { name: 'weather-agent' } },
      }),
    ],
  ],
  ['as many as an unknown number', [workload(1), daemons, budget({ minAvailable: 1 })]],
  ['half of an unknown number', [workload(1), daemons, budget({ minAvailable: '50%' })]],
  ['pods of each node, which drains pass over', [daemons, budget({ maxUnavailable: 0 })]],
  ['no pods', [budget({ maxUnavailable: 0 })]],
  ['pods of another namespace', [workload(1, { metadata: { namespace: 'other' } }), budget({ minAvailable: 1 })]],
  ['no selector', [workload(1), budget({ selector: undefined, minAvailable: 1 })]],
  [
    'an empty selector before policy/v1, which selected nothing',
    [workload(1), budget({ selector: {}, minAvailable: 1 }, 'policy/v1beta1')],
  ],
  ['neither', [workload(1), budget({})]],
])('not %s', (_, objects) => expect(faults(...objects)).toEqual([]));

test('odd input is passed over', () => {
  expect(
    faults(
      workload('two'),
      budget({ minAvailable: 'some' }),
      budget({ minAvailable: '1' }),
      budget({ minAvailable: [1] }),
      budget({ maxUnavailable: 'x' }),
      budget({ selector: { matchExpressions: [{ key: 'app', operator: 'Near' }] }, minAvailable: 1 }),
      budget({ selector: { matchExpressions: [{ key: 'app', operator: 'In' }] }, minAvailable: 1 }),
      object('policy/v1', 'PodDisruptionBudget', 'empty'),
      object('example.com/v1', 'PodDisruptionBudget', 'other', { spec: 'x' }),
    ),
  ).toEqual([]);
});
