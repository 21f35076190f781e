import { Edge } from '../edge';
import { MeshEnds } from '../mesh-ends';

/** The registry's `/proxy` paths call agents on behalf of whoever asks. */
export function proxies({ mesh, groups }: MeshEnds): Edge[] {
  return mesh.registryCallsAgents ? groups.map((to): Edge => ({ from: mesh.registry, to, why: 'proxies' })) : [];
}

/** The registry keeps what agents told it in a database. */
export function database({ mesh }: MeshEnds): Edge[] {
  return mesh.database
    ? [{ from: mesh.registry, to: mesh.database.end, ports: mesh.database.ports, why: 'database' }]
    : [];
}
