import { Edge } from '../edge';
import { MeshEnds } from '../mesh-ends';

/**
 * The replicas of an agent call each other: a Python runtime forwards the requests of a session to the replica that holds it, at
 * that pod's own address.
 */
export function siblings(ends: MeshEnds): Edge[] {
  const { mesh } = ends;
  return mesh.anyAgent
    ? []
    : mesh.agents
        .filter(({ replicated, isConsumer }) => replicated && !isConsumer)
        .map((agent): Edge => ({ from: ends.agent(agent), to: ends.agent(agent), why: 'sibling' }));
}
