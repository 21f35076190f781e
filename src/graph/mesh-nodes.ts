import { NodeContent } from './graph-model';
import { isWorkloadWithReplicas } from '../cluster/pods';
import { Replicas } from '../cluster/replicas';
import { Mesh, MeshPod } from '../mesh/mesh';

/** The nodes of a mesh's own pods: its registries, dashboards and agents. */
export type MeshNodes = Map<MeshPod, NodeContent>;

export function meshNodes(mesh: Mesh): MeshNodes {
  const scales = new Replicas(mesh.cluster);
  return new Map([
    ...mesh.registries.map((pod): [MeshPod, NodeContent] => [pod, workloadNode('registry', pod, scales)]),
    ...mesh.dashboards.map((pod): [MeshPod, NodeContent] => [pod, workloadNode('dashboard', pod, scales)]),
    ...mesh.agents.map((pod): [MeshPod, NodeContent] => [
      pod,
      { ...workloadNode('agent', pod, scales), capabilities: mesh.capabilitiesOf(pod) },
    ]),
  ]);
}

function workloadNode(
  kind: 'agent' | 'registry' | 'dashboard',
  { owner, namespace }: MeshPod,
  scales: Replicas,
): NodeContent {
  const replicas = replicasLabel(owner, scales);
  return {
    kind,
    name: owner.metadata.name,
    namespace,
    objectKind: owner.kind,
    ...(replicas === undefined ? {} : { replicas }),
  };
}

/**
 * "3", or "2–5" under an autoscaler. A workload that is scaled to zero has 0 here, although rules judge it with one
 * pod.
 */
function replicasLabel(owner: MeshPod['owner'], scales: Replicas): string | undefined {
  const scale = scales.rangeOf(owner);
  if (scale === undefined) {
    return undefined;
  }
  if (scale.scaler === undefined) {
    return `${isWorkloadWithReplicas(owner) ? (owner.spec?.replicas ?? 1) : 1}`;
  }
  return scale.most > scale.least ? `${scale.least}–${scale.most}` : `${scale.least}`;
}
