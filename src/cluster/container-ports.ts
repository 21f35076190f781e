import { NamedContainer, containersOf } from './containers';
import { Manifest } from './manifest';
import { Pod } from './pods';
import { show } from '../base/problem';

/** The containers that run as long as their pod: its own, and the sidecars among the init containers. */
export function runningContainers(pod: Pod): NamedContainer[] {
  const init = new Set<Manifest>(pod.spec.initContainers);
  return containersOf(pod).filter(({ container }) => !init.has(container) || container.restartPolicy === 'Always');
}

/** The ports that a pod's running containers declare. */
export function declaredPorts(pod: Pod): Manifest[] {
  return runningContainers(pod).flatMap(({ container }) => container.ports ?? []);
}

/** The container port of a name, as endpoints are made (FindPort in k8s.io/endpointslice): name and protocol must both be right. */
export function portByName(pod: Pod, name: string, protocol: string = 'TCP'): number | undefined {
  return declaredPorts(pod).find((port) => port.name === name && (port.protocol ?? 'TCP') === protocol)?.containerPort;
}

/** Where Istio's and Linkerd's proxies listen, which join pods on the cluster only. */
const PROXY_PORTS = /^(150\d\d|41[49][0-3])$/;

/**
 * Whether a container says that it opens a port. Declaring ports binds nobody, so a number in an argument says it as well
 * (`--health-probe-bind-address=:8081`), and a variable that is an address of the pod itself.
 */
export function opensPort({ ports, command, args, env }: Manifest, port: number): boolean {
  // What has no number may be any.
  if (
    PROXY_PORTS.test(String(port)) ||
    ports?.some(({ containerPort }: Manifest) => containerPort === port || containerPort === undefined)
  ) {
    return true;
  }
  const inArgument = new RegExp(`(?<![\\d.])${port}(?![\\d.])`);
  const asVariable = new RegExp(`^(\\*|0\\.0\\.0\\.0|localhost|127\\.0\\.0\\.1|\\[::1?\\])?:?${port}$`);
  return (
    [...(command ?? []), ...(args ?? [])].some((text) => inArgument.test(text)) ||
    (env ?? []).some(({ value }: Manifest) => value !== undefined && asVariable.test(value))
  );
}

/** Ports as a message lists them. */
export function containerPortsText(ports: Manifest[]): string {
  return ports
    .filter(({ containerPort }) => containerPort !== undefined)
    .map(({ name, containerPort }) => (name === undefined ? `${containerPort}` : `${show(name)} (${containerPort})`))
    .join(', ');
}
