import { ArrowLook, DrawnArrow, DrawnBox, Picture, picture } from './diagram';
import { BoxKind, MeshGraph } from './graph-builder';
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
  namespace: 'fill:none,stroke:#8c959f',
};

const LINES: { [look in ArrowLook]: string } = {
  required: '-->',
  optional: '-.->',
  registers: '-.->',
  reaches: '-->',
  enters: '==>',
  closed: '--x',
  unmet: '-->',
};

/** Seen on white and on black. Words on arrows keep the theme's own colour, which goes with what is behind them. */
const COLOURS: { [look in ArrowLook]?: string } = {
  closed: 'stroke:#e5484d,stroke-width:2px',
  unmet: 'stroke:#e5484d,stroke-width:2px',
  registers: 'stroke:#8c959f',
  reaches: 'stroke:#bf8700',
};

/** The mesh as a Mermaid flowchart. */
export function drawMermaid(graph: MeshGraph): string {
  const all = picture(graph);
  const drawing = all.isDense || all.arrows.length > MOST_ARROWS ? withArrowsInWords(all) : all;
  const lines = [
    // Closer together than by default, because a mesh is wide and a page is not; with room for words where there are some.
    `%%{init: {"flowchart": {"nodeSpacing": ${drawing.arrows.some(({ look }) => look === 'closed') ? 32 : 16}, "rankSpacing": 70}}}%%`,
    'flowchart LR',
    `  accTitle: ${drawing.title}`,
    `  accDescr: ${drawing.summary}`,
    ...boxes(drawing),
    ...drawing.remarks.map((remark, i) => `  t${i}["${text(remark)}"]`),
    ...arrows(drawing.arrows),
    ...(drawing === all ? [] : rows(drawing)),
    ...classes(drawing),
  ];
  const size = lines.join('\n').length;
  return [
    ...(size > MOST_CHARACTERS
      ? [`%% ${size} characters: renderers of Mermaid stop at ${MOST_CHARACTERS}. Draw it with --format svg.`]
      : []),
    ...lines,
    '',
  ].join('\n');
}

/**
 * Mermaid lines boxes up along every arrow, so with many of them a mesh is one long hairball. Boxes then say whom they depend
 * on, and lines are left to what is out of the ordinary.
 */
function withArrowsInWords(drawing: Picture): Picture {
  const byId = new Map(drawing.boxes.map((box) => [box.id, box]));
  const isOrdinary = ({ look }: DrawnArrow) => look === 'required' || look === 'optional';
  const words = new Map<string, string[]>();
  for (const { from, to, look } of drawing.arrows.filter(isOrdinary)) {
    const [caller, callee] = [byId.get(from)!, byId.get(to)!];
    const where =
      callee.namespace === undefined || callee.namespace === caller.namespace ? '' : ` in ${callee.namespace}`;
    append(words, from, `→ ${callee.heading}${where}${look === 'optional' ? ' (optional)' : ''}`);
  }
  return {
    ...drawing,
    boxes: drawing.boxes.map((box) => ({ ...box, lines: [...box.lines, ...(words.get(box.id) ?? [])] })),
    arrows: drawing.arrows.filter((arrow) => !isOrdinary(arrow)),
    remarks: [
      ...drawing.remarks,
      'More dependencies than lines can show: the boxes name them, and --format svg draws them.',
    ],
  };
}

/** What no arrow holds would stand in one long column. */
function rows({ boxes: all, arrows: drawn, namespaces }: Picture): string[] {
  const held = new Set(drawn.flatMap(({ from, to }) => [from, to]));
  const loose = new Map<string, string[]>();
  all
    .filter(({ id, kind }) => kind === 'agent' && !held.has(id))
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

function boxes({ boxes: all, namespaces }: Picture): string[] {
  const line = ({ id, kind, heading, times, lines }: DrawnBox) => {
    const [open, close] = SHAPES[kind];
    return `${id}${open}"${[`<b>${text(heading)}</b>${times === undefined ? '' : ` ${text(times)}`}`, ...lines.map(text)].join('<br/>')}"${close}`;
  };
  const inNamespace = new Map<string | undefined, DrawnBox[]>();
  all.forEach((box) => append(inNamespace, namespaces.length ? box.namespace : undefined, box));
  return [
    ...namespaces.flatMap((namespace, i) => [
      `  subgraph g${i}["${text(namespace)}"]`,
      ...inNamespace.get(namespace)!.map((box) => `    ${line(box)}`),
      '  end',
    ]),
    ...(inNamespace.get(undefined) ?? []).map((box) => `  ${line(box)}`),
  ];
}

/** One line for all arrows of a box that look alike and have no words of their own, and the colours of those that have one. */
function arrows(all: DrawnArrow[]): string[] {
  const groups = new Map<string, { readonly line: string; readonly look: ArrowLook; readonly to: string[] }>();
  for (const { from, to, look, label } of all) {
    const line = `${from} ${LINES[look]}${label === undefined ? '' : `|"${text(label)}"|`}`;
    const group = groups.get(`${look} ${line}`) ?? { line, look, to: [] };
    group.to.push(to);
    groups.set(`${look} ${line}`, group);
  }
  // Mermaid colours arrows by their number, in the order in which it reads them.
  const looks = [...groups.values()].flatMap(({ look, to }) => to.map(() => look));
  const coloured = new Map<string, number[]>();
  looks.forEach((look, number) => {
    const colour = COLOURS[look];
    if (colour) {
      append(coloured, colour, number);
    }
  });
  return [
    ...[...groups.values()].map(({ line, to }) => `  ${line} ${to.join(' & ')}`),
    ...[...coloured].map(([colour, numbers]) => `  linkStyle ${numbers.join(',')} ${colour}`),
  ];
}

function classes({ boxes: all, namespaces, remarks }: Picture): string[] {
  const members = new Map<string, string[]>();
  all.forEach(({ id, kind, isHarmless }) => append(members, kind === 'missing' && isHarmless ? 'wanting' : kind, id));
  remarks.forEach((_, i) => append(members, 'remark', `t${i}`));
  namespaces.forEach((_, i) => append(members, 'namespace', `g${i}`));
  return [...members].flatMap(([name, ids]) => [
    `  classDef ${name} ${CLASSES[name]}`,
    `  class ${ids.join(',')} ${name}`,
  ]);
}

/** Plain in any position: letters and digits of all scripts, and signs that neither Mermaid nor Markdown nor HTML reads anything into. */
const SIGNS = ' .,:×–…→()';
const ODD = new RegExp(`[^\\p{L}\\p{M}\\p{N}${SIGNS}_-]|(?<![\\p{L}\\p{N}])[_-]|_(?![\\p{L}\\p{N}])`, 'gu');

/**
 * Text within quotes. Whatever could be read as something else goes as a character code: Mermaid takes quotes and `#` for its
 * own, then its labels for Markdown, and what comes of that for HTML.
 */
function text(plain: string): string {
  return (
    plain
      .replace(ODD, code)
      // A backslash and an n would be a new line; between them stands what has no width.
      .replace(/#92;/g, '#92;#8288;')
      // Mermaid looks for its own statements everywhere, and takes the last semicolon off what looks like one.
      .replace(/style|classDef/g, (word) => code(word[0]) + word.slice(1))
  );
}

function code(character: string): string {
  return `#${character.codePointAt(0)};`;
}
