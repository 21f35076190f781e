const ESCAPES: { [letter: string]: string } = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', 0: '\0' };

const ESCAPE = /\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|[\s\S]))/g;

/** What is between the quotes of a string of JavaScript or Java, with its escapes resolved. */
export function unescaped(written: string): string {
  return written.replace(ESCAPE, (_, long, four, two, letter) => {
    const code = long ?? four ?? two;
    if (code !== undefined) {
      return String.fromCodePoint(parseInt(code, 16));
    }
    return /^[\r\n]/.test(letter) ? '' : (ESCAPES[letter] ?? letter);
  });
}
