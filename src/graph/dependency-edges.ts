import { blockedDirections } from './blocked-directions';
import { capabilityLabel } from './capability-label';
import { GraphBuilder } from './graph-builder';
import { NodeContent } from './graph-model';
import { MeshNodes } from './mesh-nodes';
import { connectionsTo } from '../connections/agent-connections';
import { Dependency, Mesh, MeshPod } from '../mesh/mesh';

/** Adds an edge from each agent to every agent that it calls, and to what it requires and nobody here provides. */
export function addDependencies(graph: GraphBuilder, mesh: Mesh, nodes: MeshNodes): void {
  for (const agent of mesh.agents) {
    const from = nodes.get(agent)!;
    for (const { to, edge } of mesh.callsOf(agent)) {
      // A node says how many replicas it has; an edge from it to itself would say no more.
      if (edge.why !== 'sibling') {
        const ports = connectionsTo(mesh, to).map(({ port }) => port);
        graph.addEdge('dependency', from, nodes.get(to)!, {
          requirements: edge.requirements,
          whys: [edge.why],
          blocked: blockedDirections(mesh.cluster, agent, to, ports),
        });
      }
    }
    for (const dependency of mesh.dependenciesOf(agent)) {
      if (dependency.providers.length === 0) {
        const { wanted } = dependency;
        graph.addEdge('dependency', from, unshownProvider(mesh, agent, dependency), {
          requirements: [wanted],
          whys: ['requires'],
        });
      }
    }
  }
}

/** A provider that is not in the manifests, or, if the agent's registry is in them, a missing one. */
function unshownProvider(mesh: Mesh, agent: MeshPod, { wanted }: Dependency): NodeContent {
  if (mesh.externalCapabilities(agent).includes(wanted.name)) {
    return { kind: 'outside', name: wanted.name, details: ['an agent elsewhere'] };
  }
  // A registry that is not in the manifests may know agents that are not in them either.
  return mesh.registryOf(agent)?.endpoints.length
    ? { kind: 'missing', name: `nobody provides ${capabilityLabel(wanted)}` }
    : { kind: 'outside', name: wanted.name, details: ['not in these manifests'] };
}
