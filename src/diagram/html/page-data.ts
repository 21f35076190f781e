import { printable } from '../../base/neutral-text';
import { capabilityLabel } from '../../graph/capability-label';
import { EdgeReasons } from '../../graph/edge-reasons';
import { GraphNode, MeshGraph } from '../../graph/graph-model';
import { diagramOf } from '../diagram';
import { diagramEdge } from '../diagram-edge';

/** What the page shows: plain data, which the page's script reads. */
export interface PageData {
  readonly title: string;
  readonly summary: string;
  readonly remarks: string[];
  readonly nodes: PageNode[];
  readonly edges: PageEdge[];
}

export interface PageNode {
  readonly id: string;
  /** A kind of the graph's; what is missing and optional is `outside`. */
  readonly kind: string;
  /** Empty if it is in none. */
  readonly namespace: string;
  readonly name: string;
  readonly replicas: string;
  readonly lines: string[];
}

export interface PageEdge {
  readonly from: string;
  readonly to: string;
  readonly style: string;
  readonly label: string;
  /** The whole of it as a sentence. */
  readonly text: string;
  /** The policies and rules that decide about it. */
  readonly why: string[];
  /** Nearly all agents have the same, so it is drawn only with the agent or the box in focus. */
  readonly isQuiet: boolean;
}

export function pageData(graph: MeshGraph, reasons: EdgeReasons): PageData {
  const { title, summary, remarks, nodes, edges: drawn } = diagramOf(graph);
  const optional = new Set(nodes.filter(({ isOptional }) => isOptional).map(({ id }) => id));
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const loud = new Set(drawn.map(({ from, to, tooltip }) => JSON.stringify([from, to, tooltip])));
  return {
    title,
    summary,
    remarks,
    nodes: graph.nodes.map((node) => pageNode(node, optional.has(node.id))),
    edges: graph.edges.map((edge): PageEdge => {
      const { from, to, style, label = '', tooltip } = diagramEdge(edge, byId.get(edge.from)!, byId.get(edge.to)!);
      const isQuiet = !loud.has(JSON.stringify([from, to, tooltip]));
      return { from, to, style, label, text: tooltip, why: reasons(edge).map(printable), isQuiet };
    }),
  };
}

function pageNode(node: GraphNode, isOptional: boolean): PageNode {
  const { id, kind, namespace = '', name, replicas, capabilities = [], details = [], ports = [] } = node;
  const lines = [...capabilities.map(capabilityLabel), ...details, ...(ports.length > 0 ? [ports.join(', ')] : [])];
  return {
    id,
    kind: kind === 'missing' && isOptional ? 'outside' : kind,
    namespace: printable(namespace),
    name: printable(name),
    replicas: replicas === undefined ? '' : `×${replicas}`,
    lines: lines.map(printable),
  };
}
