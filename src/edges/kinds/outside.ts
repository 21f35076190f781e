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
    ...ends.consumers.flatMap((consumer) => outOf(consumer, mesh.egressTo)),
    ...mesh.agents.flatMap((agent) => outOf(ends.agent(agent), agent.egressTo)),
    ...external(ends),
    ...outOf(mesh.registry, mesh.registryEgressTo),
  ];
}

/** Agents outside of the app: those call them that require one of their capabilities, or, as in the guide, all. */
function external(ends: MeshEnds): Edge[] {
  const { agents, anyAgent, externalCapabilities = [], externalProviders } = ends.mesh;
  const callers = agents.filter(({ requirements }) =>
    requirements.some(({ name }) => externalCapabilities.includes(name)),
  );
  const named = anyAgent ? callers.filter(({ isConsumer }) => isConsumer) : callers;
  return [
    ...(anyAgent ? outOf({ kind: 'every-agent' }, externalProviders) : []),
    ...named.flatMap((agent) => outOf(ends.agent(agent), externalProviders)),
  ];
}

function into(to: End, callers: OutsideDeclaration[] = []): Edge[] {
  return callers.map(({ end, ports }): Edge => ({ from: end, to, ports, why: 'entrance' }));
}

function outOf(from: End, callees: OutsideDeclaration[] = []): Edge[] {
  return callees.map(({ end, ports }): Edge => ({ from, to: end, ports, why: 'outside' }));
}
