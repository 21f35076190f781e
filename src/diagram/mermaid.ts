import { Diagram, diagramOf, DiagramNode } from './diagram';
import { DiagramEdge, EdgeStyle } from './diagram-edge';
import { mermaidText } from './mermaid-text';
import { append } from '../base/append';
import { MeshGraph, NodeKind } from '../graph/graph-model';

/** The limits of Mermaid's renderers, GitHub's among them; beyond, they show an error in place of the picture. */
const MAX_EDGES = 500;
const MAX_CHARACTERS = 50_000;

/** The shape of a node, around its text. */
const SHAPES: { [kind in NodeKind]: [string, string] } = {
  entrance: ['([', '])'],
  agent: ['(', ')'],
  registry: ['{{', '}}'],
  dashboard: ['(', ')'],
  neighbour: ['[(', ')]'],
  outside: ['([', '])'],
  missing: ['[', ']'],
};

/** Each with the color of its text, because the page may be dark. */
const CLASSES: { [name: string]: string } = {
  entrance: 'fill:#dafbe1,stroke:#1a7f37,color:#1f2328',
  agent: 'fill:#ddf4ff,stroke:#0969da,color:#1f2328',
  registry: 'fill:#fbefff,stroke:#8250df,color:#1f2328',
  dashboard: 'fill:#fbefff,stroke:#8250df,color:#1f2328',
  neighbour: 'fill:#fff8c5,stroke:#9a6700,color:#1f2328',
  outside: 'fill:#f6f8fa,stroke:#6e7781,color:#1f2328',
  missing: 'fill:#ffebe9,stroke:#cf222e,color:#a40e26,stroke-dasharray:4',
  wanting: 'fill:#f6f8fa,stroke:#6e7781,color:#1f2328,stroke-dasharray:4',
  remark: 'fill:none,stroke:none',
  namespace: 'fill:none,stroke:#8c959f',
};

const ARROWS: { [style in EdgeStyle]: string } = {
  required: '-->',
  optional: '-.->',
  registration: '-.->',
  outbound: '-->',
  inbound: '==>',
  blocked: '--x',
  unmet: '-->',
  opened: '==>',
  closed: '-.-x',
};

/** Visible on white and on black. Labels keep the theme's own color, which fits their background. */
const LINK_STYLES: { [style in EdgeStyle]?: string } = {
  blocked: 'stroke:#e5484d,stroke-width:2px',
  unmet: 'stroke:#e5484d,stroke-width:2px',
  registration: 'stroke:#8c959f',
  outbound: 'stroke:#bf8700',
  opened: 'stroke:#2da44e,stroke-width:3px',
  closed: 'stroke:#e5484d,stroke-width:2px',
};

/** The mesh as a Mermaid flowchart. */
export function drawMermaid(graph: MeshGraph): string {
  const complete = diagramOf(graph);
  const isTooDense = complete.isDense || complete.edges.length > MAX_EDGES;
  const diagram = isTooDense ? withDependenciesAsText(complete) : complete;
  const lines = [
    `%%{init: {"flowchart": {"nodeSpacing": ${nodeSpacing(diagram)}, "rankSpacing": 70}}}%%`,
    'flowchart LR',
    `  accTitle: ${diagram.title}`,
    `  accDescr: ${diagram.summary}`,
    ...nodeLines(diagram),
    ...diagram.remarks.map((remark, i) => `  t${i}["${mermaidText(remark)}"]`),
    ...edgeLines(diagram.edges),
    ...(isTooDense ? gridLines(diagram) : []),
    ...classLines(diagram),
  ];
  const size = lines.join('\n').length;
  const warning = `%% ${size} characters: renderers of Mermaid stop at ${MAX_CHARACTERS}. Draw it with --format svg.`;
  return [...(size > MAX_CHARACTERS ? [warning] : []), ...lines, ''].join('\n');
}

/** Closer than by default, because a mesh is wide and a page is not; blocked edges need room for their labels. */
function nodeSpacing({ edges }: Diagram): number {
  return edges.some(({ style }) => ['blocked', 'opened', 'closed'].includes(style)) ? 32 : 16;
}

/**
 * Mermaid arranges nodes along every edge, so with many edges nobody can follow one. The nodes then list their
 * dependencies, and only the other edges are drawn.
 */
