import { RULE } from '../../src/rules/autoscaler-beside-replicas';
import { deployment, object, said } from '../support/workload-manifests';

const scaler = (ref: object) =>
  object('autoscaling/v2', 'HorizontalPodAutoscaler', 'a', { spec: { maxReplicas: 3, scaleTargetRef: ref } });
const keda = object('keda.sh/v1alpha1', 'ScaledObject', 'a', { spec: { scaleTargetRef: { name: 'weather-agent' } } });
const target = { kind: 'Deployment', name: 'weather-agent' };
const replicas = (number?: number) => deployment({}, { spec: { replicas: number } });

test.each([scaler(target), keda])('replicas beside $kind', (each) => {
  expect(said(RULE, [replicas(2), each])).toEqual([
    `Deployment mesh/weather-agent: replicas 2, and ${each.kind} "a": each time that the manifest is applied, the number of pods goes back to that of the manifest, also ` +
      'under load, until the autoscaler changes it again. Leave replicas out of the manifest.',
  ]);
});

test.each([
  ['no replicas', [replicas(), scaler(target)]],
  ['no autoscaler', [replicas(2)]],
  ['the autoscaler of another', [replicas(2), scaler({ ...target, name: 'news-agent' })]],
  ['the autoscaler of another kind', [replicas(2), scaler({ ...target, kind: 'StatefulSet' })]],
  ['odd input', [replicas(2), object('autoscaling/v2', 'HorizontalPodAutoscaler', 'b')]],
])('not %s', (_, objects) => expect(said(RULE, objects)).toEqual([]));
