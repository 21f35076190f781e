import { describeObject } from '../../src/api/kubernetes-object';
import { Mesh } from '../../src/mesh/mesh';
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
const share = (target: Manifest) => ({ type: 'Resource', resource: { name: 'cpu', target } });
const requests = { requests: { cpu: '1', memory: '1Gi' } };
const sidecar = { initContainers: [{ name: 'proxy', image: 'x', restartPolicy: 'Always' }] };

/** The fields of findings, and those of the objects that they are about too. */
const fields = (objects: Manifest[]) =>
  RULE.find(new Mesh(objects)).map(({ field, related = [] }) => [
    field,
    related.map((each) => [describeObject(each.object), ...each.field!]),
  ]);

test('two autoscalers', () => {
  expect(said(RULE, [agent(requests), scaler(), scaler({}, 'b')])).toEqual([
    'HorizontalPodAutoscaler mesh/b: HorizontalPodAutoscaler mesh/a scales Deployment mesh/weather-agent too: two autoscalers of one workload set its replicas against each ' +
      'other, and Kubernetes stops both (AmbiguousSelector). Keep one of them, with the metrics of both.',
  ]);
  expect(said(RULE, [agent(requests), scaler(), keda({})])).toHaveLength(1);
  expect(fields([agent(requests), scaler(), scaler({}, 'b')])).toEqual([
    [['spec', 'scaleTargetRef'], [['HorizontalPodAutoscaler mesh/a', 'spec', 'scaleTargetRef']]],
  ]);
});

test('what has no share is told by container', () => {
  const both = [agent(undefined, { ...sidecar, containers: [{ name: 'agent' }, { name: 'second' }] })];
  expect(said(RULE, [...both, scaler()])).toEqual([
    'HorizontalPodAutoscaler mesh/a: a share of the requested cpu, of Deployment mesh/weather-agent: init container "proxy", container "agent" and container "second" request no cpu, so the autoscaler cannot compute the utilization, and the number of pods never changes. Give resources.requests.cpu to each container, or use a target of type AverageValue.',
  ]);
  const containers = ['spec', 'template', 'spec', 'containers', 0, 'resources'];
  const related = [['Deployment mesh/weather-agent', ...containers]];
  expect(fields([agent(), scaler()])).toEqual([[['spec', 'metrics', 0, 'resource', 'name'], related]]);
  expect(fields([agent(), scaler({ metrics: undefined })])).toEqual([[['spec'], related]]);
});

test('limits of KEDA', () => {
  expect(said(RULE, [agent(), keda({ minReplicaCount: 2, maxReplicaCount: 2 })])).toEqual([]);
  expect(said(RULE, [agent(), keda({ minReplicaCount: 101 })])).toHaveLength(1);
  expect(fields([agent(), keda({ minReplicaCount: 3, maxReplicaCount: 2 })])).toEqual([
    [['spec', 'minReplicaCount'], []],
  ]);
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
  [
    'the share of before v2',
    [agent(), scaler({ metrics: undefined, maxReplicas: undefined, targetCPUUtilizationPercentage: 80 })],
  ],
  ['a share without a number', [agent(), scaler({ metrics: [share({ type: 'Utilization' })] })]],
  ['a share without a type', [agent(), scaler({ metrics: [share({ averageUtilization: 70 })] })]],
  [
    'the defaults of another namespace',
    [agent(), scaler(), object('v1', 'LimitRange', 'd', { metadata: { namespace: 'x' } })],
  ],
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
  ['no metrics and no replicas', [agent(), scaler({ metrics: undefined, maxReplicas: undefined })]],
  ['a container that is not there', [agent(), scaler({ metrics: [{ type: 'ContainerResource' }] })]],
  ['a metric without a target', [agent(), scaler({ metrics: [{ type: 'Resource', resource: { name: 'cpu' } }] })]],
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

test('a group that no cluster has', () => {
  const target = (apiVersion: string) => ({
    scaleTargetRef: { apiVersion, kind: 'Deployment', name: 'weather-agent' },
  });
  expect(said(RULE, [agent(requests), scaler(target('extensions/v1beta1'))])).toEqual([
    'HorizontalPodAutoscaler mesh/a: scaleTargetRef of apiVersion extensions/v1beta1: clusters have Deployments in group apps only, so the autoscaler finds no target. ' +
      'Write apiVersion: apps/v1.',
  ]);
  expect(said(RULE, [agent(requests), scaler(target('apps/v1'))])).toEqual([]);
});
