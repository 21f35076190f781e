import { Edge } from '../edge';
import { MeshEnds } from '../mesh-ends';

/** Agents register with their registry. Who listens to whom is decided by the registry's address, so all agents do. */
export function registers({ groups, consumers, mesh }: MeshEnds): Edge[] {
  return [...groups, ...consumers].map((from): Edge => ({ from, to: mesh.registry, why: 'registers' }));
}
