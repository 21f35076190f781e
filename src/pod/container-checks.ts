import { posix } from 'path';
import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { checkProbe } from './probe-check';
import { refuse, show } from '../base/problem';

/** Refuses mounts and probes of a user's container that the API server would refuse. */
export function checkUserContainer(scope: IConstruct, container: k8s.Container, volumes: string[]): void {
  const { name, volumeMounts = [], ports = [] } = container;
  const unknown = volumeMounts.find((mount) => !volumes.includes(mount.name));
  if (unknown) {
    refuse(scope, {
      given: `volumeMounts of container ${show(name)}: ${show(unknown.name)} at ${show(unknown.mountPath)}`,
      rule: `a mount names a volume of its pod, and this one has ${volumes.map(show).join(', ')}`,
      fix: 'Add the volume to volumes, or correct the name',
    });
  }
  const duplicate = firstDuplicate(
    volumeMounts
      .map(({ mountPath }) => mountPath)
      .filter(isText)
      .map(mountPoint),
  );
  if (duplicate !== undefined) {
    refuse(scope, {
      given: `mounts of container ${show(name)}: two at ${show(duplicate)}`,
      rule: 'one path of a container shows one volume, however it is spelt',
      fix: 'Mount one of them elsewhere',
    });
  }
  const portNames = ports.flatMap((port) => port.name ?? []);
  const probes = {
    liveness: container.livenessProbe,
    readiness: container.readinessProbe,
    startup: container.startupProbe,
  };
  for (const [role, probe] of Object.entries(probes)) {
    if (probe) {
      checkProbe(scope, `${role} of container ${show(name)}:`, probe, portNames);
    }
  }
}

/** Refuses privileges that the API server does not take beside `allowPrivilegeEscalation: false`, the library's default. */
export function checkPrivileges(scope: IConstruct, { name, securityContext = {} }: k8s.Container): void {
  const { privileged, allowPrivilegeEscalation, capabilities } = securityContext;
  const isAdmin = capabilities?.add?.includes('CAP_SYS_ADMIN') ?? false;
  if (allowPrivilegeEscalation === false && (privileged === true || isAdmin)) {
    refuse(scope, {
      given: `securityContext of container ${show(name)} with ${privileged ? 'privileged: true' : 'the capability CAP_SYS_ADMIN'}`,
      rule: 'the API server refuses it together with allowPrivilegeEscalation: false, the default of every container of the mesh',
      fix: 'Leave it out, or also set allowPrivilegeEscalation: true',
    });
  }
}

/** Refuses two containers of a pod that listen on one port, and two ports of one name: a Service means the first of them. */
export function checkContainerPorts(scope: IConstruct, containers: k8s.Container[]): void {
  const ports = containers.flatMap(({ name: container, ports: own = [] }) =>
    own.map(({ name, containerPort, protocol = 'TCP' }) => ({ container, name, key: `${containerPort}/${protocol}` })),
  );
  ports.forEach(({ container, name, key }, i) => {
    const earlier = ports.slice(0, i);
    const samePort = earlier.find((other) => other.key === key);
    if (samePort) {
      refuse(scope, {
        given: `port ${key} of container ${show(container)}, which container ${show(samePort.container)} has too`,
        rule: 'the containers of a pod share one network, so the second that listens on a port fails',
        fix: 'Give one of them another port',
      });
    }
    const sameName = name === undefined ? undefined : earlier.find((other) => other.name === name);
    if (sameName) {
      refuse(scope, {
        given: `port ${show(name)} of container ${show(container)}, a name that container ${show(sameName.container)} uses too`,
        rule: 'Services find a port of the pod by its name, and two of one name are one too many',
        fix: 'Give yours another name',
      });
    }
  });
}

/** A mount's path in its shortest spelling: `/data/` and `/data/./` are `/data`. */
export function mountPoint(path: string): string {
  return isText(path) ? posix.normalize(path).replace(/(?<=.)\/+$/, '') : path;
}

/** Whether a value is known by now: a Lazy is not. */
export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function firstDuplicate(values: string[]): string | undefined {
  return values.find((value, i) => values.indexOf(value) < i);
}
