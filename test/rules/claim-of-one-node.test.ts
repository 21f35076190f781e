import { RULE } from '../../src/rules/claim-of-one-node';
import { Manifest } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const claim = (...accessModes: string[]) => object('v1', 'PersistentVolumeClaim', 'data', { spec: { accessModes } });
const ONCE = claim('ReadWriteOnce');
const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
const agent = (spec: Manifest = {}, more: Manifest = {}) =>
  deployment({}, { spec, ...more, pod: { volumes, ...more.pod } });
const recreate = { strategy: { type: 'Recreate' } };

test('replicas', () => {
  expect(said(RULE, [agent({ replicas: 3 }), ONCE])).toEqual([
    'Deployment mesh/weather-agent: claim "data" with ReadWriteOnce, and 3 replicas: all pods mount this one volume, and the pods of one node can, so the others wait for ever ' +
      'if they are placed on another node. Use a StatefulSet with volumeClaimTemplates, which makes a claim for each pod, or a claim with ReadWriteMany.',
  ]);
});

test('a rolling update', () => {
  expect(said(RULE, [agent(), claim('ReadWriteOncePod')])).toEqual([
    'Deployment mesh/weather-agent: claim "data" with ReadWriteOncePod, and a rolling update: it starts the new pod while the old one has the volume, and the new one waits until ' +
      'the first one is gone, so that the rollout stops. Write strategy: { type: Recreate }, or maxSurge: 0 and maxUnavailable: 1 for rollingUpdate.',
  ]);
});

test('two workloads', () => {
  expect(said(RULE, [agent(recreate), agent(recreate, { name: 'news-agent' }), ONCE])).toEqual([
    'Deployment mesh/news-agent: claim "data" with ReadWriteOnce, and Deployment mesh/weather-agent mounts it too: one node at a time mounts the volume, so the pods of one of the ' +
      'two wait for ever if they are placed on another node. Give each workload a claim of its own, or use a claim with ReadWriteMany.',
  ]);
});

const scaler = object('autoscaling/v2', 'HorizontalPodAutoscaler', 'a', {
  spec: { maxReplicas: 5, scaleTargetRef: { kind: 'Deployment', name: 'weather-agent' } },
});

test.each<[string, Manifest[], string]>([
  ['an autoscaler', [agent(recreate), scaler, ONCE], 'up to 5 replicas'],
  ['a DaemonSet', [agent({}, { kind: 'DaemonSet' }), ONCE], 'a pod on each node'],
  ['replicas of a StatefulSet with one claim', [agent({ replicas: 2 }, { kind: 'StatefulSet' }), ONCE], '2 replicas'],
  ['a surge of one', [agent({ strategy: { rollingUpdate: { maxSurge: 1 } } }), ONCE], 'a rolling update'],
])('%s', (_, objects, given) => expect(said(RULE, objects)).toEqual([expect.stringContaining(given)]));

test.each<[string, Manifest[]]>([
  ['Recreate', [agent(recreate), ONCE]],
  [
    'no surge',
    [agent({ strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } }), ONCE],
  ],
  ['a surge of zero percent', [agent({ strategy: { rollingUpdate: { maxSurge: '0%' } } }), ONCE]],
  ['a volume for many', [agent({ replicas: 3 }), claim('ReadWriteMany')]],
  ['a volume that many may read', [agent({ replicas: 3 }), claim('ReadWriteOnce', 'ReadOnlyMany')]],
  ['a claim that is not here', [agent({ replicas: 3 })]],
  ['a StatefulSet of one', [agent({}, { kind: 'StatefulSet' }), ONCE]],
  ['pods of one node', [agent({ replicas: 3 }, { pod: { nodeSelector: { 'kubernetes.io/hostname': 'a' } } }), ONCE]],
  ['pods that stay together', [agent({ replicas: 3 }, { pod: { affinity: { podAffinity: {} } } }), ONCE]],
  ['a Job beside it', [agent(recreate), { ...agent({}, { name: 'load', kind: 'Job' }), apiVersion: 'batch/v1' }, ONCE]],
])('not %s', (_, objects) => expect(said(RULE, objects)).toEqual([]));