function withDependenciesAsText(diagram: Diagram): Diagram {
  const byId = new Map(diagram.nodes.map((node) => [node.id, node]));
  const isListed = ({ style }: DiagramEdge) => style === 'required' || style === 'optional';
  const dependencies = new Map<string, string[]>();
  for (const { from, to, style } of diagram.edges.filter(isListed)) {
    const [caller, provider] = [byId.get(from)!, byId.get(to)!];
    const isNear = provider.namespace === undefined || provider.namespace === caller.namespace;
    const namespace = isNear ? '' : ` in ${provider.namespace}`;
    append(dependencies, from, `→ ${provider.heading}${namespace}${style === 'optional' ? ' (optional)' : ''}`);
  }
  return {
    ...diagram,
    nodes: diagram.nodes.map((node) => ({ ...node, lines: [...node.lines, ...(dependencies.get(node.id) ?? [])] })),
    edges: diagram.edges.filter((edge) => !isListed(edge)),
    remarks: [
      ...diagram.remarks,
      'More dependencies than lines can show: the boxes name them, and --format svg draws them.',
    ],
  };
}

/** Invisible links that put agents without an edge into rows: Mermaid would draw them in one long column. */
function gridLines({ nodes, edges, namespaces }: Diagram): string[] {
  const connected = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const loose = new Map<string, string[]>();
  nodes
    .filter(({ id, kind }) => kind === 'agent' && !connected.has(id))
    .forEach(({ id, namespace = '' }) => append(loose, namespaces.length ? namespace : '', id));
  return [...loose.values()].flatMap((ids) => {
    const columns = Math.max(3, Math.round(Math.sqrt(ids.length / 2)));
    return Array.from({ length: Math.ceil(ids.length / columns) }, (_, row) =>
      ids.slice(row * columns, (row + 1) * columns),
    )
      .filter((row) => row.length > 1)
      .map((row) => `  ${row.join(' ~~~ ')}`);
  });
}

function nodeLines({ nodes, namespaces }: Diagram): string[] {
  const inNamespace = new Map<string | undefined, DiagramNode[]>();
  nodes.forEach((node) => append(inNamespace, namespaces.length ? node.namespace : undefined, node));
  return [
    ...namespaces.flatMap((namespace, i) => [
      `  subgraph g${i}["${mermaidText(namespace)}"]`,
      ...inNamespace.get(namespace)!.map((node) => `    ${nodeLine(node)}`),
      '  end',
    ]),
    ...(inNamespace.get(undefined) ?? []).map((node) => `  ${nodeLine(node)}`),
  ];
}

function nodeLine({ id, kind, heading, replicas, lines }: DiagramNode): string {
  const [open, close] = SHAPES[kind];
  const count = replicas === undefined ? '' : ` ${mermaidText(replicas)}`;
  const text = [`<b>${mermaidText(heading)}</b>${count}`, ...lines.map(mermaidText)].join('<br/>');
  return `${id}${open}"${text}"${close}`;
}

/** One line for all edges of a node with the same style and label, and the styles of those that have one. */
function edgeLines(edges: DiagramEdge[]): string[] {
  const groups = new Map<string, { readonly line: string; readonly style: EdgeStyle; readonly to: string[] }>();
  for (const { from, to, style, label } of edges) {
    const line = `${from} ${ARROWS[style]}${label === undefined ? '' : `|"${mermaidText(label)}"|`}`;
    const group = groups.get(`${style} ${line}`) ?? { line, style, to: [] };
    group.to.push(to);
    groups.set(`${style} ${line}`, group);
  }
  // Mermaid styles edges by their number, in the order in which it reads them.
  const styles = [...groups.values()].flatMap(({ style, to }) => to.map(() => style));
  const numbers = new Map<string, number[]>();
  styles.forEach((style, number) => {
    const linkStyle = LINK_STYLES[style];
    if (linkStyle) {
      append(numbers, linkStyle, number);
    }
  });
  return [
    ...[...groups.values()].map(({ line, to }) => `  ${line} ${to.join(' & ')}`),
    ...[...numbers].map(([linkStyle, edgeNumbers]) => `  linkStyle ${edgeNumbers.join(',')} ${linkStyle}`),
  ];
}

function classLines({ nodes, namespaces, remarks }: Diagram): string[] {
  const members = new Map<string, string[]>();
  nodes.forEach(({ id, kind, isOptional }) => append(members, kind === 'missing' && isOptional ? 'wanting' : kind, id));
  remarks.forEach((_, i) => append(members, 'remark', `t${i}`));
  namespaces.forEach((_, i) => append(members, 'namespace', `g${i}`));
  return [...members].flatMap(([name, ids]) => [
    `  classDef ${name} ${CLASSES[name]}`,
    `  class ${ids.join(',')} ${name}`,
  ]);
}
