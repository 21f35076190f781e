import { DrawnBox, picture, Picture } from './diagram';
import { MeshGraph } from './graph-builder';
import { FAINT, FONT, INK, layout, Layout } from './graphviz';
import { legend } from './legend';
import { escaped, text } from './svg-text';

/** As much of the library that brings Graphviz as is used here. */
interface Graphviz {
  instance(): Promise<{ renderString(graph: Layout, options: { format: string; engine: string }): string }>;
}

/** The mesh as an SVG that needs nothing from anywhere. */
export async function drawSvg(graph: MeshGraph): Promise<string> {
  // The largest part of the package, so it is loaded only for this picture. In the package it is the file lib/graphviz.js, which
  // build/bundle.mjs adds, so no user needs the dependency.
  // eslint-disable-next-line @typescript-eslint/no-require-imports, import/no-extraneous-dependencies
  const { instance }: Graphviz = require('@viz-js/viz');
  const drawing = picture(graph);
  const { graph: laidOut, engine } = layout(drawing);
  return page(drawing, (await instance()).renderString(laidOut, { format: 'svg', engine }));
}

const MARGIN = 16;
const LINE = 16;
/** Letters of the size of lines are narrower than this, in all fonts that come into question. */
const LETTER = 6.5;
const FONTS = `${FONT},Helvetica,Liberation Sans,sans-serif`;

/** What Graphviz drew, between a title and a legend. */
function page(drawing: Picture, svg: string): string {
  const [, graphWidth, graphHeight] = /viewBox="0\.00 0\.00 ([\d.]+) ([\d.]+)"/.exec(svg)!.map(Number);
  const words = [drawing.title, drawing.summary, ...drawing.remarks];
  const inner = Math.ceil(Math.max(graphWidth, ...words.map((line) => line.length * LETTER)));
  const top = MARGIN + 3 * LINE;
  const below = top + graphHeight + 2 * LINE;
  const explained = legend(drawing, inner);
  const remarks = drawing.remarks.map((remark, i) => text(0, explained.height + i * LINE, remark, 'fill="#9a6700"'));
  const width = inner + 2 * MARGIN;
  const total = Math.ceil(below + explained.height + remarks.length * LINE + MARGIN / 2);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" class="mcp-mesh" width="${width}pt" height="${total}pt" viewBox="0 0 ${width} ${total}"` +
      ` font-family="${FONTS}" font-size="11" fill="${INK}" role="img" aria-labelledby="mcp-mesh-title mcp-mesh-summary">`,
    `<title id="mcp-mesh-title">${escaped(drawing.title)}</title>`,
    `<desc id="mcp-mesh-summary">${escaped([drawing.summary, ...drawing.remarks].join('. '))}</desc>`,
    `<style>${styles(drawing.boxes)}</style>`,
    `<rect width="${width}" height="${total}" fill="white"/>`,
    text(MARGIN, MARGIN + LINE / 2, drawing.title, 'font-size="13" font-weight="bold"'),
    text(MARGIN, MARGIN + 1.5 * LINE, drawing.summary, `fill="${FAINT}"`),
    `<g transform="translate(${MARGIN} ${top})">`,
    graphOf(drawing, svg),
    '</g>',
    `<g transform="translate(${MARGIN} ${below})">`,
    ...explained.lines,
    ...remarks,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** The group that is the graph, with words of ours in place of the names and lines of Graphviz. */
function graphOf({ boxes, arrows }: Picture, svg: string): string {
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const sentences = new Map(arrows.map(({ from, to, sentence }) => [`${from}->${to}`, sentence]));
  return svg
    .slice(svg.indexOf('<g id="graph0"'), svg.lastIndexOf('</svg>'))
    .trim()
    .replace(/<!--[^]*?-->\n?/g, '')
    .replace(/ font-family="[^"]*"| xml:space="preserve"/g, '')
    .replace(/<g id="(\w+)" class="node [^]*?<\/g>/g, (group, id) => labelled(group, byId.get(id)!))
    .replace(/<title>([^<]*)<\/title>/g, (_, name) => {
      const known = byId.get(name);
      const said = known ? [known.heading, ...known.lines].join(', ') : sentences.get(name.replace('&#45;&gt;', '->'));
      return said === undefined ? '' : `<title>${escaped(said)}</title>`;
    });
}

/** Graphviz sets all lines of a box alike: its name comes forward here, and the rest steps back. */
function labelled(group: string, { heading, times }: DrawnBox): string {
  let line = 0;
  return group.replace(/(<text [^>]*?)( font-size="[^"]*")([^>]*>)([^<]*)/g, (_, start, size, end, words) => {
    line += 1;
    return line > 1
      ? `${start} font-size="10.5"${end}${words}`
      : `${start}${size}${end}<tspan font-weight="bold">${escaped(heading)}</tspan>${times === undefined ? '' : `<tspan fill="${FAINT}"> ${escaped(times)}</tspan>`}`;
  });
}

/** Pointing at a box leaves its own arrows alone in sight, where the viewer knows styles. */
function styles(boxes: DrawnBox[]): string {
  const own = boxes.map(({ id }) => `.mcp-mesh:has(#${id}:hover) .edge.${id}`).join(',');
  return `.mcp-mesh:has(.node:hover) .edge{opacity:.1}${own}{opacity:1}.mcp-mesh .edge:hover path{stroke-width:3}`;
}
