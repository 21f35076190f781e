import { EgressTargets } from './egress-targets';
import { GraphEdge, GraphNode, MeshGraph } from './graph-model';
import { describeObject } from '../api/kubernetes-object';
import { listText } from '../base/list-text';
import { declaredPorts } from '../cluster/container-ports';
import { Pod } from '../cluster/pods';
import { Direction } from '../cluster/policy-rules';
import { policiesOver } from '../cluster/reachability';
import { Mesh } from '../mesh/mesh';
import { answersTo } from '../why/answers';

/** What decides about the connection of an edge, a line each: the policies and rules that `why` names. */
export type EdgeReasons = (edge: GraphEdge) => string[];

export function edgeReasons(mesh: Mesh, { nodes }: MeshGraph): EdgeReasons {
  const { cluster } = mesh;
  const targets = new EgressTargets(mesh);
  const pods = new Map(cluster.pods.map((pod) => [keyOf(pod.owner.kind, pod.namespace, pod.owner.metadata.name), pod]));
  const podOf = ({ objectKind, namespace, name }: GraphNode): Pod | undefined =>
    pods.get(keyOf(objectKind, namespace, name));
  const byId = new Map(nodes.map((node) => [node.id, node]));

  const policies = (pod: Pod, direction: Direction): string => {
    const over = policiesOver(cluster, pod, direction).map(describeObject);
    return `${direction.toLowerCase()} by ${over.length > 0 ? listText(over) : 'no policy'}`;
  };
  return ({ from: fromId, to: toId, blocked }) => {
    const [fromNode, toNode] = [byId.get(fromId)!, byId.get(toId)!];
    const [from, to] = [podOf(fromNode), podOf(toNode)];
    if (toNode.kind === 'missing') {
      return [];
    }
    if (from === undefined) {
      return to === undefined ? [] : [policies(to, 'Ingress')];
    }
    if (to === undefined) {
      const rules = targets.rulesTo(from, toNode.name);
      return [rules.length > 0 ? `egress by ${listText(rules)}` : policies(from, 'Egress')];
    }
    const answers = declaredPorts(to).length > 0 ? answersTo(cluster, { pod: from }, { pod: to }) : [];
    return answers
      .filter(({ isOpen }) => isOpen === (blocked.length === 0))
      .map(({ protocol, port, isOpen, reason }) => `${isOpen ? 'open' : 'closed'} on ${protocol} ${port}: ${reason}`);
  };
}

function keyOf(...parts: (string | undefined)[]): string {
  return JSON.stringify(parts);
}
