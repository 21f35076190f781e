import { Fault, Rule } from './rule';
import { groupBy } from '../base/group-by';
import { several } from '../base/list-text';
import { show } from '../base/problem';
import { similar } from '../base/similar';
import { declaredPorts, listed, portNamed, runningContainers, says } from '../cluster/container-ports';
import { Called } from '../cluster/containers';
import { describeObject, Manifest } from '../cluster/manifest';
import { Pod } from '../cluster/pods';
import { selects } from '../cluster/selectors';
import { Service } from '../cluster/services';
import { Variable } from '../contract/contract';
import { Mesh, MeshPod } from '../mesh/mesh';

/*
 * The ports that a container declares bind nobody: CoreDNS, ingress-nginx and SPIRE are probed on ports that their manifests
 * do not declare. A name is found among them or not at all. A number is judged where it is known what the container opens: on
 * agents and registries.
 */

export const SERVICE_PORT_NO_POD_HAS: Rule = {
  id: 'service-port-no-pod-has',
  title: 'A Service sends a port to one that its pods do not have',
  severity: 'error',
  find: (mesh) => {
    const known = knownPods(mesh);
    return mesh.cluster.services
      .filter(({ pods, manifest }) => pods.length > 0 && manifest.spec.type !== 'ExternalName')
      .flatMap((service) => service.ports.flatMap((port) => closedTarget(service, port, known)));
  },
};

function knownPods({ agents, registries }: Mesh): Set<Pod> {
  return new Set<Pod>([...agents, ...registries]);
}

function closedTarget({ manifest, pods, clusterIp }: Service, port: Manifest, known: Set<Pod>): Fault[] {
  const target: number | string | undefined = port.targetPort || port.port;
  // A port without a number is refused by the API server, and said by another rule.
  if (
    port.port === undefined ||
    target === undefined ||
    pods.some((pod) => mayHave(pod, target, port.protocol, known))
  ) {
    return [];
  }
  const has = declaredPorts(pods[0]);
  return [
    {
      object: manifest,
      given: `port ${called(port)}: ${port.targetPort ? 'targetPort' : 'no targetPort, which means'} ${show(target)}`,
      rule: `${missing(target, has, 'the pods that the Service selects have')}, so ${
        clusterIp === undefined && typeof target === 'string'
          ? 'the Service leaves this port out'
          : 'calls to this port are refused'
      }`,
      fix: isNumber(target) ? 'Write the number without quotes' : instead(has, 'targetPort'),
    },
  ];
}

/** Whether calls arrive, as far as the manifests tell: a container that declares no port may open any. */
function mayHave(pod: Pod, target: number | string, protocol: string | undefined, known: Set<Pod>): boolean {
  return typeof target === 'string'
    ? portNamed(pod, target, protocol) !== undefined
    : !known.has(pod) ||
        runningContainers(pod).some(({ container }) => !container.ports?.length || says(container, target));
}

/** A port of a Service: by name where it has several. */
function called({ name, port }: Manifest): string {
  return name === undefined ? `${port}` : `${show(name)} (${port})`;
}

function isNumber(port: number | string): boolean {
  return typeof port === 'string' && /^\d+$/.test(port);
}

/** Why a port is not there, with what is. */
function missing(port: number | string, has: Manifest[], subject: string): string {
  if (isNumber(port)) {
    return 'what stands between quotes is the name of a port, and a name has a letter in it';
  }
  const names: string[] = has.flatMap(({ name }) => name ?? []);
  const meant = typeof port === 'string' ? similar(port, names) : undefined;
  return `${subject} no port ${typeof port === 'string' ? 'of this name' : port}${meant ? ` (did you mean ${show(meant)}?)` : ''}${has.length > 0 ? `, only ${listed(has)}` : ''}`;
}

function instead(has: Manifest[], field: string): string {
  const { name, containerPort } = has[0] ?? {};
  return has.length === 0
    ? `Declare the port under the container's ports, with its name, or give ${field} a number`
    : `Set ${field} to ${name ?? containerPort}, or declare the port under the container's ports`;
}

