import { DnsPolicy, k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import {
  checkContainerPorts,
  checkPrivileges,
  checkUserContainer,
  firstDuplicate,
  isText,
  mountPoint,
} from './container-checks';
import { MeshWorkloadProps } from './pod-options';
import { refuse, show } from '../base/problem';
import { checkLabel, checkList, checkObjectName, checkPodPartNames, checkSeconds } from '../kubernetes/checks';

/** A volume of the library's own, with what a user's volume must not share. */
interface OwnVolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly?: boolean;
}

/** The parts of a pod, as they will be written. */
interface PodParts {
  /** Volumes of the library's own. */
  readonly volumes: OwnVolumeMount[];
  readonly initContainers: k8s.Container[];
  /** The main container first, then the user's. */
  readonly containers: k8s.Container[];
  /** Names of those that are the library's own. */
  readonly ownContainers: string[];
}

/** Refuses containers, volumes and mounts of users that collide with the library's own, or with each other. */
export function checkPodParts(scope: IConstruct, props: MeshWorkloadProps, parts: PodParts): void {
  checkList(scope, 'command', props.command);
  checkList(scope, 'args', props.args);
  checkContainers(scope, parts);
  (props.sidecars ?? []).forEach((sidecar) => checkNoRestartPolicy(scope, sidecar));
  checkVolumes(scope, props, parts.volumes);
  checkMounts(scope, props, parts.volumes);
  const all = [...parts.initContainers, ...parts.containers];
  const volumes = [...parts.volumes, ...(props.volumes ?? [])].map(({ name }) => name);
  all
    .filter(({ name }) => !parts.ownContainers.includes(name))
    .forEach((container) => checkUserContainer(scope, container, volumes));
  all.forEach((container) => checkPrivileges(scope, container));
  checkContainerPorts(scope, runningTogether(parts));
  Object.entries(props.nodeSelector ?? {}).forEach(([key, value]) => checkLabel(scope, 'nodeSelector', key, value));
  checkSeconds(scope, 'terminationGracePeriodSeconds', props.terminationGracePeriodSeconds);
  if (props.priorityClassName !== undefined) {
    checkObjectName(scope, 'priorityClassName', props.priorityClassName);
  }
  checkDnsPolicy(scope, props);
}

function checkDnsPolicy(scope: IConstruct, { dnsPolicy, dnsConfig }: MeshWorkloadProps): void {
  if (dnsPolicy === DnsPolicy.NONE && !dnsConfig?.nameservers?.length) {
    refuse(scope, {
      given: 'dnsPolicy None without nameservers',
      rule: 'a pod that takes no DNS from the cluster names its own servers',
      fix: 'Give dnsConfig: { nameservers: [...] }, or leave dnsPolicy out',
    });
  }
}

/** Only an init container has a policy of its own; it then runs beside the main one. */
function checkNoRestartPolicy(scope: IConstruct, { name, restartPolicy }: k8s.Container): void {
  if (restartPolicy !== undefined) {
    refuse(scope, {
      given: `restartPolicy ${show(restartPolicy)} of container ${show(name)}`,
      rule: 'the containers of a Deployment or StatefulSet are always restarted, and the API server refuses a policy of one of them',
      fix: 'Leave it out; a native sidecar is one of initContainers, with restartPolicy: "Always"',
    });
  }
}

/** The containers that run at the same time: init containers that restart are sidecars. */
function runningTogether({ initContainers, containers }: PodParts): k8s.Container[] {
  return [...initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always'), ...containers];
}

function checkContainers(scope: IConstruct, { initContainers, containers, ownContainers }: PodParts): void {
  const names = [...initContainers, ...containers].map(({ name }) => name);
  checkPodPartNames(scope, 'container', names);
  const duplicate = firstDuplicate(names);
  if (duplicate !== undefined) {
    refuse(scope, {
      given: `containers: two named ${show(duplicate)}`,
      rule: `the containers of a pod, init containers among them, have different names, and the library's own are ${ownContainers.map(show).join(' and ')}`,
      fix: 'Rename yours',
    });
  }
}

function checkVolumes(scope: IConstruct, props: MeshWorkloadProps, ownVolumes: OwnVolumeMount[]): void {
  const own = ownVolumes.map(({ name }) => name);
  const names = [...own, ...(props.volumes ?? []).map(({ name }) => name)];
  checkPodPartNames(scope, 'volume', names);
  const duplicate = firstDuplicate(names);
  if (duplicate !== undefined) {
    refuse(scope, {
      given: `volumes: two named ${show(duplicate)}`,
      rule: own.includes(duplicate)
        ? `the library names volumes of its own in this pod: ${own.map(show).join(', ')}`
        : 'the volumes of a pod have different names',
      fix: 'Rename yours',
    });
  }
  const unknown = (props.volumeMounts ?? []).find(({ name }) => !names.includes(name));
  if (unknown) {
    refuse(scope, {
      given: `volumeMounts: ${show(unknown.name)} at ${show(unknown.mountPath)}`,
      rule: `a mount names a volume of its pod, and this one has ${names.map(show).join(', ')}`,
      fix: 'Add the volume to volumes, or correct the name',
    });
  }
}

function checkMounts(scope: IConstruct, props: MeshWorkloadProps, own: OwnVolumeMount[]): void {
  const paths = [...own, ...(props.volumeMounts ?? [])].map(({ mountPath }) => mountPath).filter(isText);
  const wrong = paths.find((path) => !path.startsWith('/') || path.includes(':'));
  if (wrong !== undefined) {
    refuse(scope, {
      given: `mount at ${show(wrong)}`,
      rule: "a volume is mounted at an absolute path without ':'",
      fix: 'Give a path such as "/data"',
    });
  }
  const duplicate = firstDuplicate(paths.map(mountPoint));
  if (duplicate !== undefined) {
    refuse(scope, {
      given: `mounts: two at ${show(duplicate)}`,
      rule: `one path of a container shows one volume, and the library mounts its own at ${own.map(({ mountPath }) => show(mountPath)).join(', ')}`,
      fix: 'Mount yours elsewhere',
    });
  }
  const closed = own.filter(({ readOnly }) => readOnly).map(({ mountPath }) => mountPoint(mountPath));
  const inner = paths.find((path) => closed.some((folder) => mountPoint(path).startsWith(`${folder}/`)));
  if (inner !== undefined) {
    refuse(scope, {
      given: `mount at ${show(inner)}`,
      rule: `the library mounts a folder above it read-only (${closed.map(show).join(', ')}), where no container can be started with a further mount`,
      fix: 'Mount yours elsewhere',
    });
  }
}
