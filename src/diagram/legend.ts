import { Diagram } from './diagram';
import { EdgeStyle } from './diagram-edge';
import { EDGE_ATTRIBUTES, isForceDirected } from './graphviz';
import { svgText } from './svg-text';

export const MEANINGS: { [style in EdgeStyle]: string } = {
  required: 'depends on',
  optional: 'can use (optional)',
  registration: 'registers with',
  outbound: 'may reach',
  inbound: 'leads to',
  blocked: 'blocked by NetworkPolicy',
  unmet: 'needs, and nobody is there',
  opened: 'opens',
  closed: 'closes',
};

const COLUMN_WIDTH = 225;
const ROW_HEIGHT = 16;
const SAMPLE_LENGTH = 26;
const DASHES: { [style: string]: string } = { dashed: ' stroke-dasharray="5,2"', dotted: ' stroke-dasharray="1,5"' };

/** What the edges of a diagram mean, of those styles that it has, in as many columns as the width allows. */
export function legend(diagram: Diagram, width: number): { readonly elements: string[]; readonly height: number } {
  const used = new Set(diagram.edges.map(({ style }) => style));
  const styles = (Object.keys(MEANINGS) as EdgeStyle[]).filter((style) => used.has(style));
  const columns = Math.max(1, Math.floor(width / COLUMN_WIDTH));
  const elements = styles.flatMap((style, i) => {
    const [x, y] = [(i % columns) * COLUMN_WIDTH, Math.floor(i / columns) * ROW_HEIGHT];
    const isInCallersColor = style === 'required' && isForceDirected(diagram);
    const meaning = isInCallersColor ? `${MEANINGS[style]}, in the caller's colour` : MEANINGS[style];
    return [...sampleArrow(style, x, y), svgText(x + SAMPLE_LENGTH + 14, y + 4, meaning)];
  });
  return {
    elements,
    height: styles.length === 0 ? 0 : Math.ceil(styles.length / columns) * ROW_HEIGHT + ROW_HEIGHT / 2,
  };
}

function sampleArrow(edgeStyle: EdgeStyle, x: number, y: number): string[] {
  const { color, style = '', penwidth = 1, arrowhead = '' } = EDGE_ATTRIBUTES[edgeStyle];
  const end = x + SAMPLE_LENGTH;
  const head = arrowhead === 'tee' ? `M${end},${y - 4} v8` : `M${end},${y - 3} l7,3 l-7,3 z`;
  const line = `d="M${x},${y} h${SAMPLE_LENGTH}" stroke="${color}" stroke-width="${penwidth}" fill="none"`;
  return [
    `<path ${line}${DASHES[style] ?? ''}/>`,
    `<path d="${head}" stroke="${color}" stroke-width="${penwidth}" fill="${color}"/>`,
  ];
}
