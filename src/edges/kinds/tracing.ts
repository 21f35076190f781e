import { Edge } from '../edge';
import { End } from '../end';
import { ServerDeclaration } from '../mesh-declaration';
import { MeshEnds } from '../mesh-ends';

/** Agents send their spans to a Redis. The registry reads them there, passes them on to a collector, and looks traces up. */
export function tracing(ends: MeshEnds): Edge[] {
  const { mesh } = ends;
  return [...ofAgents(ends), ...(mesh.registryTracing ?? []).map((server) => edge(mesh.registry, server))];
}

/** The guide's policies are about all agents of a namespace, so what one of them needs is open to all. */
function ofAgents(ends: MeshEnds): Edge[] {
  const { agents, anyAgent } = ends.mesh;
  if (!anyAgent) {
    return agents.flatMap((agent) => (agent.tracing ? [edge(ends.agent(agent), agent.tracing)] : []));
  }
  const consumers = agents.filter(({ isConsumer }) => isConsumer);
  const servers = new Map(
    agents.flatMap(({ tracing: server, isConsumer }) => (server && !isConsumer ? [[server.end.address, server]] : [])),
  );
  return [
    ...[...servers.values()].map((server) => edge({ kind: 'every-agent' }, server)),
    ...consumers.flatMap((each) => (each.tracing ? [edge(ends.agent(each), each.tracing)] : [])),
  ];
}

function edge(from: End, { end: to, ports }: ServerDeclaration): Edge {
  return { from, to, ports, why: 'tracing' };
}
