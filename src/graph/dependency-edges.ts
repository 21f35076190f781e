import { blockedDirections } from './blocked-directions';
import { capabilityLabel } from './capability-label';
import { GraphBuilder } from './graph-builder';
import { NodeContent } from './graph-model';
import { MeshNodes } from './mesh-nodes';
import { Dependency, Mesh, MeshPod } from '../mesh/mesh';

/** Adds an edge from each agent to every agent that provides what it requires. */
export function addDependencies(graph: GraphBuilder, mesh: Mesh, nodes: MeshNodes): void {
  for (const agent of mesh.agents) {
    const from = nodes.get(agent)!;
    for (const dependency of mesh.dependenciesOf(agent)) {
      const { wanted, providers } = dependency;
      for (const provider of providers) {
        graph.addEdge('dependency', from, nodes.get(provider)!, {
          requirements: [wanted],
          blocked: blockedDirections(mesh.cluster, agent, provider, calledPorts(mesh, provider)),
        });
      }
      if (providers.length === 0) {
        graph.addEdge('dependency', from, unshownProvider(mesh, agent, dependency), { requirements: [wanted] });
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

/** The ports at which others call an agent: behind the address that it advertises, or the one that it listens on. */
function calledPorts(mesh: Mesh, provider: MeshPod): number[] {
  const advertised = (mesh.advertised(provider)?.endpoints ?? [])
    .filter(({ pod }) => pod === provider)
    .map(({ port }) => port);
  if (advertised.length > 0) {
    return advertised;
  }
  const port = mesh.portOf(provider);
  return port === undefined ? [] : [port];
}
