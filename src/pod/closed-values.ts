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
  procMount: ['Default', 'Unmasked'],
  terminationMessagePolicy: ['File', 'FallbackToLogsOnError'],
  protocol: ['TCP', 'UDP', 'SCTP'],
  mountPropagation: ['None', 'HostToContainer', 'Bidirectional'],
  scheme: ['HTTP', 'HTTPS'],
  medium: ['', 'Memory', 'HugePages'],
  accessModes: ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'],
  volumeMode: ['Filesystem', 'Block'],
  cachingMode: ['None', 'ReadOnly', 'ReadWrite'],
  storageMode: ['ThickProvisioned', 'ThinProvisioned'],
};

/** Fields of one name that mean different things, by the field or prop that holds them. */
const CLOSED_IN: { [holder: string]: { [field: string]: string[] } } = {
  tolerations: { operator: ['Exists', 'Equal'] },
  matchExpressions: { operator: ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'] },
  matchFields: { operator: ['In', 'NotIn'] },
  initContainers: { restartPolicy: ['Always'] },
  resizePolicy: { restartPolicy: ['NotRequired', 'RestartContainer'] },
  azureDisk: { kind: ['Shared', 'Dedicated', 'Managed'] },
  hostPath: {
    type: ['', 'DirectoryOrCreate', 'Directory', 'FileOrCreate', 'File', 'Socket', 'CharDevice', 'BlockDevice'],
  },
  seccompProfile: { type: ['RuntimeDefault', 'Localhost', 'Unconfined'] },
};

/** Maps whose keys are the user's own, or a driver's. */
const MAPS = ['matchLabels', 'labels', 'annotations', 'volumeAttributes', 'options'];

/** The props of a workload that structs, or values of closed sets, are passed through. */
const PROPS = [
  'imagePullPolicy',
  'dnsPolicy',
  'tolerations',
  'affinity',
  'topologySpreadConstraints',
  'securityContext',
  'podSecurityContext',
  'volumes',
  'volumeMounts',
  'initContainers',
  'sidecars',
  'lifecycle',
] as const;

/** Refuses values that the API server refuses, or that a scheduler or kubelet does not know. */
export function checkClosedValues(scope: IConstruct, props: MeshWorkloadProps): void {
  PROPS.forEach((prop) => checkField(scope, { path: prop, field: prop, holder: '' }, props[prop]));
  (props.tolerations ?? []).forEach((toleration, i) => checkToleration(scope, `tolerations[${i}]`, toleration));
  (props.topologySpreadConstraints ?? []).forEach((each, i) =>
    checkSpread(scope, `topologySpreadConstraints[${i}]`, each),
  );
  (props.volumes ?? []).forEach((volume, i) => checkVolume(scope, `volumes[${i}]`, volume));
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
  } else if (value !== null && typeof value === 'object' && !MAPS.includes(field)) {
    Object.entries(value).forEach(([key, each]) =>
      checkField(scope, { path: `${path}.${key}`, field: key, holder: field }, each),
    );
    if (field === 'matchExpressions') {
      checkExpression(scope, path, value);
    }
  } else if (typeof value === 'string' && !(field === 'medium' && value.startsWith('HugePages-'))) {
    checkClosedValue(scope, path, value, allowedIn(path, holder, field));
  }
}

/** A selector of pods or namespaces compares no numbers; the affinity to nodes does. */
function allowedIn(path: string, holder: string, field: string): string[] {
  const allowed = CLOSED_IN[holder]?.[field] ?? (Object.hasOwn(CLOSED, field) ? CLOSED[field] : []);
  return /[sS]elector\.matchExpressions/.test(path) ? allowed.filter((each) => !['Gt', 'Lt'].includes(each)) : allowed;
}

/** Refuses a value that is none of those that the API has for a field. No values mean any. */
export function checkClosedValue(scope: IConstruct, path: string, value: string, allowed: string[]): void {
  if (allowed.length > 0 && !allowed.includes(value)) {
    const meant = allowed.find((each) => each.toLowerCase() === String(value).toLowerCase());
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

/** The operators of selectors that stand alone; the others compare with values. */
const WITHOUT_VALUES = ['Exists', 'DoesNotExist'];

function checkExpression(scope: IConstruct, path: string, expression: object): void {
  const { operator, values = [] } = expression as { readonly operator?: unknown; readonly values?: unknown[] };
  const isAlone = WITHOUT_VALUES.includes(String(operator));
  if (typeof operator === 'string' && isAlone !== (values.length === 0)) {
    refuse(scope, {
      given: `${path} with operator ${show(operator)} and values ${show(values)}`,
      rule: 'Exists and DoesNotExist stand without values, and every other operator compares with one or more',
      fix: isAlone ? 'Leave values out, or write operator: "In"' : 'Give values, or write operator: "Exists"',
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

interface Spread {
  readonly maxSkew?: unknown;
  readonly topologyKey?: unknown;
}

function checkSpread(scope: IConstruct, path: string, { maxSkew, topologyKey }: Spread): void {
  if (typeof maxSkew === 'number' && !(Number.isInteger(maxSkew) && maxSkew > 0)) {
    refuse(scope, {
      given: `${path}.maxSkew ${show(maxSkew)}`,
      rule: 'it is how far the numbers of pods in two places may differ, a whole number from 1 on',
      fix: 'Give 1, the strictest',
    });
  }
  if (topologyKey === '') {
    refuse(scope, {
      given: `${path}.topologyKey ""`,
      rule: 'it names the label of nodes that tells places apart',
      fix: 'Give a label such as "topology.kubernetes.io/zone" or "kubernetes.io/hostname"',
    });
  }
}

/** Sources of a volume, each by the field that holds it. */
interface Volume {
  readonly name: string;
  readonly [source: string]: unknown;
}

/** The highest number that a file's permissions have. */
const MODE_MAX = 0o777;

function checkVolume(scope: IConstruct, path: string, volume: object): void {
  const { name, ...sources } = volume as Volume;
  const given = Object.keys(sources).filter((source) => sources[source] !== undefined);
  if (given.length > 1) {
    refuse(scope, {
      given: `${path} (${show(name)}) with ${given.join(' and ')}`,
      rule: 'a volume has one source, and the API server refuses a second one',
      fix: 'Make two volumes of it',
    });
  }
  checkModes(scope, path, sources);
}

function checkModes(scope: IConstruct, path: string, value: unknown): void {
  if (value === null || typeof value !== 'object') {
    return;
  }
  for (const [key, each] of Object.entries(value)) {
    const isMode = ['mode', 'defaultMode'].includes(key) && typeof each === 'number';
    if (isMode && !(Number.isInteger(each) && each >= 0 && each <= MODE_MAX)) {
      refuse(scope, {
        given: `${path}.${key} ${show(each)}`,
        rule: `the permissions of a file are a number from 0 to ${MODE_MAX}, which is 0o777`,
        fix: /^[0-7]{3}$/.test(String(each))
          ? `Write 0o${each}, with the 0o of octal numbers`
          : 'Give one such as 0o440',
      });
    }
    checkModes(scope, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`, each);
  }
}
