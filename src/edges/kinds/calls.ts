import { Edge } from '../edge';
import { keyOf } from '../end';
import { MeshEnds } from '../mesh-ends';

/** Agents of the same registry that an agent calls without asking the registry, such as by a URL in a variable. */
export function calls(ends: MeshEnds): Edge[] {
  const { mesh } = ends;
  if (mesh.anyAgent) {
    return [];
  }
  const byKey = new Map(mesh.agents.map((agent) => [keyOf(ends.agent(agent)), agent]));
  return mesh.agents.flatMap((agent) =>
    (agent.calls ?? []).flatMap((callee): Edge[] => {
      const to = byKey.get(keyOf({ kind: 'agent', port: 0, ...callee }));
      return to ? [{ from: ends.agent(agent), to: ends.agent(to), why: 'calls' }] : [];
    }),
  );
}
