import { DnsPolicy } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { MeshWorkloadProps } from './pod-options';
import { refuse, show } from '../base/problem';
import { checkLabel, checkList, checkObjectName, checkPodPart, checkSeconds } from '../kubernetes/checks';

/** A volume of the library's own, as far as a user's can collide with it. */
interface OwnPart {
  readonly name: string;
  readonly mountPath: string;
}

/** Refuses what users add to a pod where it collides with the library's own parts, or with itself. */
export function checkPodParts(
  scope: IConstruct,
  props: MeshWorkloadProps,
  own: OwnPart[],
  containers: string[],
  ownContainers: string[],
): void {
  checkList(scope, 'command', props.command);
  checkList(scope, 'args', props.args);
  checkContainers(scope, containers, ownContainers);
  checkVolumes(
    scope,
    props,
    own.map(({ name }) => name),
  );
  checkMounts(scope, props, own);
  Object.entries(props.nodeSelector ?? {}).forEach(([key, value]) => checkLabel(scope, 'nodeSelector', key, value));
  checkSeconds(scope, 'terminationGracePeriodSeconds', props.terminationGracePeriodSeconds);
  if (props.priorityClassName !== undefined) {
    checkObjectName(scope, 'priorityClassName', props.priorityClassName);
  }
  if (props.dnsPolicy === DnsPolicy.NONE && !props.dnsConfig?.nameservers?.length) {
    refuse(scope, {
      given: 'dnsPolicy None without nameservers',
      rule: 'a pod that takes no DNS from the cluster names its own servers',
      fix: 'Give dnsConfig: { nameservers: [...] }, or leave dnsPolicy out',
    });
  }
}

function checkContainers(scope: IConstruct, names: string[], own: string[]): void {
  checkPodPart(scope, 'container', names);
  const twice = firstTwice(names);
  if (twice !== undefined) {
    refuse(scope, {
      given: `containers: two named ${show(twice)}`,
      rule: `the containers of a pod, init containers among them, have different names, and the library's own are ${own.map(show).join(' and ')}`,
      fix: 'Rename yours',
    });
  }
}

function checkVolumes(scope: IConstruct, props: MeshWorkloadProps, own: string[]): void {
  const names = [...own, ...(props.volumes ?? []).map(({ name }) => name)];
  checkPodPart(scope, 'volume', names);
  const twice = firstTwice(names);
  if (twice !== undefined) {
    refuse(scope, {
      given: `volumes: two named ${show(twice)}`,
      rule: own.includes(twice)
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

function checkMounts(scope: IConstruct, props: MeshWorkloadProps, own: OwnPart[]): void {
  const paths = [...own, ...(props.volumeMounts ?? [])].map(({ mountPath }) => mountPath);
  const wrong = paths.find((path) => !path.startsWith('/') || path.includes(':'));
  if (wrong !== undefined) {
    refuse(scope, {
      given: `mount at ${show(wrong)}`,
      rule: "a volume is mounted at an absolute path without ':'",
      fix: 'Give a path such as "/data"',
    });
  }
  const twice = firstTwice(paths.map(plainPath));
  if (twice !== undefined) {
    refuse(scope, {
      given: `mounts: two at ${show(twice)}`,
      rule: `one path of a container shows one volume, and the library mounts its own at ${own.map(({ mountPath }) => show(mountPath)).join(', ')}`,
      fix: 'Mount yours elsewhere',
    });
  }
}

/** A path without the slashes at its end. */
export function plainPath(path: string): string {
  return path.replace(/(?<=.)\/+$/, '');
}

function firstTwice(values: string[]): string | undefined {
  return values.find((value, i) => values.indexOf(value) < i);
}
