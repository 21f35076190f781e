import { PLAIN } from '../support/plain-objects';
import { Edit, refused } from '../support/refused';

test.each<[string, Edit[], string[]]>([
  [
    'pdb',
    [['spec/maxUnavailable', -1]],
    ['spec.maxUnavailable -1: the number must be 0 or more. Give a number 0 or more.'],
  ],
  [
    'pdb',
    [['spec/maxUnavailable', '1']],
    ['spec.maxUnavailable "1": it is a number of pods or a percentage such as "25%". Write it so.'],
  ],
  ['pdb', [['spec/maxUnavailable', '150%']], ['spec.maxUnavailable "150%": a percentage is 100% at most. Lower it.']],
  [
    'pdb',
    [['spec/unhealthyPodEvictionPolicy', 'Always']],
    [
      'spec.unhealthyPodEvictionPolicy "Always": unhealthyPodEvictionPolicy must be IfHealthyBudget or AlwaysAllow. Write IfHealthyBudget or AlwaysAllow.',
    ],
  ],
  [
    'pdb',
    [['spec/selector/matchExpressions', [{ key: 'a', operator: 'X' }]]],
    [
      'spec.selector.matchExpressions[0].operator "X": an operator is In, NotIn, Exists or DoesNotExist. Write one of these.',
    ],
  ],
  ['hpa', [['spec/minReplicas', 0]], ['spec.minReplicas 0: minReplicas is 1 or more. Write 1, or leave it out.']],
  [
    'hpa',
    [['spec/minReplicas', 5]],
    [
      'maxReplicas 3 below minReplicas 5: maxReplicas is not below minReplicas, which is 1 if it is missing. Raise maxReplicas, or lower minReplicas.',
    ],
  ],
  ['hpa', [['spec/maxReplicas', undefined]], ['no spec.maxReplicas: an autoscaler has maxReplicas. Give maxReplicas.']],
  [
    'hpa',
    [['spec/maxReplicas', 0]],
    [
      'maxReplicas 0 below minReplicas 1: maxReplicas is not below minReplicas, which is 1 if it is missing. Raise maxReplicas, or lower minReplicas.',
    ],
  ],
  [
    'hpa',
    [['spec/scaleTargetRef', undefined]],
    ['no spec.scaleTargetRef: an autoscaler has a target. Name the workload under scaleTargetRef.'],
  ],
  [
    'hpa',
    [['spec/scaleTargetRef/name', undefined]],
    ['no spec.scaleTargetRef.name: a target has a name. Name the workload.'],
  ],
  [
    'hpa',
    [['spec/scaleTargetRef/kind', undefined]],
    ['no spec.scaleTargetRef.kind: a target has a kind. Write kind: Deployment.'],
  ],
  [
    'hpa',
    [['spec/scaleTargetRef/apiVersion', undefined]],
    ['no spec.scaleTargetRef.apiVersion: a Deployment is of API group apps. Write apiVersion: apps/v1.'],
  ],
  [
    'hpa',
    [['spec/scaleTargetRef/apiVersion', 'v1']],
    ['spec.scaleTargetRef.apiVersion "v1": a Deployment is of API group apps. Write apiVersion: apps/v1.'],
  ],
  [
    'hpa',
    [['spec/metrics/0/type', 'CPU']],
    [
      'spec.metrics[0].type "CPU": the type of a metric must be Resource, ContainerResource, Pods, Object or External. Write Resource, ContainerResource, Pods, Object or External.',
    ],
  ],
  [
    'hpa',
    [['spec/metrics/0/type', 'Pods']],
    [
      'no spec.metrics[0].pods: a metric of type Pods is described under pods. Write pods.',
      'spec.metrics[0].resource {"name":"cpu","target":{"type":"Utilization","averageUtilization":70}}: a metric of type Pods has no resource. Remove it, or change the type.',
    ],
  ],
  [
    'hpa',
    [['spec/metrics/0/resource', undefined]],
    ['no spec.metrics[0].resource: a metric of type Resource is described under resource. Write resource.'],
  ],
  [
    'hpa',
    [['spec/metrics/0/resource/target/type', 'Percent']],
    [
      'spec.metrics[0].resource.target.type "Percent": the type of a target must be Utilization, AverageValue or Value. Write Utilization, AverageValue or Value.',
    ],
  ],
  [
    'hpa',
    [['spec/metrics/0/resource/target/averageUtilization', 0]],
    ['spec.metrics[0].resource.target.averageUtilization 0: the number must be 1 or more. Give a number 1 or more.'],
  ],
  [
    'hpa',
    [['spec/metrics/0/resource/target', { type: 'Utilization' }]],
    [
      'no spec.metrics[0].resource.target.averageUtilization: a target of type Utilization has averageUtilization. Give averageUtilization.',
    ],
  ],
  [
    'hpa',
    [['spec/metrics/0/resource/target', { type: 'AverageValue', averageUtilization: 5 }]],
    [
      'no spec.metrics[0].resource.target.averageValue: a target of type AverageValue has averageValue. Give averageValue.',
    ],
  ],
  [
    'hpa',
    [['spec/metrics/0/resource/target/averageValue', '1']],
    [
      'spec.metrics[0].resource.target.averageValue "1": a target has averageUtilization or averageValue. Keep one of them.',
    ],
  ],
  [
    'hpa',
    [['spec/metrics/0/resource/name', undefined]],
    ['no spec.metrics[0].resource.name: a metric names its resource. Name cpu or memory.'],
  ],
  [
    'hpa',
    [['spec/behavior', { scaleDown: { stabilizationWindowSeconds: -1 } }]],
    [
      'spec.behavior.scaleDown.stabilizationWindowSeconds -1: the number must be from 0 to 3600. Give a number from 0 to 3600.',
    ],
  ],
  [
    'hpa',
    [['spec/behavior', { scaleDown: { selectPolicy: 'x' } }]],
    [
      'spec.behavior.scaleDown.selectPolicy "x": selectPolicy must be Max, Min or Disabled. Write Max, Min or Disabled.',
    ],
  ],
  [
    'hpa',
    [['spec/behavior', { scaleDown: { policies: [{ type: 'Pods', value: 0, periodSeconds: 60 }] } }]],
    ['spec.behavior.scaleDown.policies[0].value 0: the number must be 1 or more. Give a number 1 or more.'],
  ],
  [
    'hpa',
    [['spec/metrics/0/resource/target', { type: 'Value', value: '1' }]],
    [
      'spec.metrics[0].resource.target.type "Value": the target of a resource is of type Utilization or AverageValue. Write one of these.',
    ],
  ],
  [
    'hpa',
    [['spec/metrics/0/external', {}]],
    ['spec.metrics[0].external {}: a metric of type Resource has no external. Remove it, or change the type.'],
  ],
])('%s with %j', (object, edits, messages) => expect(refused(PLAIN[object], ...edits)).toEqual(messages));

test.each<[string, Edit[]]>([['hpa', [['spec/metrics', undefined]]]])('%s with %j is taken', (object, edits) =>
  expect(refused(PLAIN[object], ...edits)).toEqual([]),
);
