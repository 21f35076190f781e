import { ArrowLook, DrawnBox, Picture } from './diagram';
import { BoxKind } from './graph-builder';

type Attributes = { [name: string]: string | number };

/** As much of Graphviz' graphs as is used here. */
export interface Layout {
  readonly graphAttributes?: Attributes;
  readonly nodeAttributes?: Attributes;
  readonly edgeAttributes?: Attributes;
  readonly nodes?: { readonly name: string; readonly attributes?: Attributes }[];
  readonly edges?: { readonly tail: string; readonly head: string; readonly attributes?: Attributes }[];
  readonly subgraphs?: (Layout & { readonly name: string })[];
}

/** Graphviz knows how wide its letters are, and so do the fonts that stand in for it elsewhere. */
export const FONT = 'Arial';
export const INK = '#1f2328';
export const FAINT = '#59636e';
export const ALARM = '#cf222e';

const BOXES: { [kind in BoxKind]: Attributes } = {
  entrance: { shape: 'box', style: 'filled,rounded', fillcolor: '#dafbe1', color: '#1a7f37' },
  agent: { shape: 'box', style: 'filled,rounded', fillcolor: '#ddf4ff', color: '#0969da' },
  registry: { shape: 'box', fillcolor: '#fbefff', color: '#8250df', penwidth: 2 },
  neighbour: { shape: 'cylinder', fillcolor: '#fff8c5', color: '#9a6700' },
  outside: { shape: 'box', style: 'filled,rounded,dashed', fillcolor: '#f6f8fa', color: '#6e7781' },
  missing: { shape: 'box', style: 'filled,dashed', fillcolor: '#ffebe9', color: ALARM },
};

const WANTING: Attributes = { fillcolor: '#f6f8fa', color: '#6e7781' };

export const ARROWS: { [look in ArrowLook]: Attributes } = {
  required: { color: '#424a53' },
  optional: { color: '#424a53', style: 'dashed' },
  registers: { color: '#8c959f', style: 'dotted' },
  reaches: { color: '#9a6700' },
  enters: { color: '#1a7f37', penwidth: 2 },
  closed: { color: ALARM, fontcolor: ALARM, penwidth: 1.5, arrowhead: 'tee' },
  unmet: { color: ALARM, fontcolor: ALARM, penwidth: 1.5 },
};

/** Colours by which arrows of one caller are told from those of its neighbours; red means something else. */
const CALLERS = ['#0969da', '#1a7f37', '#9a6700', '#bc4c00', '#8250df', '#bf3989', '#57606a', '#0a7f86'];

/** Beyond, ways around boxes take too long to find, and then boxes that do not overlap. */
const MOST_ROUTED = 120;
const MOST_SPREAD = 400;

/** Whether boxes lie where they are near to those that they have to do with, and arrows have the colour of their caller. */
export function isWeb({ boxes, isDense }: Picture): boolean {
  return isDense || boxes.length > MOST_SPREAD;
}

/** From caller to provider in columns; where there are too many arrows for that, as a web. */
export function layout(picture: Picture): { readonly graph: Layout; readonly engine: string } {
  const { boxes, arrows, namespaces } = picture;
  const asWeb = isWeb(picture);
  const isFramed = ({ namespace }: DrawnBox) => !asWeb && namespace !== undefined && namespaces.length > 0;
  const node = (box: DrawnBox) => ({ name: box.id, attributes: nodeAttributes(box, asWeb && namespaces.length > 0) });
  return {
    engine: asWeb ? 'sfdp' : 'dot',
    graph: {
      graphAttributes: {
        ...(asWeb ? web(boxes.length) : { rankdir: 'LR', nodesep: 0.16, ranksep: 0.9 }),
        bgcolor: 'transparent',
        outputorder: 'edgesfirst',
        pad: 0,
      },
      nodeAttributes: { fontname: FONT, fontsize: 12, fontcolor: INK, style: 'filled', height: 0.2 },
      edgeAttributes: { fontname: FONT, fontsize: 10, fontcolor: FAINT, arrowsize: 0.7 },
      nodes: boxes.filter((box) => !isFramed(box)).map(node),
      subgraphs: asWeb
        ? []
        : namespaces.map((namespace, i) => ({
            name: `cluster_${i}`,
            graphAttributes: {
              label: literal(namespace),
              style: 'rounded',
              color: '#d1d9e0',
              fontname: FONT,
              fontcolor: FAINT,
              fontsize: 12,
              labeljust: 'l',
            },
            nodes: boxes.filter((box) => isFramed(box) && box.namespace === namespace).map(node),
          })),
      edges: arrows.map(({ from, to, look, label }) => ({
        tail: from,
        head: to,
        attributes: {
          ...ARROWS[look],
          ...(asWeb && (look === 'required' || look === 'optional')
            ? { color: CALLERS[Number(from.slice(1)) % CALLERS.length] }
            : {}),
          class: `${from} ${to}`,
          ...(label === undefined ? {} : { label: literal(look === 'closed' ? `× ${label}` : label) }),
        },
      })),
    },
  };
}

function web(boxes: number): Attributes {
  return {
    overlap: boxes > MOST_SPREAD ? 'scale' : 'prism',
    splines: boxes > MOST_ROUTED ? 'line' : 'true',
    sep: '+10',
    K: 1,
  };
}

function nodeAttributes(box: DrawnBox, namesNamespace: boolean): Attributes {
  const { id, kind, isHarmless, namespace } = box;
  return {
    ...BOXES[kind],
    ...(kind === 'missing' && isHarmless ? WANTING : {}),
    id,
    class: kind,
    // Headings become bold, which Graphviz does not know of.
    margin: `${0.12 + 0.005 * box.heading.length},0.06`,
    label: literal(
      [...textOf(box), ...(namesNamespace && namespace !== undefined ? [`in ${namespace}`] : [])].join('\n'),
    ),
  };
}

/** The lines of a box. */
export function textOf({ heading, times, lines }: DrawnBox): string[] {
  return [times === undefined ? heading : `${heading} ${times}`, ...lines];
}

/** Text of a label in which nothing means anything: no escape, no entity. */
function literal(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/&/g, '&amp;').replace(/\n/g, '\\n');
}
