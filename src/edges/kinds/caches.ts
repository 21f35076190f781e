import { Edge } from '../edge';
import { MeshEnds } from '../mesh-ends';

/** Agents whose code keeps data in a Redis. */
export function caches(ends: MeshEnds): Edge[] {
  return ends.mesh.agents.flatMap((agent): Edge[] =>
    agent.cache ? [{ from: ends.agent(agent), to: agent.cache.end, ports: agent.cache.ports, why: 'cache' }] : [],
  );
}
