import { blockedDirections } from './blocked-directions';
import { GraphBuilder } from './graph-builder';
import { NodeContent } from './graph-model';
import { MeshNodes } from './mesh-nodes';
import { Pod } from '../cluster/pods';
import { Mesh, MeshPod, Place } from '../mesh/mesh';
import { RULE as agentWithoutRegistry } from '../rules/agent-without-registry';

/** Adds an edge from each agent to the registry that its URL leads to. */
export function addRegistrations(graph: GraphBuilder, mesh: Mesh, nodes: MeshNodes): void {
  const withoutUrl = new Set(agentWithoutRegistry.find(mesh).map(({ object }) => object));
  for (const agent of mesh.agents) {
    const from = nodes.get(agent)!;
    const place = mesh.registryOf(agent);
    for (const { pod, port } of place?.endpoints ?? []) {
      graph.addEdge('registration', from, nodes.get(pod as MeshPod) ?? otherRegistry(pod), {
        blocked: blockedDirections(mesh.cluster, agent, pod, [port]),
      });
    }
    if (place === undefined && withoutUrl.has(agent.owner)) {
      graph.addEdge('registration', from, { kind: 'missing', name: 'no registry URL' });
    } else if (place && place.endpoints.length === 0) {
      graph.addEdge('registration', from, unshownRegistry(place), {
        blocked: blockedToAddress(mesh, agent, place),
      });
    }
  }
}

/** Adds an edge from each dashboard to the registry that its URL leads to. */
export function addDashboards(graph: GraphBuilder, mesh: Mesh, nodes: MeshNodes): void {
  for (const dashboard of mesh.dashboards) {
    for (const { pod, port } of mesh.registryOf(dashboard)?.endpoints ?? []) {
      graph.addEdge('outbound', nodes.get(dashboard)!, nodes.get(pod as MeshPod) ?? otherRegistry(pod), {
        blocked: blockedDirections(mesh.cluster, dashboard, pod, [port]),
      });
    }
  }
}

/** A pod that agents take for a registry, although nothing else says that it is one. */
function otherRegistry({ owner, namespace }: Pod): NodeContent {
  return { kind: 'registry', name: owner.metadata.name, namespace, objectKind: owner.kind };
}

function unshownRegistry({ found, host, port }: Place): NodeContent {
  // A Service without a selector may have endpoints that somebody writes.
  const isServiceWithoutPods =
    found && 'service' in found && Object.keys(found.service.manifest.spec?.selector ?? {}).length > 0;
  return isServiceWithoutPods
    ? { kind: 'missing', name: `nothing answers at ${host}:${port}` }
    : { kind: 'registry', name: `${host}:${port}`, details: ['not in these manifests'] };
}

function blockedToAddress({ cluster }: Mesh, agent: MeshPod, { found, port }: Place) {
  return found && 'address' in found ? blockedDirections(cluster, agent, found.address, [port]) : [];
}
