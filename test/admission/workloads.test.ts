import { PLAIN } from '../support/plain-objects';
import { Edit, refused } from '../support/refused';

test.each<[string, Edit[], string[]]>([
  ['dep', [['spec/replicas', -1]], ['spec.replicas -1: the number must be 0 or more. Give a number 0 or more.']],
  [
    'dep',
    [['spec/template', undefined]],
    ['no spec.template: a workload has a template of its pods. Write spec.template.'],
  ],
  [
    'dep',
    [['spec/template/spec', undefined]],
    ['no spec.template.spec.containers: a pod has a container. Write its containers.'],
  ],
  [
    'dep',
    [['spec/strategy', { type: 'Rolling' }]],
    [
      'spec.strategy.type "Rolling": the type of a strategy must be RollingUpdate or Recreate. Write RollingUpdate or Recreate.',
    ],
  ],
  [
    'dep',
    [['spec/strategy', { type: 'Recreate', rollingUpdate: { maxSurge: 1 } }]],
    [
      'rollingUpdate beside type Recreate: rollingUpdate belongs to type RollingUpdate. Remove rollingUpdate, or change the type.',
    ],
  ],
  [
    'dep',
    [['spec/strategy', { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } }]],
    [
      'spec.strategy.rollingUpdate.maxUnavailable 0: a rollout could replace no pod: maxSurge and maxUnavailable are not both 0. Set one of the two to 1.',
    ],
  ],
  [
    'dep',
    [['spec/strategy', { rollingUpdate: { maxSurge: 'abc' } }]],
    ['spec.strategy.rollingUpdate.maxSurge "abc": it is a number of pods or a percentage such as "25%". Write it so.'],
  ],
  [
    'dep',
    [['spec/strategy', { rollingUpdate: { maxUnavailable: '150%' } }]],
    ['spec.strategy.rollingUpdate.maxUnavailable "150%": a percentage is 100% at most. Lower it.'],
  ],
  [
    'dep',
    [['spec/strategy', { rollingUpdate: { maxSurge: -1 } }]],
    ['spec.strategy.rollingUpdate.maxSurge -1: the number must be 0 or more. Give a number 0 or more.'],
  ],
  [
    'dep',
    [['spec/strategy', { rollingUpdate: { maxSurge: '0%', maxUnavailable: 0 } }]],
    [
      'spec.strategy.rollingUpdate.maxUnavailable 0: a rollout could replace no pod: maxSurge and maxUnavailable are not both 0. Set one of the two to 1.',
    ],
  ],
  [
    'dep',
    [['spec/minReadySeconds', -1]],
    ['spec.minReadySeconds -1: the number must be 0 or more. Give a number 0 or more.'],
  ],
  [
    'dep',
    [['spec/progressDeadlineSeconds', 0]],
    ['spec.progressDeadlineSeconds 0: the deadline is later than minReadySeconds. Raise it.'],
  ],
  [
    'dep',
    [['spec/revisionHistoryLimit', -1]],
    ['spec.revisionHistoryLimit -1: the number must be 0 or more. Give a number 0 or more.'],
  ],
  [
    'dep',
    [['spec/selector', { matchLabels: { app: 'weather-agent' }, matchExpressions: [{ key: 'app', operator: 'In' }] }]],
    ['no spec.selector.matchExpressions[0].values: operator In compares the label with values. Give the values.'],
  ],
  [
    'sts',
    [['spec/podManagementPolicy', 'parallel']],
    [
      'spec.podManagementPolicy "parallel": podManagementPolicy must be OrderedReady or Parallel. Write OrderedReady or Parallel.',
    ],
  ],
  [
    'sts',
    [['spec/updateStrategy', { type: 'Recreate' }]],
    [
      'spec.updateStrategy.type "Recreate": the type of a strategy must be RollingUpdate or OnDelete. Write RollingUpdate or OnDelete.',
    ],
  ],
  [
    'sts',
    [['spec/updateStrategy', { type: 'OnDelete', rollingUpdate: { partition: 1 } }]],
    [
      'rollingUpdate beside type OnDelete: rollingUpdate belongs to type RollingUpdate. Remove rollingUpdate, or change the type.',
    ],
  ],
  [
    'sts',
    [['spec/updateStrategy', { rollingUpdate: { partition: -1 } }]],
    ['spec.updateStrategy.rollingUpdate.partition -1: the number must be 0 or more. Give a number 0 or more.'],
  ],
  [
    'sts',
    [['spec/serviceName', 'My_Svc']],
    [
      'spec.serviceName "My_Svc": it is a DNS-1123 label: at most 63 lower-case letters, digits and \'-\', with a letter or digit at both ends. Rename it.',
    ],
  ],
  [
    'sts',
    [['spec/persistentVolumeClaimRetentionPolicy', { whenDeleted: 'Keep' }]],
    [
      'spec.persistentVolumeClaimRetentionPolicy.whenDeleted "Keep": a retention policy must be Retain or Delete. Write Retain or Delete.',
    ],
  ],
  [
    'ds',
    [['spec/updateStrategy', { type: 'Recreate' }]],
    [
      'spec.updateStrategy.type "Recreate": the type of a strategy must be RollingUpdate or OnDelete. Write RollingUpdate or OnDelete.',
    ],
  ],
  [
    'job',
    [['spec/backoffLimit', -1]],
    ['spec.backoffLimit -1: the number must be 0 or more. Give a number 0 or more.'],
  ],
  [
    'job',
    [['spec/completionMode', 'x']],
    ['spec.completionMode "x": completionMode must be NonIndexed or Indexed. Write NonIndexed or Indexed.'],
  ],
  [
    'cron',
    [['spec/concurrencyPolicy', 'No']],
    [
      'spec.concurrencyPolicy "No": concurrencyPolicy must be Allow, Forbid or Replace. Write Allow, Forbid or Replace.',
    ],
  ],
])('%s with %j', (object, edits, messages) => expect(refused(PLAIN[object], ...edits)).toEqual(messages));

test.each<[string, Edit[]]>([
  ['sts', [['spec/serviceName', undefined]]],
  ['sts', [['spec/strategy', { type: 'Recreate' }]]],
])('%s with %j is taken', (object, edits) => expect(refused(PLAIN[object], ...edits)).toEqual([]));
