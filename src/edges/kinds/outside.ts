import { Edge } from '../edge';
import { End } from '../end';
import { OutsideDeclaration } from '../mesh-declaration';
import { MeshEnds } from '../mesh-ends';

/** Who outside of the mesh may call it, as users allowed it: every agent, one of them, or the registry. */
export function entrances(ends: MeshEnds): Edge[] {
  const { mesh } = ends;
  return [
    ...into({ kind: 'every-agent' }, mesh.ingressFrom),
    ...mesh.agents.flatMap((agent) => into(ends.agent(agent), agent.ingressFrom)),
    ...into(mesh.registry, mesh.registryIngressFrom),
  ];
}

/** Whom outside of the mesh its pods may call, as users allowed it. */
export function outside(ends: MeshEnds): Edge[] {
  const { mesh } = ends;
  return [
    ...outOf({ kind: 'every-agent' }, mesh.egressTo),
    ...mesh.agents.flatMap((agent) => outOf(ends.agent(agent), agent.egressTo)),
    ...outOf(mesh.registry, mesh.registryEgressTo),
  ];
}

function into(to: End, callers: OutsideDeclaration[] = []): Edge[] {
  return callers.map(({ end, ports }): Edge => ({ from: end, to, ports, why: 'entrance' }));
}

function outOf(from: End, callees: OutsideDeclaration[] = []): Edge[] {
  return callees.map(({ end, ports }): Edge => ({ from, to: end, ports, why: 'outside' }));
}
