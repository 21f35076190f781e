import { DiagramEdge, diagramEdge, isRequired } from './diagram-edge';
import { countLabel, truncated } from './label-text';
import { rankCount } from './rank-count';
import { printable } from '../base/neutral-text';
import { capabilityLabel } from '../graph/capability-label';
import { GraphEdge, GraphNode, MeshGraph, NodeKind } from '../graph/graph-model';

/** What Mermaid and SVG both show of a graph: the text of each node, and which edges are worth a line. */
export interface Diagram {
  readonly title: string;
  readonly summary: string;
  readonly nodes: DiagramNode[];
  readonly edges: DiagramEdge[];
  /** The namespaces to draw a frame around; none if there is only one. */
  readonly namespaces: string[];
  readonly remarks: string[];
  /** More edges than a reader can follow from rank to rank, or more ranks than a page is wide. */
  readonly isDense: boolean;
}

export interface DiagramNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly namespace?: string;
  readonly heading: string;
  /** Behind the heading: how many pods there are, such as "×3". */
  readonly replicas?: string;
  readonly lines: string[];
  /** No edge to the node is required: if it is missing, nothing breaks. */
  readonly isOptional: boolean;
}

/** So many capabilities are listed in a node; the rest is counted. */
const MAX_CAPABILITIES = 6;

/** Up to so many agents, edges are drawn even if all agents have the same; beyond, a line in the node says so. */
const FEW_AGENTS = 3;

/** So many edges can be followed anywhere; beyond, it depends on how many there are for each node. */
const FEW_EDGES = 80;
const MAX_EDGES_PER_NODE = 2.5;
const MAX_RANKS = 16;

export function diagramOf({ nodes, edges, remarks, changes }: MeshGraph): Diagram {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const replaced = linesForEdges(edges, byId);
  const drawn = edges.filter(
    (edge) => !replaced.has(edge.to) || !isReplaceable(edge) || byId.get(edge.from)!.kind !== 'agent',
  );
  const required = new Set(edges.filter(isRequired).map(({ to }) => to));
  const number = (kind: NodeKind) => nodes.filter((node) => node.kind === kind).length;
  const agents = countLabel(number('agent'), 'agent');
  const registries = countLabel(number('registry'), 'registry', 'registries');
  return {
    title: changes ? 'MCP Mesh: what changes' : `MCP Mesh: ${agents}, ${registries}`,
    summary: changes ? changesText(changes) : summaryOf(edges, byId),
    nodes: nodes.map((node) => ({ ...diagramNode(node, replaced.get(node.id)), isOptional: !required.has(node.id) })),
    edges: drawn.map((edge) => diagramEdge(edge, byId.get(edge.from)!, byId.get(edge.to)!)),
    namespaces: framedNamespaces(nodes),
    remarks: [...(changes && edges.length === 0 ? ['no connection opens or closes'] : []), ...remarks].map(printable),
    isDense:
      (drawn.length > FEW_EDGES && drawn.length > MAX_EDGES_PER_NODE * nodes.length) ||
      rankCount([...byId.keys()], drawn) > MAX_RANKS,
  };
}

function framedNamespaces(nodes: GraphNode[]): string[] {
  const namespaces = new Set(nodes.flatMap(({ namespace }) => (namespace === undefined ? [] : [namespace])));
  return namespaces.size > 1 ? [...namespaces].sort() : [];
}

/** An edge of which every agent may have one, and which nothing blocks. */
function isReplaceable({ kind, blocked, change }: GraphEdge): boolean {
  return change === undefined && (kind === 'registration' || kind === 'outbound') && blocked.length === 0;
}

/** Lines in nodes that replace the edges that all agents have: drawn one by one, they would hide the others. */
function linesForEdges(edges: GraphEdge[], byId: Map<string, GraphNode>): Map<string, string> {
  const agents = [...byId.values()].filter(({ kind }) => kind === 'agent').length;
  const registries = new Set(
    edges.filter(({ kind, to }) => kind === 'registration' && byId.get(to)!.kind === 'registry').map(({ to }) => to),
  );
  const callers = new Map<string, number>();
  for (const { to } of edges.filter((edge) => isReplaceable(edge) && byId.get(edge.from)!.kind === 'agent')) {
    callers.set(to, (callers.get(to) ?? 0) + 1);
  }
  const lines = new Map<string, string>();
  for (const [id, number] of callers) {
    if (registries.has(id) && registries.size === 1) {
      lines.set(id, `${countLabel(number, 'agent registers', 'agents register')} here`);
    } else if (!registries.has(id) && number === agents && agents > FEW_AGENTS) {
      lines.set(id, `open to all ${agents} agents`);
    }
  }
  return lines;
}

function diagramNode(node: GraphNode, lineForEdges: string | undefined): Omit<DiagramNode, 'isOptional'> {
  const { id, kind, namespace, name, replicas } = node;
  return {
    id,
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    heading: truncated(name),
    ...(replicas === undefined ? {} : { replicas: `×${replicas}` }),
    lines: [...linesOf(node), ...(lineForEdges === undefined ? [] : [lineForEdges])].map((line) => truncated(line)),
  };
}

function linesOf({ capabilities = [], details = [], ports = [] }: GraphNode): string[] {
  const offered = capabilities.map(capabilityLabel);
  const more = offered.length - MAX_CAPABILITIES;
  return [
    ...(more > 1 ? [...offered.slice(0, MAX_CAPABILITIES), `and ${more} more`] : offered),
    ...details,
    ...(ports.length ? [ports.join(', ')] : []),
  ];
}

function changesText({ opened, closed }: { readonly opened: number; readonly closed: number }): string {
  return [
    countLabel(opened, 'connection opens', 'connections open'),
    countLabel(closed, 'connection closes', 'connections close'),
  ].join(', ');
}

function summaryOf(edges: GraphEdge[], byId: Map<string, GraphNode>): string {
  const isMet = ({ to }: GraphEdge) => byId.get(to)!.kind !== 'missing';
  const met = edges.filter((edge) => edge.kind === 'dependency' && isMet(edge)).length;
  const unmet = edges.filter((edge) => isRequired(edge) && !isMet(edge)).length;
  const blocked = edges.filter((edge) => edge.blocked.length > 0).length;
  return [countLabel(met, 'dependency', 'dependencies'), `${unmet} unmet`, `${blocked} blocked by policy`].join(', ');
}
