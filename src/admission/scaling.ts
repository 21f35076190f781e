import { At } from './at';
import { all, atLeast, Check, eachOf, fields, ifSet, oneOf, podsOrPercent, quantity, required } from './checks';
import { selector } from './metadata';

const METRICS = ['Resource', 'ContainerResource', 'Pods', 'Object', 'External'];

const sourceOf = (type: string) => `${type[0].toLowerCase()}${type.slice(1)}`;

const TARGET: Check = all(
  fields({
    type: required(
      'the target of a metric has a type',
      'Write type: Utilization',
      oneOf('the type of a target', 'Utilization', 'AverageValue', 'Value'),
    ),
    averageUtilization: atLeast(1),
    averageValue: quantity,
    value: quantity,
  }),
  (at) => {
    const fieldOf: { [type: string]: string } = {
      Utilization: 'averageUtilization',
      AverageValue: 'averageValue',
      Value: 'value',
    };
    const field = fieldOf[at.field('type').text ?? ''];
    if (field !== undefined && !at.field(field).isSet) {
      at.field(field).refuseMissing(`a target of type ${at.field('type').text} has ${field}`, `Give ${field}`);
    }
  },
);

/** Of a resource: a share of what is requested, or an amount for each pod. */
function resourceTarget(at: At): void {
  TARGET(at);
  const [share, amount] = [at.field('averageUtilization'), at.field('averageValue')];
  if (share.isSet && amount.isSet) {
    amount.refuse('a target has averageUtilization or averageValue', 'Keep one of them');
  }
  if (at.field('type').text === 'Value') {
    at.field('type').refuse('the target of a resource is of type Utilization or AverageValue', 'Write one of these');
  }
}

const NAMED_TARGET = fields({
  name: required('a metric names its resource', 'Name cpu or memory'),
  target: resourceTarget,
});

function metric(at: At): void {
  const type = at.field('type');
  required('a metric has a type', 'Write type: Resource', oneOf('the type of a metric', ...METRICS))(type);
  if (METRICS.includes(type.text ?? '')) {
    const source = at.field(sourceOf(type.text!));
    required(
      `a metric of type ${type.text} is described under ${sourceOf(type.text!)}`,
      `Write ${sourceOf(type.text!)}`,
    )(source);
    for (const other of METRICS.map(sourceOf).filter((item) => item !== sourceOf(type.text!))) {
      ifSet((field) => field.refuse(`a metric of type ${type.text} has no ${other}`, 'Remove it, or change the type'))(
        at.field(other),
      );
    }
  }
  fields({ resource: ifSet(NAMED_TARGET), containerResource: ifSet(NAMED_TARGET) })(at);
}

/** With the feature HPAScaleToZero, zero is allowed if a metric tells when there is something to do. */
function least(spec: At): void {
  const minimum = spec.field('minReplicas');
  const mayBeZero = spec
    .field('metrics')
    .items()
    .some((item) => ['Object', 'External'].includes(item.field('type').text ?? ''));
  if (minimum.number !== undefined && minimum.number < (mayBeZero ? 0 : 1)) {
    minimum.refuse('minReplicas is 1 or more', 'Write 1, or leave it out');
  }
  const most = spec.field('maxReplicas');
  if (most.number !== undefined && most.number < (minimum.number ?? 1)) {
    most.refuse(
      'maxReplicas is not below minReplicas, which is 1 if it is missing',
      'Raise maxReplicas, or lower minReplicas',
      `maxReplicas ${most.number} below minReplicas ${minimum.number ?? 1}`,
    );
  }
}

const RULES = fields({
  stabilizationWindowSeconds: atLeast(0, 3600),
  selectPolicy: oneOf('selectPolicy', 'Max', 'Min', 'Disabled'),
  policies: eachOf(
    fields({
      type: oneOf('the type of a policy', 'Pods', 'Percent'),
      value: atLeast(1),
      periodSeconds: atLeast(1, 1800),
    }),
  ),
});

/** From Kubernetes 1.36 on the API server refuses a target without a group; before, the autoscaler does not find it. */
function target(at: At): void {
  fields({
    kind: required('a target has a kind', 'Write kind: Deployment'),
    name: required('a target has a name', 'Name the workload'),
  })(at);
  const version = at.field('apiVersion');
  if (['Deployment', 'StatefulSet'].includes(at.field('kind').text ?? '') && !version.text?.includes('/')) {
    version.refuse(`a ${at.field('kind').text} is of API group apps`, 'Write apiVersion: apps/v1');
  }
}

export const autoscaler: Check = all(
  fields({
    maxReplicas: required('an autoscaler has maxReplicas', 'Give maxReplicas'),
    scaleTargetRef: required('an autoscaler has a target', 'Name the workload under scaleTargetRef', target),
    metrics: eachOf(metric),
    behavior: fields({ scaleUp: RULES, scaleDown: RULES }),
    targetCPUUtilizationPercentage: atLeast(1),
  }),
  least,
);

const BUDGET = all(podsOrPercent, (at: At) => {
  if (Number(/^(\d+)%$/.exec(at.text ?? '')?.[1]) > 100) {
    at.refuse('a percentage is 100% at most', 'Lower it');
  }
});

export const disruptionBudget: Check = fields({
  minAvailable: BUDGET,
  maxUnavailable: BUDGET,
  selector,
  unhealthyPodEvictionPolicy: oneOf('unhealthyPodEvictionPolicy', 'IfHealthyBudget', 'AlwaysAllow'),
});
