import { PageDocument, PageElement } from './dom';
import { Box, layout } from './layout';
import { PageData, PageEdge } from './page-data';

/** A box of the picture: a node, or all nodes of a namespace that is folded. */
export interface PictureBox {
  readonly id: string;
  /** Where its link leads. */
  readonly href: string;
  readonly kind: string;
  readonly heading: string;
  readonly lines: readonly string[];
  readonly isFaded: boolean;
  /** What a click does instead of following the link. */
  readonly open?: () => void;
}

/** Arrows from one box to another: more than one if a namespace is folded. */
export interface PictureArrow {
  readonly from: string;
  readonly to: string;
  readonly edges: readonly PageEdge[];
  readonly isFaded: boolean;
}

/**
 * Draws boxes and arrows into an element, and answers with the size of the picture. All text goes in as text.
 *
 * The function is part of the page as its own text: it must not use anything but its arguments.
 */
export function draw(
  document: PageDocument,
  into: PageElement,
  place: typeof layout,
  boxes: readonly PictureBox[],
  arrows: readonly PictureArrow[],
): { readonly width: number; readonly height: number } {
  const LETTER = 6.7;
  const BOLD_LETTER = 8.1;
  const LINE = 15;
  const MAX_LINES = 4;
  const MARGIN = 12;
  const FAR = 150;
  const BOW = 110;
  const SIDE = 60;
  const WORST_FIRST = ['blocked', 'unmet', 'closed', 'opened', 'required', 'inbound', 'outbound', 'optional'];
  const MANY_LABELS = 60;
  const MANY_REASONS = 12;
  const MANY_ARROWS = 250;

  const shown = (lines: readonly string[]) =>
    lines.length > MAX_LINES ? [...lines.slice(0, MAX_LINES - 1), `and ${lines.length - MAX_LINES + 1} more`] : lines;
  const sized = boxes.map((box): Box => {
    const longest = Math.max(box.heading.length * BOLD_LETTER, ...shown(box.lines).map((line) => line.length * LETTER));
    const width = Math.min(300, Math.max(90, Math.ceil(longest) + 24));
    return { id: box.id, width, height: 14 + LINE * (1 + shown(box.lines).length) };
  });
  const { places, width, height } = place(sized, arrows);
  const sizes = new Map(sized.map((box) => [box.id, box]));

  const svgElement = (name: string, attributes: { [name: string]: string | number }, text?: string): PageElement => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, String(value)));
    if (text !== undefined) {
      made.textContent = text;
    }
    return made;
  };

  let top = 0;
  let bottom = height;
  const arrowsAt = new Map(boxes.map(({ id }) => [id, [] as { group: PageElement; classes: string }[]]));
  const rank = ({ style }: PageEdge) => {
    const position = WORST_FIRST.indexOf(style);
    return position < 0 ? WORST_FIRST.length : position;
  };
  const arrow = ({ from, to, edges, isFaded }: PictureArrow): PageElement => {
    const [start, end] = [places.get(from)!, places.get(to)!];
    const [startSize, endSize] = [sizes.get(from)!, sizes.get(to)!];
    const y1 = start.y + startSize.height / 2;
    const y2 = end.y + endSize.height / 2;
    const isForward = end.x >= start.x + startSize.width;
    const isBackward = end.x + endSize.width <= start.x;
    const x1 = isBackward ? start.x : start.x + startSize.width;
    const x2 = isForward ? end.x : end.x + endSize.width;
    const bend = isForward || isBackward ? Math.max(30, Math.abs(x2 - x1) / 2) : 50;
    const out = isBackward ? x1 - bend : x1 + bend;
    const arriving = isForward ? x2 - bend : x2 + bend;
    const head = isForward ? -8 : 8;
    const style = [...edges].sort((a, b) => rank(a) - rank(b))[0].style;
    const classes = `arrow ${style}${isFaded ? ' faded' : ''}`;
    const group = svgElement('g', { class: classes });
    [from, to].forEach((id) => arrowsAt.get(id)!.push({ group, classes }));
    // Around the boxes that may be on the way, callers above and answers below.
    const isLevel = Math.abs(y1 - y2) < 40 && Math.abs(x2 - x1) > FAR;
    const bow = isLevel ? Math.min(BOW, Math.abs(x2 - x1) * 0.13) * (isForward ? -1 : 1) : 0;
    top = Math.min(top, Math.min(y1, y2) + bow);
    bottom = Math.max(bottom, Math.max(y1, y2) + bow);
    const line = `M${x1},${y1} C${out},${y1 + bow} ${arriving},${y2 + bow} ${x2},${y2}`;
    const text = edges.slice(0, MANY_REASONS).flatMap((edge) => [edge.text, ...edge.why.map((why) => `  ${why}`)]);
    const more = edges.length > MANY_REASONS ? [`and ${edges.length - MANY_REASONS} more`] : [];
    group.append(
      svgElement('title', {}, [...text, ...more].join('\n')),
      svgElement('path', { d: line, class: 'hit' }),
      svgElement('path', { d: line, class: 'line' }),
      svgElement('path', { d: `M${x2 + head},${y2 - 4} L${x2},${y2} L${x2 + head},${y2 + 4} z`, class: 'head' }),
    );
    const label = edges.length > 1 ? String(edges.length) : edges[0].label;
    if (label !== '' && (arrows.length <= MANY_LABELS || style === 'blocked' || style === 'unmet')) {
      const middle = { x: (x1 + x2 + 3 * (out + arriving - x1 - x2) * 0.25) / 2, y: (y1 + y2) / 2 + bow * 0.75 - 4 };
      group.append(svgElement('text', { x: Math.round(middle.x), y: middle.y, 'text-anchor': 'middle' }, label));
    }
    return group;
  };
  const box = ({ id, href, kind, heading, lines, isFaded, open }: PictureBox): PageElement => {
    const made = document.createElement('a');
    made.setAttribute('href', href);
    made.setAttribute('class', `box ${kind}${isFaded ? ' faded' : ''}`);
    // The same link is in the list, which is the way of the keyboard.
    made.setAttribute('tabindex', '-1');
    made.setAttribute('title', [heading, ...lines].join('\n'));
    const strong = document.createElement('b');
    strong.textContent = heading;
    made.append(strong);
    shown(lines).forEach((line) => {
      const span = document.createElement('span');
      span.textContent = line;
      made.append(span);
    });
    if (open) {
      made.addEventListener('click', (event) => {
        event.preventDefault();
        open();
      });
    }
    const light = (extra: string) =>
      arrowsAt.get(id)!.forEach(({ group, classes }) => group.setAttribute('class', `${classes}${extra}`));
    made.addEventListener('mouseenter', () => light(' lit'));
    made.addEventListener('mouseleave', () => light(''));
    const size = sizes.get(id)!;
    made.style.left = `${places.get(id)!.x}px`;
    made.style.top = `${places.get(id)!.y}px`;
    made.style.width = `${size.width}px`;
    made.style.height = `${size.height}px`;
    return made;
  };

  // Arrows between boxes of one column leave the picture on its sides.
  const size = { width: width + 2 * SIDE, height, viewBox: `-${SIDE} 0 ${width + 2 * SIDE} ${height}` };
  const svg = svgElement('svg', { ...size, class: arrows.length > MANY_ARROWS ? 'dense' : '' });
  svg.append(...arrows.filter(({ from, to }) => from !== to).map(arrow));
  into.replaceChildren(svg, ...boxes.map(box));
  into.style.width = `${width}px`;
  into.style.height = `${height}px`;
  into.style.top = `${MARGIN - top}px`;
  return { width: width + 2 * MARGIN, height: bottom - top + 2 * MARGIN };
}

/** What the script of the page is given beside the data. */
export interface PageTools {
  readonly data: PageData;
  readonly layout: typeof layout;
  readonly draw: typeof draw;
}
