import { addDependencies } from './dependency-edges';
import { EgressTargets } from './egress-targets';
import { entranceNode } from './entrance-node';
import { GraphBuilder } from './graph-builder';
import { MeshGraph } from './graph-model';
import { meshNodes } from './mesh-nodes';
import { addDashboards, addRegistrations } from './registration-edges';
import { remarksOf } from './remarks';
import { serverTargets } from './server-targets';
import { Mesh } from '../mesh/mesh';
import { entrancesOf } from '../routes/entrances';

/** Who is in a mesh, who depends on whom, and what policies open and close, as a graph to be drawn. */
export function meshGraph(mesh: Mesh): MeshGraph {
  const graph = new GraphBuilder();
  const nodes = meshNodes(mesh);
  nodes.forEach((node) => graph.addNode(node));
  addDependencies(graph, mesh, nodes);
  addRegistrations(graph, mesh, nodes);
  addDashboards(graph, mesh, nodes);
  const egressTargets = new EgressTargets(mesh);
  for (const [pod, from] of nodes) {
    const targets = [...egressTargets.of(pod), ...serverTargets(mesh, pod, from.kind === 'agent')];
    targets.forEach(({ node, blocked }) => graph.addEdge('outbound', from, node, { blocked }));
  }
  for (const entrance of entrancesOf(mesh)) {
    const blocked = entrance.closing.length > 0 ? (['Ingress'] as const) : [];
    graph.addEdge('inbound', entranceNode(mesh, entrance), nodes.get(entrance.pod)!, { blocked: [...blocked] });
  }
  return graph.build(remarksOf(mesh));
}
