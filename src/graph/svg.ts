import { BoxKind, MeshGraph } from './boxes';
import { ArrowLook, DrawnBox, Picture, picture } from './picture';

type Attributes = { [name: string]: string | number };

/** As much of Graphviz' graphs, and of the library that brings it, as is used here. */
interface Drawing {
  readonly graphAttributes?: Attributes;
  readonly nodeAttributes?: Attributes;
  readonly edgeAttributes?: Attributes;
  readonly nodes?: { readonly name: string; readonly attributes?: Attributes }[];
  readonly edges?: { readonly tail: string; readonly head: string; readonly attributes?: Attributes }[];
  readonly subgraphs?: (Drawing & { readonly name: string })[];
}

interface Graphviz {
  instance(): Promise<{ renderString(drawing: Drawing, options: { format: string }): string }>;
}

/** Graphviz knows how wide its letters are, and so do the fonts that stand in for it elsewhere. */
const FONT = 'Arial';
const FONTS = 'Arial,Helvetica,Liberation Sans,sans-serif';
const INK = '#1f2328';
const FAINT = '#59636e';
const ALARM = '#cf222e';

const BOXES: { [kind in BoxKind]: Attributes } = {
  entrance: { shape: 'cds', fillcolor: '#dafbe1', color: '#1a7f37', margin: '0.2,0.08' },
  agent: { shape: 'box', style: 'filled,rounded', fillcolor: '#ddf4ff', color: '#0969da' },
  registry: { shape: 'box', fillcolor: '#fbefff', color: '#8250df', penwidth: 2 },
  neighbour: { shape: 'cylinder', fillcolor: '#fff8c5', color: '#9a6700' },
  outside: { shape: 'box', style: 'filled,rounded,dashed', fillcolor: '#f6f8fa', color: '#6e7781' },
  missing: { shape: 'box', style: 'filled,dashed', fillcolor: '#ffebe9', color: ALARM },
};

const WANTING: Attributes = { fillcolor: '#f6f8fa', color: '#6e7781' };

const ARROWS: { [look in ArrowLook]: Attributes } = {
  required: { color: '#424a53' },
  optional: { color: '#424a53', style: 'dashed' },
  registers: { color: '#afb8c1', style: 'dotted', arrowhead: 'none' },
  reaches: { color: '#9a6700' },
  enters: { color: '#1a7f37', penwidth: 2 },
  closed: { color: ALARM, fontcolor: ALARM, penwidth: 1.5, arrowhead: 'tee' },
  unmet: { color: ALARM, fontcolor: ALARM, penwidth: 1.5 },
};

/** The mesh as an SVG that needs nothing from anywhere. */
export async function drawSvg(graph: MeshGraph): Promise<string> {
  // The largest part of the package, so it is loaded by those alone who ask for this picture.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const graphviz: Graphviz = require('@viz-js/viz');
  const drawing = picture(graph);
  return finished((await graphviz.instance()).renderString(sketch(drawing), { format: 'svg' }), drawing);
}

function sketch({ boxes, arrows, namespaces }: Picture): Drawing {
  const node = (box: DrawnBox) => ({
    name: box.id,
    attributes: { ...BOXES[box.kind], ...box.kind === 'missing' && box.isHarmless ? WANTING : {}, id: box.id, class: box.kind, label: literal(textOf(box)) },
  });
  const framed = (box: DrawnBox) => box.namespace !== undefined && namespaces.length > 0;
  return {
    graphAttributes: { rankdir: 'LR', fontname: FONT, bgcolor: 'white', pad: 0.2, nodesep: 0.16, ranksep: 0.9, splines: process.env.SPLINES ?? 'true', outputorder: 'edgesfirst' },
    nodeAttributes: { fontname: FONT, fontsize: 12, fontcolor: INK, style: 'filled', margin: '0.12,0.06', height: 0.2 },
    edgeAttributes: { fontname: FONT, fontsize: 10, fontcolor: FAINT, arrowsize: 0.7, ...process.env.PORTS ? { tailport: 'e', headport: 'w' } : {} },
    nodes: boxes.filter((box) => !framed(box)).map(node),
    subgraphs: namespaces.map((namespace, i) => ({
      name: `cluster_${i}`,
      graphAttributes: { label: literal(namespace), style: 'rounded', color: '#d1d9e0', fontcolor: FAINT, fontsize: 12, labeljust: 'l' },
      nodes: boxes.filter((box) => framed(box) && box.namespace === namespace).map(node),
    })),
    edges: arrows.map(({ from, to, look, label }) => ({
      tail: from,
      head: to,
      attributes: { ...ARROWS[look], class: `${from} ${to}`, ...label === undefined ? {} : { label: literal(label) } },
    })),
  };
}

function textOf({ heading, times, lines }: DrawnBox): string {
  return [times === undefined ? heading : `${heading} ${times}`, ...lines].join('\n');
}

/** Text of a label in which nothing means anything: no escape, no entity. */
function literal(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/&/g, '&amp;').replace(/\n/g, '\\n');
}

function finished(svg: string, _: Picture): string { return svg.replace(/font-family="Arial"/g, `font-family="${FONTS}"`); }
