/** A line of text in an SVG. */
export function svgText(x: number, y: number, text: string, attributes: string = ''): string {
  return `<text x="${x}" y="${y}"${attributes ? ` ${attributes}` : ''}>${escapeXml(text)}</text>`;
}

/** Text as XML has it, in an element and in an attribute. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
