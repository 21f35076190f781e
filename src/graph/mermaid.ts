import { BoxKind, MeshGraph } from './boxes';
import { ArrowLook, DrawnArrow, DrawnBox, Picture, picture } from './picture';
import { append } from '../cluster/selectors';

/** What renderers of Mermaid take, GitHub's among them; beyond it they show an error in place of the picture. */
const MOST_ARROWS = 500;
const MOST_CHARACTERS = 50_000;

/** The shape of a box, around its text. */
const SHAPES: { [kind in BoxKind]: [string, string] } = {
  entrance: ['([', '])'],
  agent: ['(', ')'],
  registry: ['{{', '}}'],
  neighbour: ['[(', ')]'],
  outside: ['([', '])'],
  missing: ['[', ']'],
};

/** Each with the colour of its text, because readers may have a dark page. */
const CLASSES: { [name: string]: string } = {
  entrance: 'fill:#dafbe1,stroke:#1a7f37,color:#1f2328',
  agent: 'fill:#ddf4ff,stroke:#0969da,color:#1f2328',
  registry: 'fill:#fbefff,stroke:#8250df,color:#1f2328',
  neighbour: 'fill:#fff8c5,stroke:#9a6700,color:#1f2328',
  outside: 'fill:#f6f8fa,stroke:#6e7781,color:#1f2328',
  missing: 'fill:#ffebe9,stroke:#cf222e,color:#a40e26,stroke-dasharray:4',
  wanting: 'fill:#f6f8fa,stroke:#6e7781,color:#1f2328,stroke-dasharray:4',
  remark: 'fill:none,stroke:none',
};

const LINES: { [look in ArrowLook]: string } = {
  required: '-->', optional: '-.->', registers: '-.-', reaches: '-->', enters: '==>', closed: '--x', unmet: '-->',
};

const COLOURS: { [look in ArrowLook]?: string } = {
  closed: 'stroke:#cf222e,color:#cf222e',
  unmet: 'stroke:#cf222e,color:#cf222e',
  registers: 'stroke:#8c959f',
  reaches: 'stroke:#8c959f',
};

/** The mesh as a Mermaid flowchart. */
export function drawMermaid(graph: MeshGraph): string {
  const drawing = picture(graph);
  const lines = [
    // Closer together than by default: a mesh is wide, and a page is not.
    '%%{init: {"flowchart": {"nodeSpacing": 16, "rankSpacing": 70}}}%%',
    'flowchart LR',
    `  accTitle: ${drawing.title}`,
    `  accDescr: ${drawing.summary}`,
    ...boxes(drawing),
    ...drawing.remarks.map((remark, i) => `  t${i}["${text(remark)}"]`),
    ...arrows(drawing.arrows),
    ...classes(drawing),
  ];
  const all = `${lines.join('\n')}\n`;
  return drawing.arrows.length > MOST_ARROWS || all.length > MOST_CHARACTERS
    ? `%% ${drawing.arrows.length} arrows, ${all.length} characters: renderers stop at ${MOST_ARROWS} and ${MOST_CHARACTERS}. Draw it with --format svg.\n${all}`
    : all;
}

function boxes({ boxes: all, namespaces }: Picture): string[] {
  const line = ({ id, kind, heading, times, lines }: DrawnBox) => {
    const [open, close] = SHAPES[kind];
    return `${id}${open}"${[`<b>${text(heading)}</b>${times === undefined ? '' : ` ${times}`}`, ...lines.map(text)].join('<br/>')}"${close}`;
  };
  const framed = (box: DrawnBox) => box.namespace !== undefined && namespaces.length > 0;
  return [
    ...namespaces.flatMap((namespace, i) => [
      `  subgraph g${i}["${text(namespace)}"]`,
      ...all.filter((box) => framed(box) && box.namespace === namespace).map((box) => `    ${line(box)}`),
      '  end',
    ]),
    ...all.filter((box) => !framed(box)).map((box) => `  ${line(box)}`),
  ];
}

/** One line for all arrows of a box that look alike and have no words of their own, and the colours of those that have one. */
function arrows(all: DrawnArrow[]): string[] {
  const groups = new Map<string, { line: string; to: string[]; look: ArrowLook }>();
  for (const { from, to, look, label } of all) {
    const line = `${from} ${LINES[look]}${label === undefined ? '' : `|"${text(label)}"|`}`;
    const key = `${look} ${line}`;
    groups.get(key)?.to.push(to) ?? groups.set(key, { line, to: [to], look });
  }
  const coloured = new Map<string, number[]>();
  let count = 0;
  const lines = [...groups.values()].map(({ line, to, look }) => {
    const colour = COLOURS[look];
    to.forEach(() => {
      if (colour) {
        append(coloured, colour, count);
      }
      count += 1;
    });
    return `  ${line} ${to.join(' & ')}`;
  });
  return [...lines, ...[...coloured].map(([colour, numbers]) => `  linkStyle ${numbers.join(',')} ${colour}`)];
}

function classes({ boxes: all, remarks }: Picture): string[] {
  const members = new Map<string, string[]>();
  all.forEach(({ id, kind, isHarmless }) => append(members, kind === 'missing' && isHarmless ? 'wanting' : kind, id));
  remarks.forEach((_, i) => append(members, 'remark', `t${i}`));
  return [...members].flatMap(([name, ids]) => [`  classDef ${name} ${CLASSES[name]}`, `  class ${ids.join(',')} ${name}`]);
}

/**
 * Text within quotes. Whatever Mermaid, Markdown or HTML could read as something else goes as a character code: Mermaid takes
 * quotes and `#` for its own, then its labels for Markdown, and what comes of that for HTML.
 */
function text(plain: string): string {
  return plain.replace(/[^\p{L}\p{N} _./,:–()-]|(?<![\p{L}\p{N}])[_-]|_(?![\p{L}\p{N}])/gu, (character) => `#${character.codePointAt(0)};`);
}
