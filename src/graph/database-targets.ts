import { blockedDirections } from './blocked-directions';
import { ExternalTarget, neighbourNode } from './external-target';
import { Pod } from '../cluster/pods';
import { postgresPlace } from '../mesh/database-urls';
import { Mesh, MeshPod } from '../mesh/mesh';

/** The Postgres of a registry by its DATABASE_URL: pods in the manifests, or a host that they do not contain. */
export function databaseTargets(mesh: Mesh, registry: MeshPod): ExternalTarget[] {
  const { cluster } = mesh;
  const place = postgresPlace(mesh, registry);
  if (place === undefined) {
    return [];
  }
  const { host, port, found, endpoints } = place;
  if (endpoints.length > 0) {
    const members = new Set<Pod>([...mesh.registries, ...mesh.agents]);
    return endpoints
      .filter((end) => !members.has(end.pod))
      .map((end) => ({
        node: neighbourNode(end.pod, [end.port]),
        blocked: blockedDirections(cluster, registry, end.pod, [end.port]),
      }));
  }
  return [
    {
      node: { kind: 'outside', name: `${host}:${port}`, details: ['Postgres'] },
      blocked: found && 'address' in found ? blockedDirections(cluster, registry, found.address, [port]) : [],
    },
  ];
}
