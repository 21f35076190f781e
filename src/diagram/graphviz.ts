import { Diagram, DiagramNode } from './diagram';
import { DiagramEdge, EdgeStyle } from './diagram-edge';
import { NodeKind } from '../graph/graph-model';

type Attributes = { [name: string]: string | number };

/** As much of a graph of Graphviz as is used here. */
export interface GraphvizGraph {
  readonly graphAttributes?: Attributes;
  readonly nodeAttributes?: Attributes;
  readonly edgeAttributes?: Attributes;
  readonly nodes?: { readonly name: string; readonly attributes?: Attributes }[];
  readonly edges?: { readonly tail: string; readonly head: string; readonly attributes?: Attributes }[];
  readonly subgraphs?: (GraphvizGraph & { readonly name: string })[];
}

/** Graphviz knows the widths of its letters, which are those of its substitutes elsewhere. */
export const FONT = 'Arial';
export const TEXT_COLOR = '#1f2328';
export const SECONDARY_TEXT_COLOR = '#59636e';
const ERROR_COLOR = '#cf222e';
const OPENED_COLOR = '#1a7f37';

const NODE_ATTRIBUTES: { [kind in NodeKind]: Attributes } = {
  entrance: { shape: 'box', style: 'filled,rounded', fillcolor: '#dafbe1', color: '#1a7f37' },
  agent: { shape: 'box', style: 'filled,rounded', fillcolor: '#ddf4ff', color: '#0969da' },
  registry: { shape: 'box', fillcolor: '#fbefff', color: '#8250df', penwidth: 2 },
  dashboard: { shape: 'box', style: 'filled,rounded', fillcolor: '#fbefff', color: '#8250df' },
  neighbour: { shape: 'cylinder', fillcolor: '#fff8c5', color: '#9a6700' },
  outside: { shape: 'box', style: 'filled,rounded,dashed', fillcolor: '#f6f8fa', color: '#6e7781' },
  missing: { shape: 'box', style: 'filled,dashed', fillcolor: '#ffebe9', color: ERROR_COLOR },
};

const MISSING_OPTIONAL: Attributes = { fillcolor: '#f6f8fa', color: '#6e7781' };

export const EDGE_ATTRIBUTES: { [style in EdgeStyle]: Attributes } = {
  required: { color: '#424a53' },
  optional: { color: '#424a53', style: 'dashed' },
  registration: { color: '#8c959f', style: 'dotted' },
  outbound: { color: '#9a6700' },
  inbound: { color: '#1a7f37', penwidth: 2 },
  blocked: { color: ERROR_COLOR, fontcolor: ERROR_COLOR, penwidth: 1.5, arrowhead: 'tee' },
  unmet: { color: ERROR_COLOR, fontcolor: ERROR_COLOR, penwidth: 1.5 },
  opened: { color: OPENED_COLOR, fontcolor: OPENED_COLOR, penwidth: 2 },
  closed: { color: ERROR_COLOR, fontcolor: ERROR_COLOR, penwidth: 1.5, style: 'dashed', arrowhead: 'tee' },
};

/** Colors by which the edges of one caller are told from those of its neighbours; red means an error. */
const CALLER_COLORS = ['#0969da', '#1a7f37', '#9a6700', '#bc4c00', '#8250df', '#bf3989', '#57606a', '#0a7f86'];

/** With more nodes, splines around nodes take too long to compute, and with many more, overlap removal by prism. */
const MAX_NODES_FOR_SPLINES = 120;
const MAX_NODES_FOR_PRISM = 400;

/**
 * Whether nodes lie near those that they are connected with, instead of in ranks, and edges have the color of their
 * caller.
 */
export function isForceDirected({ nodes, isDense }: Diagram): boolean {
  return isDense || nodes.length > MAX_NODES_FOR_PRISM;
}

/** Input for Graphviz, and which of its engines lays it out: in ranks from caller to provider, or force-directed. */
export function graphvizGraph(diagram: Diagram): { readonly graph: GraphvizGraph; readonly engine: string } {
  return isForceDirected(diagram)
    ? { engine: 'sfdp', graph: forceDirectedGraph(diagram) }
    : { engine: 'dot', graph: rankedGraph(diagram) };
}

