import { NodeContent } from './graph-model';
import { Pod } from '../cluster/pods';
import { Direction } from '../cluster/policy-rules';

/** A node outside of the mesh that a pod of the mesh may connect to. */
export interface ExternalTarget {
  readonly node: NodeContent;
  readonly blocked: Direction[];
}

/** A pod that is not part of the mesh, with the ports on which it is called. */
export function neighbourNode({ owner, namespace }: Pod, ports: number[]): NodeContent {
  return {
    kind: 'neighbour',
    name: owner.metadata.name,
    namespace,
    objectKind: owner.kind,
    ports: ports.map((port) => `:${port}`),
  };
}
