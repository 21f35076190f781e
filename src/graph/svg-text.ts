/** A line of text in an SVG. */
export function text(x: number, y: number, words: string, attributes: string = ''): string {
  return `<text x="${x}" y="${y}"${attributes ? ` ${attributes}` : ''}>${escaped(words)}</text>`;
}

/** Text as XML has it, in an element and in an attribute. */
export function escaped(plain: string): string {
  return plain.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
