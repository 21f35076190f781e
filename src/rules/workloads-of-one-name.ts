import { Fault, Rule } from './rule';
import { describeObject } from '../api/kubernetes-object';
import { groupBy } from '../base/group-by';
import { show } from '../base/problem';
import { Mesh, MeshPod } from '../mesh/mesh';

export const RULE: Rule = {
  id: 'workloads-of-one-name',
  title: 'A Deployment and a StatefulSet with the same name are behind one Service',
  severity: 'error',
  find: (mesh) => [...faults(mesh, mesh.registries, REGISTRIES), ...faults(mesh, mesh.agents, AGENTS)],
};

const REGISTRIES =
  'agents register with one of the two and ask the other, so they are found by chance; on SQLite each has a file of its own';
const AGENTS = 'callers reach one of the two by chance, the old one or the new one';

function faults(mesh: Mesh, pods: MeshPod[], effect: string): Fault[] {
  return groupBy(pods, ({ namespace, owner }) => `${namespace}/${owner.metadata.name}`).flatMap((named): Fault[] => {
    const byKind = new Map(named.map((pod) => [pod.owner.kind, pod]));
    const twins = [...byKind.keys()].sort().map((kind) => byKind.get(kind)!);
    const service = twins.length > 1 ? commonService(mesh, twins) : undefined;
    if (service === undefined) {
      return [];
    }
    const [first, ...others] = twins.map(({ owner }) => owner);
    return [
      {
        object: first,
        field: ['metadata', 'name'],
        related: others.map((object) => ({ object, field: ['metadata', 'name'] })),
        given: `${others.map(describeObject).join(', ')} of the same name, behind Service ${show(service)} too`,
        rule: `${effect}; a change from one kind to the other leaves the first on the cluster`,
        fix: `Delete the one that you no longer make, as kubectl apply --prune does, or give one of the two another name`,
      },
    ];
  });
}

/** The name of a Service that leads to all of some pods, of several one that is not headless. */
function commonService({ cluster }: Mesh, pods: MeshPod[]): string | undefined {
  const common = cluster.services.filter((service) => pods.every((pod) => service.pods.includes(pod)));
  return (common.find(({ clusterIp }) => clusterIp !== undefined) ?? common.at(0))?.name;
}
