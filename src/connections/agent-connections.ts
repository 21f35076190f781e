import { Connection } from './blocked-connections';
import { Mesh, MeshPod } from '../mesh/mesh';

/**
 * The connections of callers to an agent: on the ports behind the address that it advertises, else the one it listens
 * on.
 */
export function connectionsTo(mesh: Mesh, agent: MeshPod): Omit<Connection, 'from'>[] {
  const place = mesh.advertised(agent);
  const behind = (place?.endpoints ?? []).filter(({ pod }) => pod === agent).map(({ port }) => port);
  const listening = mesh.portOf(agent);
  if (behind.length > 0 && listening !== undefined && !behind.includes(listening)) {
    return []; // its Service leads to a port that it does not listen on: the rules about ports say what to change
  }
  const ports = behind.length > 0 ? behind : [listening];
  return [...new Set(ports)]
    .filter((port) => port !== undefined)
    .map((port) => ({ to: agent, port, servicePort: place?.port }));
}
