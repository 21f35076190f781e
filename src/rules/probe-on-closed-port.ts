import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { Container } from '../api/pod-spec';
import { show } from '../base/problem';
import { runningContainers, opensPort } from '../cluster/container-ports';
import { NamedContainer } from '../cluster/containers';
import { Pod } from '../cluster/pods';
import { missingPortFix, isQuotedNumber, missingPortText } from '../mesh/port-messages';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;
type Probe = (typeof PROBES)[number];

/** The port that cdk8s-plus probes if a container has `ports` and its probe has no port. */
const PORT_BY_DEFAULT = 80;

export const RULE: Rule = {
  id: 'probe-on-closed-port',
  title: 'A probe uses a port that its container does not open',
  severity: 'error',
  find: (mesh) => {
    const main = new Set([...mesh.agents, ...mesh.registries].map((pod) => pod.main));
    return mesh.cluster.pods.flatMap((pod) =>
      runningContainers(pod).flatMap((each) => closedProbes(pod, each, main.has(each.container))),
    );
  },
};

function closedProbes(pod: Pod, { container, title: name }: NamedContainer, isKnown: boolean): Fault[] {
  const ports = container.ports ?? [];
  const isClosed = (port: number | string) =>
    typeof port === 'string'
      ? !ports.some((each) => each.name === port)
      : ports.length > 0 &&
        (isKnown || port === PORT_BY_DEFAULT) &&
        !runningContainers(pod).some((each) => opensPort(each.container, port));
  return [...probedPorts(container)]
    .filter(([port]) => isClosed(port))
    .map(([port, probes]): Fault => ({
      object: pod.owner,
      field: fieldOf(pod.owner, portHolder(container, probes[0]), 'port'),
      given: `${name}: ${probes.join(', ')} on port ${show(port)}`,
      rule: `${ports.length === 0 ? 'the container declares no ports, so none has a name' : missingPortText(port, ports, 'the container has')}; ${consequence(port, probes)}`,
      fix: isQuotedNumber(port)
        ? 'Write the number without quotes'
        : missingPortFix(ports, `port of the probe${probes.length === 1 ? '' : 's'}`),
    }));
}

/** What of a probe says which port it asks. */
function portHolder(container: Container, probe: Probe) {
  const { httpGet, tcpSocket, grpc } = container[probe] ?? {};
  return httpGet ?? tcpSocket ?? grpc;
}

/** Which probes ask which port of a container. */
function probedPorts(container: Container): Map<number | string, Probe[]> {
  const asked = new Map<number | string, Probe[]>();
  for (const probe of PROBES) {
    const holder = portHolder(container, probe);
    const port = holder?.port;
    const host = holder && 'host' in holder ? holder.host : undefined;
    // A port name is the container's even if the probe has another host; a number is that host's.
    if (port !== undefined && (!host || typeof port === 'string')) {
      asked.set(port, [...(asked.get(port) ?? []), probe]);
    }
  }
  return asked;
}

/**
 * The kubelet drops the result of a probe whose port it cannot find (worker.go in pkg/kubelet/prober), so the container
 * keeps its first state: alive, not ready, not started. A port that refuses connections is a failure.
 */
function consequence(port: number | string, probes: string[]): string {
  const isFailing = typeof port === 'number';
  return [
    ...(probes.some((probe) => probe === 'livenessProbe' || (isFailing && probe === 'startupProbe'))
      ? [isFailing ? 'the kubelet restarts the container again and again' : 'a container that hangs is never restarted']
      : []),
    ...(probes.some((probe) => probe === 'readinessProbe' || (!isFailing && probe === 'startupProbe'))
      ? ['the pod never gets ready']
      : []),
  ].join(', and ');
}
