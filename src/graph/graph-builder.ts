import { EdgeKind, GraphEdge, GraphNode, MeshGraph, NodeContent, NodeKind } from './graph-model';

/** What may be known of an edge beside its kind and its nodes. */
type EdgeDetails = Partial<Pick<GraphEdge, 'requirements' | 'whys' | 'blocked' | 'change' | 'ports'>>;

/** The first letter of a node's id, in the order of the nodes. */
const ID_LETTERS: { [kind in NodeKind]: string } = {
  entrance: 'e',
  agent: 'a',
  registry: 'r',
  dashboard: 'd',
  neighbour: 'n',
  outside: 'u',
  missing: 'm',
};
const KINDS = Object.keys(ID_LETTERS);

/**
 * Collects nodes and edges in any order. What has the same kind, namespace and name is one node, and two nodes have
 * one edge of a kind.
 */
export class GraphBuilder {
  private readonly nodes = new Map<string, NodeContent>();
  private readonly edges = new Map<string, GraphEdge>();

  /** Adds a node, or its ports to the node that is there. Returns the node's key. */
  public addNode(content: NodeContent): string {
    const key = JSON.stringify([content.kind, content.objectKind, content.namespace, content.name]);
    const known = this.nodes.get(key) ?? content;
    const ports = [...new Set([...(known.ports ?? []), ...(content.ports ?? [])])];
    this.nodes.set(key, ports.length > 0 ? { ...known, ports } : known);
    return key;
  }

  /** Adds an edge and its nodes. The requirements of several edges of one kind between two nodes add up. */
  public addEdge(kind: EdgeKind, from: NodeContent, to: NodeContent, details: EdgeDetails = {}): void {
    const ends = { from: this.addNode(from), to: this.addNode(to) };
    const { requirements = [], whys = [], blocked = [], change, ports } = details;
    const key = JSON.stringify([kind, ends, change]);
    const known = this.edges.get(key);
    this.edges.set(key, {
      kind,
      ...ends,
      requirements: [...(known?.requirements ?? []), ...requirements],
      whys: [...new Set([...(known?.whys ?? []), ...whys])],
      // One open connection is enough.
      blocked: known?.blocked.length === 0 ? [] : blocked,
      ...(change === undefined ? {} : { change }),
      ...(ports === undefined ? {} : { ports }),
    });
  }

  /** The graph, in an order that does not depend on the order of the manifests. */
  public build(remarks: string[]): MeshGraph {
    const sorted = [...this.nodes].sort(([, one], [, other]) => compareNodes(one, other));
    const ids = idsOf(sorted.map(([, { kind }]) => kind));
    const positions = new Map(sorted.map(([key], position) => [key, position]));
    const edges = [...this.edges.values()].sort(
      (one, other) =>
        positions.get(one.from)! - positions.get(other.from)! ||
        positions.get(one.to)! - positions.get(other.to)! ||
        compareText(one.kind, other.kind) ||
        compareText(one.change, other.change),
    );
    return {
      nodes: sorted.map(([, content], position): GraphNode => ({
        ...content,
        ...(content.ports ? { ports: [...content.ports].sort(comparePorts) } : {}),
        id: ids[position],
      })),
      edges: edges.map((edge): GraphEdge => ({
        ...edge,
        from: ids[positions.get(edge.from)!],
        to: ids[positions.get(edge.to)!],
      })),
      remarks,
    };
  }
}

function compareText(one = '', other = ''): number {
  return Number(one > other) - Number(one < other);
}

/** Numbers the nodes of each kind. */
function idsOf(kinds: NodeKind[]): string[] {
  const counts = new Map<NodeKind, number>();
  return kinds.map((kind) => {
    const number = counts.get(kind) ?? 0;
    counts.set(kind, number + 1);
    return `${ID_LETTERS[kind]}${number}`;
  });
}

/** By code units: the order must not depend on a locale. */
function compareNodes(one: NodeContent, other: NodeContent): number {
  const [keys, otherKeys] = [sortKeys(one), sortKeys(other)];
  const different = keys.findIndex((key, i) => key !== otherKeys[i]);
  if (different < 0) {
    return 0;
  }
  return keys[different] < otherKeys[different] ? -1 : 1;
}

function sortKeys({ kind, namespace = '', name, objectKind = '' }: NodeContent): (string | number)[] {
  return [KINDS.indexOf(kind), namespace, name, objectKind];
}

function comparePorts(one: string, other: string): number {
  return parseInt(one.slice(1), 10) - parseInt(other.slice(1), 10) || (one < other ? -1 : 1);
}
