import { containersOf, NamedContainer } from './containers';
import { Pod } from './pods';
import { Container, ContainerPort } from '../api/pod-spec';
import { show } from '../base/problem';

/** The containers that run as long as their pod: its own, and the sidecars among the init containers. */
export function runningContainers(pod: Pod): NamedContainer[] {
  const init = new Set(pod.spec.initContainers);
  return containersOf(pod).filter(({ container }) => !init.has(container) || container.restartPolicy === 'Always');
}

/** The ports that a pod's running containers declare. */
export function declaredPorts(pod: Pod): ContainerPort[] {
  return runningContainers(pod).flatMap(({ container }) => container.ports ?? []);
}

/** A container's port by name and protocol, as in EndpointSlices (FindPort in k8s.io/endpointslice). */
export function portByName(pod: Pod, name: string, protocol: string = 'TCP'): number | undefined {
  return declaredPorts(pod).find((port) => port.name === name && (port.protocol ?? 'TCP') === protocol)?.containerPort;
}

/** Ports of Istio's and Linkerd's proxies, which are added to pods on the cluster. */
const PROXY_PORTS = /^(150\d\d|41[49][0-3])$/;

/**
 * Whether a container seems to open a port. It need not declare it: a number in an argument is enough
 * (`--health-probe-bind-address=:8081`), or a variable with an address of the pod itself.
 */
export function opensPort({ ports = [], command = [], args = [], env = [] }: Container, port: number): boolean {
  // What has no number may be any.
  if (
    PROXY_PORTS.test(String(port)) ||
    ports.some(({ containerPort }) => containerPort === port || containerPort === undefined)
  ) {
    return true;
  }
  const inArgument = new RegExp(`(?<![\\d.])${port}(?![\\d.])`);
  const asVariable = new RegExp(`^(\\*|0\\.0\\.0\\.0|localhost|127\\.0\\.0\\.1|\\[::1?\\])?:?${port}$`);
  return (
    [...command, ...args].some((text) => inArgument.test(text)) ||
    env.some(({ value }) => value !== undefined && asVariable.test(value))
  );
}

/** Ports as a message lists them. */
export function containerPortsText(ports: ContainerPort[]): string {
  return ports
    .filter(({ containerPort }) => containerPort !== undefined)
    .map(({ name, containerPort }) => (name === undefined ? `${containerPort}` : `${show(name)} (${containerPort})`))
    .join(', ');
}
