import { IConstruct } from 'constructs';
import { MeshWorkloadProps } from './pod-options';
import { refuse, show } from '../base/problem';

/** Fields whose values are a closed set in the API, under whatever struct of a pod they stand. */
const CLOSED: { [field: string]: string[] } = {
  imagePullPolicy: ['Always', 'IfNotPresent', 'Never'],
  dnsPolicy: ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
  effect: ['NoSchedule', 'PreferNoSchedule', 'NoExecute'],
  whenUnsatisfiable: ['DoNotSchedule', 'ScheduleAnyway'],
  nodeAffinityPolicy: ['Honor', 'Ignore'],
  nodeTaintsPolicy: ['Honor', 'Ignore'],
  fsGroupChangePolicy: ['OnRootMismatch', 'Always'],
  supplementalGroupsPolicy: ['Merge', 'Strict'],
  procMount: ['Default', 'Unmasked'],
  terminationMessagePolicy: ['File', 'FallbackToLogsOnError'],
  protocol: ['TCP', 'UDP', 'SCTP'],
  mountPropagation: ['None', 'HostToContainer', 'Bidirectional'],
  recursiveReadOnly: ['Disabled', 'IfPossible', 'Enabled'],
};

const PROFILE_TYPES = ['RuntimeDefault', 'Localhost', 'Unconfined'];

/** Fields of one name that mean different things, by the field or prop that holds them. */
const CLOSED_IN: { [holder: string]: { [field: string]: string[] } } = {
  tolerations: { operator: ['Exists', 'Equal'] },
  matchExpressions: { operator: ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'] },
  seccompProfile: { type: PROFILE_TYPES },
  appArmorProfile: { type: PROFILE_TYPES },
};

/** The props of a workload that structs, or values of closed sets, are passed through. */
const PROPS = [
  'imagePullPolicy',
  'dnsPolicy',
  'tolerations',
  'affinity',
  'topologySpreadConstraints',
  'securityContext',
  'podSecurityContext',
  'volumeMounts',
  'initContainers',
  'sidecars',
] as const;

/** Refuses values that the API server refuses, or that a scheduler or kubelet does not know. */
export function checkClosedValues(scope: IConstruct, props: MeshWorkloadProps): void {
  PROPS.forEach((prop) => checkField(scope, { path: prop, field: prop, holder: '' }, props[prop]));
  (props.tolerations ?? []).forEach((toleration, i) => checkToleration(scope, `tolerations[${i}]`, toleration));
}

interface Field {
  /** As messages name it. */
  readonly path: string;
  readonly field: string;
  /** The field that holds the struct which this field is in. */
  readonly holder: string;
}

function checkField(scope: IConstruct, { path, field, holder }: Field, value: unknown): void {
  if (Array.isArray(value)) {
    value.forEach((each, i) => checkField(scope, { path: `${path}[${i}]`, field, holder }, each));
  } else if (value !== null && typeof value === 'object' && field !== 'matchLabels') {
    Object.entries(value).forEach(([key, each]) =>
      checkField(scope, { path: `${path}.${key}`, field: key, holder: field }, each),
    );
  } else if (typeof value === 'string') {
    checkValue(scope, path, value, CLOSED_IN[holder]?.[field] ?? (Object.hasOwn(CLOSED, field) ? CLOSED[field] : []));
  }
}

function checkValue(scope: IConstruct, path: string, value: string, allowed: string[]): void {
  if (allowed.length > 0 && !allowed.includes(value)) {
    const meant = allowed.find((each) => each.toLowerCase() === value.toLowerCase());
    refuse(scope, {
      given: `${path} ${show(value)}`,
      rule: `Kubernetes knows ${allowed
        .map(show)
        .join(', ')
        .replace(/, (?=[^,]*$)/, ' and ')} here, spelt so`,
      fix: meant === undefined ? 'Give one of them, or leave it out' : `Write ${show(meant)}`,
    });
  }
}

interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
  readonly tolerationSeconds?: number;
}

function checkToleration(scope: IConstruct, path: string, toleration: Toleration): void {
  const { key, operator, value, effect, tolerationSeconds } = toleration;
  if (operator === 'Exists' && value) {
    refuse(scope, {
      given: `${path} with operator "Exists" and value ${show(value)}`,
      rule: 'Exists tolerates every value of a taint, and the API server refuses one beside it',
      fix: 'Leave value out, or write operator: "Equal"',
    });
  }
  if (!key && operator !== 'Exists') {
    refuse(scope, {
      given: `${path} without a key`,
      rule: 'only a toleration with operator "Exists" may be about every taint',
      fix: 'Give the key of the taint, or operator: "Exists"',
    });
  }
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    refuse(scope, {
      given: `${path} with tolerationSeconds ${show(tolerationSeconds)} and effect ${show(effect)}`,
      rule: 'only pods that a taint of effect "NoExecute" would evict stay for a number of seconds',
      fix: 'Write effect: "NoExecute", or leave tolerationSeconds out',
    });
  }
}
