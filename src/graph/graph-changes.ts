import { GraphBuilder } from './graph-builder';
import { Change, GraphEdge, GraphNode, MeshGraph, NodeContent } from './graph-model';
import { meshGraph } from './mesh-graph';
import { ConnectionChange, connectionChanges } from '../diff/connections';
import { rangesText } from '../diff/port-ranges';
import { Mesh } from '../mesh/mesh';

/** What changes from one version of a mesh to the next: the connections that open and close, and their ends. */
export function graphChanges(before: Mesh, after: Mesh): MeshGraph {
  const [old, current] = [new KeyedGraph(meshGraph(before)), new KeyedGraph(meshGraph(after))];
  const ends = new Map([...old.byWorkload, ...current.byWorkload]);
  const graph = new GraphBuilder();
  const drawn = new Set<string>();
  const node = ({ id: _, ...content }: GraphNode): NodeContent => {
    const [isOld, isCurrent] = [old, current].map(({ byWorkload }) => byWorkload.has(workloadOf(content)));
    const details = isOld === isCurrent ? [] : [isCurrent ? 'added' : 'removed'];
    return { ...content, details: [...(content.details ?? []), ...details] };
  };
  const add = (change: Change, source: KeyedGraph, other: KeyedGraph) => {
    for (const [key, edge] of source.open) {
      const [from, to] = [source.node(edge.from), source.node(edge.to)];
      // Connections out of the mesh are compared below, except for workloads that only one version has.
      const isCompared = edge.kind === 'outbound' && other.byWorkload.has(workloadOf(from));
      if (!other.open.has(key) && !isCompared) {
        graph.addEdge(edge.kind, node(from), node(to), { ...edge, change });
        drawn.add(pairOf(change, workloadOf(from), workloadOf(to)));
      }
    }
  };
  add('opened', current, old);
  add('closed', old, current);
  const { opened, closed, isPartial } = connectionChanges(before.cluster, after.cluster);
  const addConnection = (change: Change, { from, to, ports }: ConnectionChange) => {
    if (!drawn.has(pairOf(change, from, to))) {
      const [sender, receiver] = [from, to].map((name) => (ends.has(name) ? node(ends.get(name)!) : otherEnd(name)));
      graph.addEdge('connection', sender, receiver, { change, ports: rangesText(ports) });
    }
  };
  opened.forEach((each) => addConnection('opened', each));
  closed.forEach((each) => addConnection('closed', each));
  const remarks = isPartial ? ['too many pairs of workloads changed; their connections are not all drawn'] : [];
  const { edges, ...others } = graph.build(remarks);
  const number = (change: Change) => edges.filter((edge) => edge.change === change).length;
  return { ...others, edges, changes: { opened: number('opened'), closed: number('closed') } };
}

/** A graph by names that are the same in both versions. */
class KeyedGraph {
  /** The edges that no policy blocks. */
  public readonly open: Map<string, GraphEdge>;
  public readonly byWorkload: Map<string, GraphNode>;
  private readonly byId: Map<string, GraphNode>;

  constructor({ nodes, edges }: MeshGraph) {
    this.byId = new Map(nodes.map((each) => [each.id, each]));
    this.byWorkload = new Map(
      nodes.filter(({ objectKind }) => objectKind !== undefined).map((each) => [workloadOf(each), each]),
    );
    this.open = new Map(
      edges
        .filter(({ blocked, to }) => blocked.length === 0 && this.node(to).kind !== 'missing')
        .map((edge) => [
          JSON.stringify([edge.kind, workloadOf(this.node(edge.from)), workloadOf(this.node(edge.to))]),
          edge,
        ]),
    );
  }

  public node(id: string): GraphNode {
    return this.byId.get(id)!;
  }
}

/** As connections name it. */
function workloadOf({ objectKind, namespace, name }: NodeContent): string {
  return objectKind === undefined ? name : `${objectKind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

function pairOf(change: Change, from: string, to: string): string {
  return JSON.stringify([change, from, to]);
}

/** A pod that is not of the mesh, or an address. */
function otherEnd(text: string): NodeContent {
  const [, objectKind, namespace, name] = /^(\w+) ([^/\s]+)\/(\S+)$/.exec(text) ?? [];
  return name === undefined
    ? { kind: 'outside', name: text.replace(/^the /, '') }
    : { kind: 'neighbour', objectKind, namespace, name };
}
