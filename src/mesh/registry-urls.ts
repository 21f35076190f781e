import { Mesh, MeshPod } from './mesh';
import { append } from '../base/append';
import { WordIndex } from '../base/closest-word';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { runningContainers, opensPort } from '../cluster/container-ports';
import { Pod } from '../cluster/pods';
import { endpoints, Service } from '../cluster/services';

/** The consequence of a missing or wrong URL, as messages say it. */
export const AGENT_IS_NEVER_FOUND = 'an agent without its registry runs and passes its probes, but no caller finds it';

/** What hides behind a registry that is not known: the rules cannot look at it. Nothing if the agents require nothing. */
export function notLookedAt(mesh: Mesh, agents: MeshPod[]): string {
  const required = agents.flatMap((agent) =>
    mesh.dependenciesOf(agent).filter(({ wanted }) => wanted.optional !== true),
  );
  const names = [...new Set(required.map(({ wanted }) => show(wanted.name)))];
  return names.length === 0
    ? ''
    : `. Not looked at until then: whether its registry has ${listText(names)}, which ${agents.length === 1 ? 'it requires' : 'they require'}`;
}

/** A Service and the port of it behind which a registry answers. */
interface RegistryPort {
  readonly service: Service;
  readonly port: number;
}

/** The Services that lead to the registries of a mesh. */
export class RegistryUrls {
  private readonly ports: RegistryPort[];
  private readonly byNamespace = new Map<string, RegistryPort[]>();

  constructor(private readonly mesh: Mesh) {
    const registries = new Set<Pod>(mesh.registries);
    const found = mesh.cluster.services.flatMap((service) =>
      service.pods.some((pod) => registries.has(pod)) ? registryPorts(service, registries) : [],
    );
    // A headless Service answers as well, but only while it has pods that are ready.
    this.ports = [
      ...found.filter(({ service }) => service.clusterIp),
      ...found.filter(({ service }) => !service.clusterIp),
    ];
    this.ports.forEach((port) => append(this.byNamespace, port.service.namespace, port));
  }

  /**
   * The URL that pods of a namespace most likely should have: of a similar name, else of their own namespace, else any.
   */
  public suggest(namespace: string, given: string = ''): string | undefined {
    const here = this.byNamespace.get(namespace) ?? [];
    const meant = WordIndex.of(here, () => here.map(({ service }) => service.name)).closest(given);
    const way =
      here.find(({ service }) => service.name === meant) ??
      here[0] ??
      this.ports.find(({ service }) => service.name === given) ??
      this.ports[0];
    if (way === undefined) {
      return undefined;
    }
    const { name, namespace: home } = way.service;
    return `http://${home === namespace ? name : `${name}.${home}.svc.${this.mesh.cluster.clusterDomain}`}:${way.port}`;
  }

  /** Whether a pod may find a registry's Service of this name, because the manifest of either names no namespace. */
  public mayFindService(name: string, asksWithoutNamespace: boolean): boolean {
    return this.ports.some(
      ({ service }) =>
        service.name === name && (asksWithoutNamespace || service.manifest.metadata.namespace === undefined),
    );
  }
}

function registryPorts(service: Service, registries: Set<Pod>): RegistryPort[] {
  return service.ports
    .filter(({ protocol }) => (protocol ?? 'TCP') === 'TCP')
    .flatMap(({ port }) => port ?? [])
    .filter((port) => endpoints(service, port).some((end) => registries.has(end.pod) && mayListen(end.pod, end.port)))
    .map((port) => ({ service, port }));
}

/** Whether something may answer on a port of a pod: a container that declares no ports may open any. */
export function mayListen(pod: Pod, port: number): boolean {
  return runningContainers(pod).some(({ container }) => !container.ports?.length || opensPort(container, port));
}