/** Established by running agents: a Service that maps 80 to 8080 breaks every call. */
export const ADVERTISED_PORT_DIFFERS: Rule = {
  id: 'advertised-port-differs',
  title: 'The Service that an agent advertises does not lead to its port',
  severity: 'error',
  find: (mesh) => {
    const wrong = mesh.agents.flatMap((agent) => {
      const { found, port } = mesh.advertised(agent) ?? {};
      const service = found && 'service' in found ? found.service : undefined;
      // A headless Service translates nothing: its names lead to the pods, whatever its ports are.
      if (port === undefined || service?.clusterIp === undefined || service.manifest.spec?.type === 'ExternalName') {
        return [];
      }
      const target = targetOf(service, port, agent);
      return target === port ? [] : [{ service, port, target, agent }];
    });
    const ofService = groupBy(wrong, ({ service }) => service);
    return ofService
      .flatMap((each) => groupBy(each, ({ port, target }) => `${port} ${target}`))
      .map((same): Fault => {
        const [{ service, port, target }] = same;
        const [listens, advertises] = same.length === 1 ? ['listens', 'advertises'] : ['listen', 'advertise'];
        const rule =
          `${several(same.map(({ agent }) => describeObject(agent.owner)))} ${listens} on ${port} (${Variable.HTTP_PORT}), ` +
          `and ${advertises} that number with the name of this Service`;
        return target === undefined
          ? {
              object: service.manifest,
              given:
                service.ports.length === 0
                  ? 'no ports'
                  : `port${service.ports.length === 1 ? '' : 's'} ${service.ports.map(called).join(', ')}`,
              rule: `${rule}, so callers ask for a port that it does not have`,
              fix: `Give the Service port ${port}`,
            }
          : {
              object: service.manifest,
              given: `port ${port} with targetPort ${show(target)}`,
              rule: `${rule}, so calls arrive at another port than the agent's`,
              fix: `Set targetPort to ${port}, or to the name of that port`,
            };
      });
  },
};

/** Where a Service sends an agent's own port: nowhere, to another one, or to this one as far as the manifests tell. */
function targetOf({ ports, namespace, manifest }: Service, port: number, agent: MeshPod): number | string | undefined {
  if (ports.some((each) => each.port === undefined)) {
    return port;
  }
  const open = ports.find((each) => each.port === port && (each.protocol ?? 'TCP') === 'TCP');
  if (!open) {
    return undefined;
  }
  const target: number | string = open.targetPort || port;
  // What is in front of other pods, a gateway, sends on as it likes.
  const { selector = {} } = manifest.spec;
  if (
    namespace !== agent.namespace ||
    Object.keys(selector).length === 0 ||
    !selects({ matchLabels: selector }, agent.labels)
  ) {
    return port;
  }
  const number = typeof target === 'string' ? (portNamed(agent, target) ?? port) : target;
  return number === port ? port : target;
}

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;

/** What cdk8s-plus asks where a container was given `ports` and its probe no port. */
const PORT_BY_DEFAULT = 80;

export const PROBE_ON_CLOSED_PORT: Rule = {
  id: 'probe-on-closed-port',
  title: 'A probe asks a port that its container does not open',
  severity: 'error',
  find: (mesh) => {
    const main = new Set<Manifest>([...mesh.agents, ...mesh.registries].map((pod) => pod.main));
    return mesh.cluster.pods.flatMap((pod) =>
      runningContainers(pod).flatMap((each) => closedProbes(pod, each, main.has(each.container))),
    );
  },
};

function closedProbes(pod: Pod, { container, called: name }: Called, isKnown: boolean): Fault[] {
  const ports: Manifest[] = container.ports ?? [];
  const isClosed = (port: number | string) =>
    typeof port === 'string'
      ? !ports.some((each) => each.name === port)
      : ports.length > 0 &&
        (isKnown || port === PORT_BY_DEFAULT) &&
        !runningContainers(pod).some((each) => says(each.container, port));
  return [...probedPorts(container)]
    .filter(([port]) => isClosed(port))
    .map(([port, probes]): Fault => ({
      object: pod.owner,
      given: `${name}: ${probes.join(', ')} on port ${show(port)}`,
      rule: `${ports.length === 0 ? 'the container declares no ports, so none has a name' : missing(port, ports, 'the container has')}; ${consequence(port, probes)}`,
      fix: isNumber(port)
        ? 'Write the number without quotes'
        : instead(ports, `port of the probe${probes.length === 1 ? '' : 's'}`),
    }));
}

/** Which probes ask which port of a container. */
function probedPorts(container: Manifest): Map<number | string, string[]> {
  const asked = new Map<number | string, string[]>();
  for (const probe of PROBES) {
    const { httpGet, tcpSocket, grpc } = container[probe] ?? {};
    const { port, host } = httpGet ?? tcpSocket ?? grpc ?? {};
    // Names are looked up on the container even where another host is asked; numbers are that host's.
    if (port !== undefined && (!host || typeof port === 'string')) {
      asked.set(port, [...(asked.get(port) ?? []), probe]);
    }
  }
  return asked;
}

/**
 * The kubelet throws away what comes of a probe whose port it cannot find (worker.go in pkg/kubelet/prober), so the state stays what
 * it was at first: alive, not ready, not started. A port that refuses is a failure.
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
