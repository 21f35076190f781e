import { NodeContent } from './graph-model';
import { listText } from '../base/list-text';
import { Mesh } from '../mesh/mesh';
import { Entrance } from '../routes/entrances';

/** An Ingress, a route or a published Service as a node. */
export function entranceNode({ cluster }: Mesh, { object, hosts }: Entrance): NodeContent {
  return {
    kind: 'entrance',
    name: object.metadata.name,
    namespace: cluster.namespaceOf(object),
    objectKind: object.kind,
    details: [[object.kind, listText(hosts)].join(' ').trim()],
  };
}
