import { isIP } from 'net';
import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { isText } from './container-checks';
import { pullSecretReferences } from './image-pull-secrets';
import { MeshPodOptions, MeshWorkloadProps } from './pod-options';
import { refuse, show } from '../base/problem';
import { checkLabels, checkObjectName, checkSeconds } from '../kubernetes/checks';

/** What decides where pods run, and how they resolve names and pull their images. */
export type Placement = Pick<
  MeshPodOptions,
  | 'imagePullSecrets'
  | 'dnsPolicy'
  | 'dnsConfig'
  | 'nodeSelector'
  | 'tolerations'
  | 'priorityClassName'
  | 'runtimeClassName'
  | 'schedulerName'
>;

/**
 * The labels of pods: those of every object, and the user's for pods alone.
 *
 * @param labels the labels of every object of the workload
 * @param ofServiceMesh labels that the service mesh reads
 */
export function podLabels(
  scope: IConstruct,
  own: MeshPodOptions['podLabels'],
  labels: { [key: string]: string },
  ofServiceMesh: { [key: string]: string },
): { [key: string]: string } {
  const checked = checkLabels(scope, 'podLabels', own);
  const taken = Object.keys(checked).find((key) => key in labels || key in ofServiceMesh);
  if (taken !== undefined) {
    refuse(scope, {
      given: `podLabels["${taken}"] ${show(checked[taken])}`,
      rule:
        taken in labels
          ? 'labels has this key for every object, pods included, and a pod has one value of a key'
          : "this label is part of the service mesh's wiring, which the registry declares for all of its agents",
      fix: 'Leave it out of podLabels',
    });
  }
  return { ...labels, ...checked, ...ofServiceMesh };
}

/** Where pods run, how they resolve names, and how their images are pulled: the same for all kinds of pods. */
export function placementOf(props: Placement): Partial<k8s.PodSpec> {
  return {
    imagePullSecrets: pullSecretReferences(props.imagePullSecrets),
    dnsPolicy: props.dnsPolicy,
    dnsConfig: props.dnsConfig,
    nodeSelector: props.nodeSelector,
    tolerations: props.tolerations,
    priorityClassName: props.priorityClassName,
    runtimeClassName: props.runtimeClassName,
    schedulerName: props.schedulerName,
  };
}

/** Refuses further fields of a pod that the API server would refuse. */
export function checkPodExtras(scope: IConstruct, props: MeshWorkloadProps): void {
  if (props.runtimeClassName !== undefined) {
    checkObjectName(scope, 'runtimeClassName', props.runtimeClassName);
  }
  if (props.schedulerName !== undefined) {
    checkObjectName(scope, 'schedulerName', props.schedulerName);
  }
  const { workingDir } = props;
  if (isText(workingDir) && !workingDir.startsWith('/')) {
    refuse(scope, {
      given: `workingDir ${show(workingDir)}`,
      rule: 'the folder in which a container starts is an absolute path',
      fix: 'Give a path such as "/app"',
    });
  }
  (props.hostAliases ?? []).forEach((alias, i) => checkHostAlias(scope, `hostAliases[${i}]`, alias));
  checkHook(scope, 'lifecycle.postStart', props.lifecycle?.postStart);
  checkHook(scope, 'lifecycle.preStop', props.lifecycle?.preStop);
}

function checkHostAlias(scope: IConstruct, path: string, { ip, hostnames }: k8s.HostAlias): void {
  if (isText(ip) && isIP(ip) === 0) {
    refuse(scope, {
      given: `${path}.ip ${show(ip)}`,
      rule: 'a line of /etc/hosts begins with an IP address',
      fix: 'Give an address such as "10.0.0.7"',
    });
  }
  if (!hostnames?.length) {
    refuse(scope, {
      given: `${path} without hostnames`,
      rule: 'a line of /etc/hosts gives names to an address',
      fix: 'Give hostnames: ["database.corp.example"]',
    });
  }
}

const HOOKS = ['exec', 'httpGet', 'tcpSocket'] as const;

function checkHook(scope: IConstruct, path: string, hook: k8s.LifecycleHandler | undefined): void {
  if (!hook) {
    return;
  }
  const handlers = HOOKS.filter((handler) => hook[handler] !== undefined);
  if (handlers.length !== 1) {
    refuse(scope, {
      given: `${path} with ${handlers.length === 0 ? 'no handler' : handlers.join(' and ')}`,
      rule: 'a hook does one thing: exec or httpGet',
      fix: 'Give one of them, such as exec: { command: ["sleep", "5"] }',
    });
  }
  if (hook.exec && !hook.exec.command?.length) {
    refuse(scope, {
      given: `${path}.exec without a command`,
      rule: 'a hook of this kind runs a command in the container',
      fix: 'Give exec: { command: ["sleep", "5"] }',
    });
  }
}

/** Of a Deployment: progressDeadlineSeconds, as long as nobody says otherwise. */
const PROGRESS_DEADLINE = 600;

/** The fields of a workload's spec that its pods' rollout depends on, each checked. */
export function rolloutFields(
  scope: IConstruct,
  kind: 'Deployment' | 'StatefulSet',
  { minReadySeconds, revisionHistoryLimit }: MeshPodOptions,
): { minReadySeconds?: number; revisionHistoryLimit?: number } {
  checkSeconds(scope, 'minReadySeconds', minReadySeconds);
  if (kind === 'Deployment' && typeof minReadySeconds === 'number' && minReadySeconds >= PROGRESS_DEADLINE) {
    refuse(scope, {
      given: `minReadySeconds ${minReadySeconds}`,
      rule: `a Deployment gives up after ${PROGRESS_DEADLINE} seconds (progressDeadlineSeconds), and the API server refuses one whose pods are not available by then`,
      fix: `Give less than ${PROGRESS_DEADLINE}`,
    });
  }
  if (
    typeof revisionHistoryLimit === 'number' &&
    !(Number.isInteger(revisionHistoryLimit) && revisionHistoryLimit >= 0)
  ) {
    refuse(scope, {
      given: `revisionHistoryLimit ${show(revisionHistoryLimit)}`,
      rule: 'it is how many earlier versions are kept, a whole number from 0 on',
      fix: 'Give a number such as 3; with 0 there is no rollback',
    });
  }
  return { minReadySeconds, revisionHistoryLimit };
}
