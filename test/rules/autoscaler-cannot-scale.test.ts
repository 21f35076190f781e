import { RULE } from '../../src/rules/autoscaler-cannot-scale';
import { Manifest } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const CPU = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } };
const scaler = (spec: Manifest = {}, name: string = 'a') =>
  object('autoscaling/v2', 'HorizontalPodAutoscaler', name, {
    spec: { maxReplicas: 3, scaleTargetRef: { kind: 'Deployment', name: 'weather-agent' }, metrics: [CPU], ...spec },
  });
const keda = (spec: Manifest) =>
  object('keda.sh/v1alpha1', 'ScaledObject', 'k', { spec: { scaleTargetRef: { name: 'weather-agent' }, ...spec } });
const agent = (resources?: Manifest, pod: Manifest = {}) => deployment({ resources }, { pod });
const requests = { requests: { cpu: '1', memory: '1Gi' } };
const sidecar = { initContainers: [{ name: 'proxy', image: 'x', restartPolicy: 'Always' }] };

test('two autoscalers', () => {
  expect(said(RULE, [agent(requests), scaler(), scaler({}, 'b')])).toEqual([
    'HorizontalPodAutoscaler mesh/b: HorizontalPodAutoscaler mesh/a scales Deployment mesh/weather-agent too: two autoscalers of one workload set its replicas against each ' +
      'other, and Kubernetes stops both (AmbiguousSelector). Keep one of them, with the metrics of both.',
  ]);
  expect(said(RULE, [agent(requests), scaler(), keda({})])).toHaveLength(1);
});

test('limits of KEDA', () => {
  expect(said(RULE, [agent(), keda({ minReplicaCount: 5, maxReplicaCount: 2 })])).toEqual([
    'ScaledObject mesh/k: minReplicaCount 5 above maxReplicaCount 2: KEDA refuses a minimum above the maximum, which is 100 if it is missing. Lower the minimum, or raise the maximum.',
  ]);
});

test.each<[string, Manifest[]]>([
  ['no requests', [agent(), scaler()]],
  [
    'no requests of memory',
    [
      agent({ requests: { cpu: '1' } }),
      scaler({ metrics: [{ type: 'Resource', resource: { ...CPU.resource, name: 'memory' } }] }),
    ],
  ],
  ['no metrics, which means the CPU', [agent(), scaler({ metrics: undefined })]],
  ['a sidecar without requests', [agent(requests, sidecar), scaler()]],
  [
    'the container that is meant',
    [
      agent(),
      scaler({ metrics: [{ type: 'ContainerResource', containerResource: { ...CPU.resource, container: 'agent' } }] }),
    ],
  ],
])('%s', (_, objects) => expect(said(RULE, objects)).toHaveLength(1));

test.each<[string, Manifest[]]>([
  ['requests', [agent(requests), scaler()]],
  ['limits, which are requests', [agent({ limits: { cpu: '1' } }), scaler()]],
  [
    'an amount',
    [agent(), scaler({ metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'AverageValue' } } }] })],
  ],
  ['a metric of pods', [agent(), scaler({ metrics: [{ type: 'Pods' }] })]],
  ['the defaults of a namespace', [agent(), scaler(), object('v1', 'LimitRange', 'defaults')]],
  [
    'a sidecar that is not meant',
    [
      agent(requests, sidecar),
      scaler({ metrics: [{ type: 'ContainerResource', containerResource: { ...CPU.resource, container: 'agent' } }] }),
    ],
  ],
  ['a target that is not here', [agent(), scaler({ scaleTargetRef: { kind: 'Deployment', name: 'payments' } })]],
  ['KEDA by its defaults', [agent(), keda({})]],
])('not %s', (_, objects) => expect(said(RULE, objects)).toEqual([]));

test('a kind without replicas', () => {
  const target = { scaleTargetRef: { kind: 'DaemonSet', name: 'weather-agent' } };
  expect(said(RULE, [agent(requests), scaler(target)])).toEqual([
    'HorizontalPodAutoscaler mesh/a: scaleTargetRef of kind DaemonSet: a DaemonSet has no number of replicas to change (no scale subresource), so the autoscaler does ' +
      'nothing. Make the workload a Deployment or a StatefulSet, or remove the autoscaler.',
  ]);
  expect(said(RULE, [scaler({ scaleTargetRef: { kind: 'RayCluster', name: 'x' } })])).toEqual([]);
});
