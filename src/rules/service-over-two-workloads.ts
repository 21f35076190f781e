import { Fault, MOST_RELATED, Rule } from './rule';
import { describeObject, KubernetesObject } from '../api/kubernetes-object';
import { listText } from '../base/list-text';
import { Pod } from '../cluster/pods';
import { endpoints, portNumbers, Service } from '../cluster/services';
import { Variable } from '../contract/contract';
import { NAME_LABEL } from '../kubernetes/naming';
import { postgresUrl } from '../mesh/database-urls';
import { Mesh, MeshPod } from '../mesh/mesh';

/**
 * A Service may select pods of many agents on purpose, such as one that a monitor reads. So it counts only if it is the address of
 * one of them: an agent advertises it, it is a registry's URL, or it is called like the agent.
 */
export const RULE: Rule = {
  id: 'service-over-two-workloads',
  title: 'A Service selects pods of two different programs',
  severity: 'error',
  find: (mesh) => {
    const addresses = addressesOf(mesh);
    const members = membersOf(mesh);
    return mesh.cluster.services
      .filter(({ pods }) => pods.length > 1)
      .flatMap((service) => {
        const pods = answering(service);
        const meant = pods.find(
          (pod) => addresses.get(service)?.has(pod) || (members.has(pod) && isNamedFor(service, pod)),
        );
        const others = meant === undefined ? [] : pods.filter((pod) => pod !== meant && isOther(members, meant, pod));
        return others.length > 0 ? [faultOf(service, meant!, others)] : [];
      });
  },
};

function faultOf({ manifest }: Service, meant: Pod, others: Pod[]): Fault {
  const owners = [...new Set(others.map(({ owner }) => owner))];
  const names = owners.slice(0, MOST_RELATED).map(describeObject);
  const more = owners.length > MOST_RELATED ? ` and ${owners.length - MOST_RELATED} more` : '';
  return {
    object: manifest,
    field: ['spec', 'selector'],
    related: owners.slice(0, MOST_RELATED).map((object) => ({ object, field: labelsField(object) })),
    given: `the selector is that of pods of ${describeObject(meant.owner)}, and of ${listText(names)}${more} too`,
    rule: 'each connection goes to any of these pods, so some requests arrive at a program that does not serve them',
    fix: `Select by a label that only the pods of ${meant.owner.metadata.name} have, such as ${NAME_LABEL}`,
  };
}

function labelsField({ kind }: KubernetesObject): string[] {
  return kind === 'Pod' ? ['metadata', 'labels'] : ['spec', 'template', 'metadata', 'labels'];
}

/** The pods of agents and registries whose address a Service is. */
function addressesOf(mesh: Mesh): Map<Service, Set<Pod>> {
  const found = new Map<Service, Set<Pod>>();
  const add = (service: Service, pod: Pod) => found.set(service, (found.get(service) ?? new Set()).add(pod));
  const registries = new Set<Pod>(mesh.registries);
  for (const agent of mesh.agents) {
    const own = mesh.advertised(agent)?.found;
    if (own && 'service' in own) {
      add(own.service, agent);
    }
    const registry = mesh.registryOf(agent)?.found;
    if (registry && 'service' in registry) {
      registry.service.pods.filter((pod) => registries.has(pod)).forEach((pod) => add(registry.service, pod));
    }
  }
  return found;
}

/** The pods that a connection to one of the ports may arrive at. Those of Jobs are gone soon. */
function answering(service: Service): Pod[] {
  const ends = portNumbers(service).flatMap((port) => endpoints(service, port));
  const found = service.ports.length === 0 ? service.pods : ends.map(({ pod }) => pod);
  return [...new Set(found)].filter(({ owner }) => owner.kind !== 'Job' && owner.kind !== 'CronJob');
}

type Members = ReadonlyMap<Pod, 'agent' | 'registry'>;

function membersOf({ agents, registries }: Mesh): Members {
  return new Map<Pod, 'agent' | 'registry'>([
    ...agents.map((pod) => [pod, 'agent'] as const),
    ...registries.map((pod) => [pod, 'registry'] as const),
  ]);
}

/** Whether a pod is called like a Service with an address. */
function isNamedFor({ name, clusterIp }: Service, pod: Pod): boolean {
  return clusterIp !== undefined && (pod.owner.metadata.name === name || pod.labels[NAME_LABEL] === name);
}

/** Whether a pod is certainly no other version of what is meant. */
function isOther(members: Members, meant: Pod, other: Pod): boolean {
  if (members.get(meant) !== members.get(other)) {
    return repository(meant) !== repository(other);
  }
  if (members.get(meant) === 'registry') {
    const urls = [meant, other].map((pod) => postgresUrl(pod as MeshPod));
    return urls.every((url) => url !== undefined && !url.includes('$(')) && urls[0] !== urls[1];
  }
  const names = [meant, other].map((pod) => (pod as MeshPod).env[Variable.AGENT_NAME]);
  return names.every((name) => name) ? names[0] !== names[1] : repository(meant) !== repository(other);
}

/** The image of a pod's program, without its version. */
function repository(pod: Pod): string {
  const { image = '' } = (pod as Partial<MeshPod>).main ?? pod.spec.containers[0] ?? {};
  return image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}
