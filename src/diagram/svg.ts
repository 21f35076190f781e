import { Diagram, diagramOf, DiagramNode } from './diagram';
import { FONT, graphvizGraph, GraphvizGraph, SECONDARY_TEXT_COLOR, TEXT_COLOR } from './graphviz';
import { legend } from './legend';
import { escapeXml, svgText } from './svg-text';
import { MeshGraph } from '../graph/graph-model';

/** As much of the library that brings Graphviz as is used here. */
interface Graphviz {
  instance(): Promise<{ renderString(graph: GraphvizGraph, options: { format: string; engine: string }): string }>;
}

/** The mesh as an SVG that refers to no other file. */
export async function drawSvg(meshGraph: MeshGraph): Promise<string> {
  // The largest part of the package: loaded only if this picture is asked for. In the package it is the file lib/graphviz.js,
  // which build/bundle.mjs adds, so no user needs the dependency.
  // eslint-disable-next-line @typescript-eslint/no-require-imports, import/no-extraneous-dependencies
  const { instance }: Graphviz = require('@viz-js/viz');
  const diagram = diagramOf(meshGraph);
  const { graph, engine } = graphvizGraph(diagram);
  return page(diagram, (await instance()).renderString(graph, { format: 'svg', engine }));
}

const MARGIN = 16;
const LINE_HEIGHT = 16;
/** Letters of the size of remarks are narrower than this, in each of the fonts. */
const MAX_LETTER_WIDTH = 6.5;
const FONTS = `${FONT},Helvetica,Liberation Sans,sans-serif`;

/** What Graphviz drew, between a title and a legend. */
function page(diagram: Diagram, svg: string): string {
  const [, graphWidth, graphHeight] = /viewBox="0\.00 0\.00 ([\d.]+) ([\d.]+)"/.exec(svg)!.map(Number);
  const lines = [diagram.title, diagram.summary, ...diagram.remarks];
  const contentWidth = Math.ceil(Math.max(graphWidth, ...lines.map((line) => line.length * MAX_LETTER_WIDTH)));
  const { elements, height: legendHeight } = legend(diagram, contentWidth);
  const remarks = diagram.remarks.map((remark, i) =>
    svgText(0, legendHeight + i * LINE_HEIGHT, remark, 'fill="#9a6700"'),
  );
  const graphTop = MARGIN + 3 * LINE_HEIGHT;
  const legendTop = graphTop + graphHeight + 2 * LINE_HEIGHT;
  const width = contentWidth + 2 * MARGIN;
  const height = Math.ceil(legendTop + legendHeight + remarks.length * LINE_HEIGHT + MARGIN / 2);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" class="mcp-mesh" width="${width}pt" height="${height}pt"` +
      ` viewBox="0 0 ${width} ${height}" font-family="${FONTS}" font-size="11" fill="${TEXT_COLOR}"` +
      ' role="img" aria-labelledby="mcp-mesh-title mcp-mesh-summary">',
    `<title id="mcp-mesh-title">${escapeXml(diagram.title)}</title>`,
    `<desc id="mcp-mesh-summary">${escapeXml([diagram.summary, ...diagram.remarks].join('. '))}</desc>`,
    `<style>${styles(diagram.nodes)}</style>`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    svgText(MARGIN, MARGIN + LINE_HEIGHT / 2, diagram.title, 'font-size="13" font-weight="bold"'),
    svgText(MARGIN, MARGIN + 1.5 * LINE_HEIGHT, diagram.summary, `fill="${SECONDARY_TEXT_COLOR}"`),
    `<g transform="translate(${MARGIN} ${graphTop})">`,
    graphGroup(diagram, svg),
    '</g>',
    `<g transform="translate(${MARGIN} ${legendTop})">`,
    ...elements,
    ...remarks,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** The group that holds the graph, with tooltips of ours in place of Graphviz' titles. */
function graphGroup({ nodes, edges }: Diagram, svg: string): string {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const tooltips = new Map(nodes.map(({ id, heading, lines }) => [id, [heading, ...lines].join(', ')]));
  for (const { from, to, tooltip } of edges) {
    // Graphviz names edges by their ends, of which several edges may be.
    const known = tooltips.get(`${from}->${to}`);
    tooltips.set(`${from}->${to}`, known === undefined ? tooltip : `${known}; ${tooltip}`);
  }
  return svg
    .slice(svg.indexOf('<g id="graph0"'), svg.lastIndexOf('</svg>'))
    .trim()
    .replace(/<!--[^]*?-->\n?/g, '')
    .replace(/ font-family="[^"]*"| xml:space="preserve"/g, '')
    .replace(/<g id="(\w+)" class="node [^]*?<\/g>/g, (group, id) => withHeading(group, byId.get(id)!))
    .replace(/<title>([^<]*)<\/title>/g, (_, name) => {
      const tooltip = tooltips.get(name.replace('&#45;&gt;', '->'));
      return tooltip === undefined ? '' : `<title>${escapeXml(tooltip)}</title>`;
    });
}

/** Graphviz sets all lines of a node alike: here the heading becomes bold, and the other lines smaller. */
function withHeading(group: string, { heading, replicas }: DiagramNode): string {
  let line = 0;
  return group.replace(/(<text [^>]*?)( font-size="[^"]*")([^>]*>)([^<]*)/g, (_, start, size, end, text) => {
    line += 1;
    if (line > 1) {
      return `${start} font-size="10.5"${end}${text}`;
    }
    const bold = `<tspan font-weight="bold">${escapeXml(heading)}</tspan>`;
    const count = replicas === undefined ? '' : `<tspan fill="${SECONDARY_TEXT_COLOR}"> ${escapeXml(replicas)}</tspan>`;
    return `${start}${size}${end}${bold}${count}`;
  });
}

/** Pointing at a node fades all edges but its own, in viewers that support styles. */
function styles(nodes: DiagramNode[]): string {
  const own = nodes.map(({ id }) => `.mcp-mesh:has(#${id}:hover) .edge.${id}`).join(',');
  return `.mcp-mesh:has(.node:hover) .edge{opacity:.1}${own}{opacity:1}.mcp-mesh .edge:hover path{stroke-width:3}`;
}
