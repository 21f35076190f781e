/**
 * Plain in any position: letters and digits of all scripts, and signs that mean nothing to Mermaid, Markdown and HTML.
 */
const PLAIN_SIGNS = ' .,:×–…→()';
const NOT_PLAIN = new RegExp(`[^\\p{L}\\p{M}\\p{N}${PLAIN_SIGNS}_-]|(?<![\\p{L}\\p{N}])[_-]|_(?![\\p{L}\\p{N}])`, 'gu');

/**
 * Text within quotes. Everything else goes as a character code: Mermaid gives quotes and `#` a meaning of its own,
 * then reads labels as Markdown, and the result as HTML.
 */
export function mermaidText(text: string): string {
  return (
    text
      .replace(NOT_PLAIN, characterCode)
      // A backslash and an n would be a new line; a word joiner, which has no width, separates them.
      .replace(/#92;/g, '#92;#8288;')
      // Mermaid looks for its own statements everywhere, and takes the last semicolon off what looks like one.
      .replace(/style|classDef/g, (word) => characterCode(word[0]) + word.slice(1))
  );
}

function characterCode(character: string): string {
  return `#${character.codePointAt(0)};`;
}
