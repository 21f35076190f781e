/** Narrower terminals would show a word a line. */
const LEAST = 40;

/** A text whose lines begin with an indent and are no longer than a width, except for words that are longer. */
export function wrapped(text: string, indent: string, width: number | undefined): string {
  if (width === undefined) {
    return `${indent}${text}`;
  }
  const room = Math.max(width, LEAST) - indent.length;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((each) => `${indent}${each}`).join('\n');
}
