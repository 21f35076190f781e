import { Edge } from '../edge';
import { OutsideDeclaration } from '../mesh-declaration';
import { MeshEnds } from '../mesh-ends';

/** Every pod resolves names. */
export function dns({ mesh }: MeshEnds): Edge[] {
  return (mesh.dns ?? []).map((each) => fromEveryPod(each, 'dns'));
}

/** The proxy in every pod gets its configuration and its certificate. */
export function controlPlane({ mesh }: MeshEnds): Edge[] {
  return (mesh.controlPlane ?? []).map((each) => fromEveryPod(each, 'control-plane'));
}

function fromEveryPod({ end, ports }: OutsideDeclaration, why: Edge['why']): Edge {
  return { from: { kind: 'every-pod' }, to: end, ports, why };
}
