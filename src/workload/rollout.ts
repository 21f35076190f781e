import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { refuse, show } from '../base/problem';
import { checkClosedValue } from '../pod/closed-values';
import { checkStruct } from '../pod/struct-fields';

/** Why only one pod of a workload may run at a time. */
export interface OnePod {
  /** What it has, such as `a ReadWriteOnce claim`. */
  readonly given: string;
  readonly rule: string;
  /** How to have several pods all the same. */
  readonly fix: string;
  /** Whether not even the end of the old pod may overlap with the start of the new one. */
  readonly neverOverlaps: boolean;
}

/** How a Deployment replaces its pods. If only one may run at a time, the old one ends before the new one starts. */
export function deploymentStrategy(
  scope: Construct,
  strategy: k8s.DeploymentStrategy | undefined,
  onePod: OnePod | undefined,
): k8s.DeploymentStrategy | undefined {
  if (strategy === undefined) {
    return onePod ? { type: 'Recreate' } : undefined;
  }
  checkStruct(scope, 'strategy', strategy, k8s.toJson_DeploymentStrategy);
  checkType(scope, 'strategy', strategy, ['RollingUpdate', 'Recreate']);
  const { type, rollingUpdate } = strategy;
  const surge = checkAmount(scope, 'strategy.rollingUpdate.maxSurge', rollingUpdate?.maxSurge);
  const missing = checkAmount(scope, 'strategy.rollingUpdate.maxUnavailable', rollingUpdate?.maxUnavailable);
  if (surge === 0 && missing === 0) {
    refuse(scope, {
      given: 'strategy.rollingUpdate with maxSurge 0 and maxUnavailable 0',
      rule: 'no pod could be replaced, and the API server refuses it',
      fix: 'Give one of the two 1',
    });
  }
  if (onePod && type !== 'Recreate' && (onePod.neverOverlaps || surge !== 0)) {
    refuse(scope, {
      given: `strategy ${show(type ?? 'RollingUpdate')} ${onePod.given}`,
      rule: `the new pod would start beside the old one, and ${onePod.rule}`,
      fix: `Leave strategy out, which makes it Recreate${onePod.neverOverlaps ? '' : ', or set maxSurge to 0'}`,
    });
  }
  return strategy;
}

/** How a StatefulSet replaces its pods. */
export function statefulSetStrategy(
  scope: Construct,
  strategy: k8s.StatefulSetUpdateStrategy | undefined,
): k8s.StatefulSetUpdateStrategy | undefined {
  if (strategy === undefined) {
    return undefined;
  }
  checkStruct(scope, 'updateStrategy', strategy, k8s.toJson_StatefulSetUpdateStrategy);
  checkType(scope, 'updateStrategy', strategy, ['RollingUpdate', 'OnDelete']);
  const { partition, maxUnavailable } = strategy.rollingUpdate ?? {};
  if (typeof partition === 'number' && !(Number.isInteger(partition) && partition >= 0)) {
    refuse(scope, {
      given: `updateStrategy.rollingUpdate.partition ${show(partition)}`,
      rule: 'pods from this ordinal on are replaced, a whole number from 0 on',
      fix: 'Give a number such as 0, which replaces all',
    });
  }
  if (checkAmount(scope, 'updateStrategy.rollingUpdate.maxUnavailable', maxUnavailable) === 0) {
    refuse(scope, {
      given: 'updateStrategy.rollingUpdate.maxUnavailable 0',
      rule: 'no pod could be replaced, and the API server refuses it',
      fix: 'Give 1, or leave it out',
    });
  }
  return strategy;
}

/** Refuses more than one pod where only one may run. */
export function checkOnePod(scope: Construct, replicas: number | undefined, onePod: OnePod | undefined): void {
  if (onePod && typeof replicas === 'number' && replicas > 1) {
    refuse(scope, { given: `replicas ${replicas} ${onePod.given}`, rule: onePod.rule, fix: onePod.fix });
  }
}

/** Refuses an autoscaler where only one pod may run. */
export function refuseAutoscaler(scope: Construct, onePod: OnePod | undefined): void {
  if (onePod) {
    refuse(scope, { given: `an autoscaler ${onePod.given}`, rule: onePod.rule, fix: onePod.fix });
  }
}

/** Refuses what only the other kind of workload has. */
export function refuseOfOtherKind(scope: Construct, prop: string, value: unknown, kind: string, fix: string): void {
  if (value !== undefined) {
    refuse(scope, { given: `${prop} of a ${kind}`, rule: `a ${kind} has no such field`, fix });
  }
}

function checkType(
  scope: Construct,
  prop: string,
  { type, rollingUpdate }: { readonly type?: string; readonly rollingUpdate?: object },
  allowed: string[],
): void {
  if (type !== undefined) {
    checkClosedValue(scope, `${prop}.type`, type, allowed);
  }
  if (rollingUpdate !== undefined && type !== undefined && type !== 'RollingUpdate') {
    refuse(scope, {
      given: `${prop}.rollingUpdate beside type ${show(type)}`,
      rule: 'it belongs to type "RollingUpdate", and the API server refuses it beside another',
      fix: `Leave one of the two out`,
    });
  }
}

/** A number of pods, or of percent, as it is given; a Lazy is unknown. */
function checkAmount(scope: Construct, prop: string, amount: k8s.IntOrString | undefined): number | undefined {
  const value: unknown = amount?.value;
  const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value)?.[1] : undefined;
  const number = percent === undefined ? value : Number(percent);
  const isFine =
    value === undefined ||
    typeof value === 'object' ||
    (typeof number === 'number' && Number.isInteger(number) && number >= 0);
  if (!isFine) {
    refuse(scope, {
      given: `${prop} ${show(value)}`,
      rule: 'it is a number of pods from 0 on, or a share such as "25%"',
      fix: 'Give k8s.IntOrString.fromNumber(1), or k8s.IntOrString.fromString("25%")',
    });
  }
  return typeof number === 'number' ? number : undefined;
}
