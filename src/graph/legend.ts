import { ArrowLook, Picture } from './diagram';
import { ARROWS, isWeb } from './graphviz';
import { text } from './svg-text';

const WORDS: { [look in ArrowLook]: string } = {
  required: 'depends on',
  optional: 'can use (optional)',
  registers: 'registers with',
  reaches: 'may reach',
  enters: 'leads to',
  closed: 'blocked by NetworkPolicy',
  unmet: 'needs, and nobody is there',
};

const COLUMN = 225;
const LINE = 16;
const SAMPLE = 26;
const DASHES: { [style: string]: string } = { dashed: ' stroke-dasharray="5,2"', dotted: ' stroke-dasharray="1,5"' };

/** What the arrows of a picture mean, of those that it has, in as many columns as there is room for. */
export function legend(picture: Picture, width: number): { readonly lines: string[]; readonly height: number } {
  const used = new Set(picture.arrows.map(({ look }) => look));
  const looks = (Object.keys(WORDS) as ArrowLook[]).filter((look) => used.has(look));
  const columns = Math.max(1, Math.floor(width / COLUMN));
  const lines = looks.flatMap((look, i) => {
    const { color, style = '', penwidth = 1, arrowhead = '' } = ARROWS[look];
    const [x, y] = [(i % columns) * COLUMN, Math.floor(i / columns) * LINE];
    const head = arrowhead === 'tee' ? `M${x + SAMPLE},${y - 4} v8` : `M${x + SAMPLE},${y - 3} l7,3 l-7,3 z`;
    return [
      `<path d="M${x},${y} h${SAMPLE}" stroke="${color}" stroke-width="${penwidth}" fill="none"${DASHES[style] ?? ''}/>`,
      `<path d="${head}" stroke="${color}" stroke-width="${penwidth}" fill="${color}"/>`,
      text(
        x + SAMPLE + 14,
        y + 4,
        look === 'required' && isWeb(picture) ? `${WORDS[look]}, in the caller's colour` : WORDS[look],
      ),
    ];
  });
  return { lines, height: looks.length === 0 ? 0 : Math.ceil(looks.length / columns) * LINE + LINE / 2 };
}
