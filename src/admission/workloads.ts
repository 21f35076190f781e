import { At } from './at';
import {
  all,
  atLeast,
  Check,
  dnsLabel,
  eachOf,
  fields,
  ifSet,
  isEmpty,
  oneOf,
  podsOrPercent,
  required,
} from './checks';
import { selector } from './metadata';
import { template } from './pod-spec';
import { schedule } from './schedule';
import { claimSpec } from './volumes';

/** A number or percentage that is nothing. */
function isZero({ value }: At): boolean {
  return value === 0 || value === '0%';
}

function percentWithin(at: At): void {
  if (at.text !== undefined && Number(/^(\d+)%$/.exec(at.text)?.[1]) > 100) {
    at.refuse('a percentage is 100% at most', 'Lower it');
  }
}

/** Of a rolling update: by default a quarter of the pods may be missing, or be there too many. */
const DEPLOYMENT_UPDATE = all(
  fields({ maxSurge: podsOrPercent, maxUnavailable: all(podsOrPercent, percentWithin) }),
  (at) => {
    if (isZero(at.field('maxSurge')) && isZero(at.field('maxUnavailable'))) {
      at.field('maxUnavailable').refuse(
        'a rollout could replace no pod: maxSurge and maxUnavailable are not both 0',
        'Set one of the two to 1',
      );
    }
  },
);

function onlyForRollingUpdate(strategy: At): void {
  const { text: type } = strategy.field('type');
  const update = strategy.field('rollingUpdate');
  if (type !== undefined && type !== 'RollingUpdate' && update.isSet) {
    update.refuse(
      'rollingUpdate belongs to type RollingUpdate',
      'Remove rollingUpdate, or change the type',
      `rollingUpdate beside type ${type}`,
    );
  }
}

/** Deployments and their like keep pods running for ever. */
function runsForEver(spec: At): void {
  const pod = spec.field('template', 'spec');
  const policy = pod.field('restartPolicy');
  if (policy.text === 'OnFailure' || policy.text === 'Never') {
    policy.refuse('pods of this kind run for ever: restartPolicy is Always', 'Remove it, or make a Job');
  }
  if (pod.field('activeDeadlineSeconds').isSet) {
    pod
      .field('activeDeadlineSeconds')
      .refuse('pods of this kind run for ever, without a deadline', 'Remove it, or make a Job');
  }
}

const NON_NEGATIVE = Object.fromEntries(
  ['replicas', 'minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds'].map((field) => [
    field,
    atLeast(0),
  ]),
);

/** What Deployments, StatefulSets, DaemonSets and ReplicaSets have in common. */
const WORKLOAD = all(
  fields({
    ...NON_NEGATIVE,
    selector,
    template: required('a workload has a template of its pods', 'Write spec.template', (at) => template(at)),
  }),
  runsForEver,
);

export const deployment = all(WORKLOAD, (spec) => {
  const strategy = spec.field('strategy');
  fields({
    type: oneOf('the type of a strategy', 'RollingUpdate', 'Recreate'),
    rollingUpdate: ifSet(DEPLOYMENT_UPDATE),
  })(strategy);
  onlyForRollingUpdate(strategy);
  const [deadline, ready] = [spec.field('progressDeadlineSeconds').number, spec.field('minReadySeconds').number ?? 0];
  if (deadline !== undefined && deadline <= ready) {
    spec.field('progressDeadlineSeconds').refuse('the deadline is later than minReadySeconds', 'Raise it');
  }
});

export const replicaSet: Check = WORKLOAD;

export const daemonSet = all(WORKLOAD, (spec) => {
  const strategy = spec.field('updateStrategy');
  fields({
    type: oneOf('the type of a strategy', 'RollingUpdate', 'OnDelete'),
    rollingUpdate: ifSet(DEPLOYMENT_UPDATE),
  })(strategy);
});

const RETENTION = oneOf('a retention policy', 'Retain', 'Delete');

export const statefulSet: Check = (spec) => {
  fields({
    ...NON_NEGATIVE,
    selector,
    serviceName: (at) => at.text !== '' && dnsLabel(at),
    podManagementPolicy: oneOf('podManagementPolicy', 'OrderedReady', 'Parallel'),
    updateStrategy: all(
      fields({
        type: oneOf('the type of a strategy', 'RollingUpdate', 'OnDelete'),
        rollingUpdate: ifSet(fields({ partition: atLeast(0), maxUnavailable: all(podsOrPercent, percentWithin) })),
      }),
      onlyForRollingUpdate,
    ),
    persistentVolumeClaimRetentionPolicy: fields({ whenDeleted: RETENTION, whenScaled: RETENTION }),
    volumeClaimTemplates: eachOf(fields({ spec: claimSpec })),
    template: required('a workload has a template of its pods', 'Write spec.template', (at) =>
      template(at, spec.field('volumeClaimTemplates')),
    ),
  })(spec);
  runsForEver(spec);
};

const COUNTS = ['parallelism', 'completions', 'backoffLimit', 'ttlSecondsAfterFinished', 'activeDeadlineSeconds'];

export const job: Check = (spec) => {
  fields({
    ...Object.fromEntries(COUNTS.map((field) => [field, atLeast(0)])),
    completionMode: oneOf('completionMode', 'NonIndexed', 'Indexed'),
    podReplacementPolicy: oneOf('podReplacementPolicy', 'TerminatingOrFailed', 'Failed'),
    template: required('a Job has a template of its pods', 'Write spec.template', (at) => template(at)),
  })(spec);
  const policy = spec.field('template', 'spec', 'restartPolicy');
  if (spec.field('template', 'spec').isSet && (isEmpty(policy) || policy.text === 'Always')) {
    const rule = 'the pods of a Job end: restartPolicy is OnFailure or Never, and Always if it is missing';
    const fix = 'Write restartPolicy: OnFailure';
    isEmpty(policy) ? policy.refuseMissing(rule, fix) : policy.refuse(rule, fix);
  }
};

export const cronJob: Check = fields({
  schedule: required('a CronJob has a schedule', 'Give one such as "0 * * * *"', schedule),
  concurrencyPolicy: oneOf('concurrencyPolicy', 'Allow', 'Forbid', 'Replace'),
  successfulJobsHistoryLimit: atLeast(0),
  failedJobsHistoryLimit: atLeast(0),
  jobTemplate: fields({ spec: job }),
});
