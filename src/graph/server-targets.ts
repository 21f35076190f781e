import { blockedDirections } from './blocked-directions';
import { ExternalTarget, neighbourNode } from './external-target';
import { Pod } from '../cluster/pods';
import { postgresPlace } from '../mesh/database-urls';
import { Mesh, MeshPod, Place } from '../mesh/mesh';
import { telemetryServers } from '../mesh/redis-servers';

/** The servers beyond the mesh that a pod's variables name: its database, its Redis, and where spans go. */
export function serverTargets(mesh: Mesh, pod: MeshPod, isAgent: boolean): ExternalTarget[] {
  const edges = isAgent ? mesh.serversOf(pod) : [];
  const named = [
    ...edges.flatMap(({ to }) => (to.kind === 'server' ? [{ address: to.address, name: 'Redis' }] : [])),
    ...(isAgent ? [] : telemetryServers(pod.env)),
  ];
  return [
    ...targetsAt(mesh, pod, isAgent ? undefined : postgresPlace(mesh, pod), 'Postgres'),
    ...named.flatMap(({ address, name }) => targetsAt(mesh, pod, mesh.place(pod, `tcp://${address}`), name)),
  ];
}

/** The pods at a place, as far as the manifests have them, or the host that they do not contain. */
function targetsAt(mesh: Mesh, from: MeshPod, place: Place | undefined, what: string): ExternalTarget[] {
  const { cluster } = mesh;
  if (place === undefined) {
    return [];
  }
  const { host, port, found, endpoints } = place;
  if (endpoints.length > 0) {
    const members = new Set<Pod>([...mesh.registries, ...mesh.agents, ...mesh.dashboards]);
    return endpoints
      .filter((end) => !members.has(end.pod))
      .map((end) => ({
        node: neighbourNode(end.pod, [end.port]),
        blocked: blockedDirections(cluster, from, end.pod, [end.port]),
      }));
  }
  return [
    {
      node: { kind: 'outside', name: `${host}:${port}`, details: [what] },
      blocked: found && 'address' in found ? blockedDirections(cluster, from, found.address, [port]) : [],
    },
  ];
}
