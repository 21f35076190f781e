/** Python's escapes of one letter. */
const ESCAPES: { [letter: string]: string } = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const ESCAPE =
  /\\(\r\n|[\s\S])(?:(?<=\\x)([0-9a-fA-F]{2})|(?<=\\u)([0-9a-fA-F]{4})|(?<=\\U)([0-9a-fA-F]{8})|(?<=\\[0-7])([0-7]{1,2}))?/g;

/**
 * What a Python string literal is worth, and `undefined` for bytes and for names of characters (`\N{…}`).
 *
 * @param literal the literal with its prefix and quotes
 */
export function stringValue(literal: string): string | undefined {
  const [, prefix, quotes] = /^([A-Za-z]*)('''|"""|'|")/.exec(literal) ?? [];
  if (quotes === undefined || /[bt]/i.test(prefix) || literal.length < prefix.length + 2 * quotes.length) {
    return undefined;
  }
  const written = literal.slice(prefix.length + quotes.length, -quotes.length);
  if (/r/i.test(prefix)) {
    return written;
  }
  if (/\\N\{/.test(written)) {
    return undefined;
  }
  const unescaped = written.replace(ESCAPE, (all, letter, hex, four, eight, octal) => {
    const code = hex ?? four ?? eight;
    if (code !== undefined) {
      return String.fromCodePoint(parseInt(code, 16));
    }
    if (/^[0-7]$/.test(letter)) {
      return String.fromCharCode(parseInt(letter + (octal ?? ''), 8));
    }
    return letter === '\r\n' ? '' : (ESCAPES[letter] ?? all);
  });
  return /f/i.test(prefix) ? unescaped.replace(/\{\{/g, '{').replace(/\}\}/g, '}') : unescaped;
}