const GRAPH_ATTRIBUTES: Attributes = { bgcolor: 'transparent', outputorder: 'edgesfirst', pad: 0 };

const DEFAULTS: GraphvizGraph = {
  nodeAttributes: { fontname: FONT, fontsize: 12, fontcolor: TEXT_COLOR, style: 'filled', height: 0.2 },
  edgeAttributes: { fontname: FONT, fontsize: 10, fontcolor: SECONDARY_TEXT_COLOR, arrowsize: 0.7 },
};

/** Callers to the left of providers, and a frame around each namespace. */
function rankedGraph({ nodes, edges, namespaces }: Diagram): GraphvizGraph {
  const isFramed = ({ namespace }: DiagramNode) => namespace !== undefined && namespaces.length > 0;
  const toNode = (node: DiagramNode) => ({ name: node.id, attributes: nodeAttributes(node, textOf(node)) });
  return {
    graphAttributes: { rankdir: 'LR', nodesep: 0.16, ranksep: 0.9, ...GRAPH_ATTRIBUTES },
    ...DEFAULTS,
    nodes: nodes.filter((node) => !isFramed(node)).map(toNode),
    subgraphs: namespaces.map((namespace, i) => ({
      name: `cluster_${i}`,
      graphAttributes: {
        label: escaped(namespace),
        style: 'rounded',
        color: '#d1d9e0',
        fontname: FONT,
        fontcolor: SECONDARY_TEXT_COLOR,
        fontsize: 12,
        labeljust: 'l',
      },
      nodes: nodes.filter((node) => isFramed(node) && node.namespace === namespace).map(toNode),
    })),
    edges: edges.map((edge) => graphvizEdge(edge, {})),
  };
}

/** Nodes name their namespace, because they cannot be framed where they lie, and edges have their caller's color. */
function forceDirectedGraph({ nodes, edges, namespaces }: Diagram): GraphvizGraph {
  const lines = (node: DiagramNode) =>
    namespaces.length > 0 && node.namespace !== undefined ? [...textOf(node), `in ${node.namespace}`] : textOf(node);
  return {
    graphAttributes: {
      overlap: nodes.length > MAX_NODES_FOR_PRISM ? 'scale' : 'prism',
      splines: nodes.length > MAX_NODES_FOR_SPLINES ? 'line' : 'true',
      sep: '+10',
      K: 1,
      ...GRAPH_ATTRIBUTES,
    },
    ...DEFAULTS,
    nodes: nodes.map((node) => ({ name: node.id, attributes: nodeAttributes(node, lines(node)) })),
    subgraphs: [],
    edges: edges.map((edge) => graphvizEdge(edge, callerColor(edge))),
  };
}

function callerColor({ from, style }: DiagramEdge): Attributes {
  return style === 'required' || style === 'optional'
    ? { color: CALLER_COLORS[Number(from.slice(1)) % CALLER_COLORS.length] }
    : {};
}

function graphvizEdge({ from, to, style, label }: DiagramEdge, color: Attributes) {
  const text = style === 'blocked' ? `× ${label}` : label;
  return {
    tail: from,
    head: to,
    attributes: {
      ...EDGE_ATTRIBUTES[style],
      ...color,
      class: `${from} ${to}`,
      ...(label === undefined || text === undefined ? {} : { label: escaped(text) }),
    },
  };
}

function nodeAttributes({ id, kind, isOptional, heading }: DiagramNode, lines: string[]): Attributes {
  return {
    ...NODE_ATTRIBUTES[kind],
    ...(kind === 'missing' && isOptional ? MISSING_OPTIONAL : {}),
    id,
    class: kind,
    // Headings become bold in the SVG, and Graphviz computes their width as if they were not.
    margin: `${0.12 + 0.005 * heading.length},0.06`,
    label: escaped(lines.join('\n')),
  };
}

function textOf({ heading, replicas, lines }: DiagramNode): string[] {
  return [replicas === undefined ? heading : `${heading} ${replicas}`, ...lines];
}

/** Text of a label in which Graphviz finds neither an escape nor an entity. */
function escaped(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/&/g, '&amp;').replace(/\n/g, '\\n');
}
