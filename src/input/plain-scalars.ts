/** Thrown for YAML that tools do not write. */
export const NOT_PLAIN = new Error('not in the YAML that tools write');

const WORDS = new Map<string, unknown>([
  ...['null', 'Null', 'NULL'].map((word): [string, unknown] => [word, null]),
  ...['true', 'True', 'TRUE'].map((word): [string, unknown] => [word, true]),
  ...['false', 'False', 'FALSE'].map((word): [string, unknown] => [word, false]),
]);
/** Words that YAML 1.1 takes for booleans. */
const OLD_WORDS = /^(?:y|yes|on|n|no|off)$/i;

const INTEGER = /^[-+]?\d+$/;
const DECIMAL = /^[-+]?(?:\.\d+|\d+\.\d*)$/;
const OTHER_NUMBER = /^(?:[-+]?(?:\.\d+|\d+(?:\.\d*)?)e[-+]?\d+|0[ox].*|[-+]?\.(?:inf|nan))$/i;

/** Ends the reading unless the text is what tools write. */
export function mustBe(isPlain: boolean): void {
  if (!isPlain) {
    throw NOT_PLAIN;
  }
}

export function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

/** Neither a boolean nor null is longer. */
const LONGEST_WORD = 5;

/** The value of a word without quotes: a boolean, null, or the text itself. */
export function wordValue(word: string): unknown {
  if (word.length > LONGEST_WORD) {
    return word;
  }
  mustBe(!OLD_WORDS.test(word));
  return WORDS.has(word) ? WORDS.get(word) : word;
}

/** What begins with no letter: with a digit, a sign, or one of few marks that mean nothing in YAML. */
export function numberOrText(value: string): unknown {
  mustBe(/^(?:[\d_./$(+]|-[^ ])/.test(value) && !OTHER_NUMBER.test(value));
  if (INTEGER.test(value)) {
    return parseInt(value, 10);
  }
  return DECIMAL.test(value) ? parseFloat(value) : value;
}

/** The text of a literal block: `|` keeps one line end, `|-` none, `|+` all. */
export function chomped(lines: string[], header: string): string {
  if (header === '|+') {
    return `${lines.join('\n')}\n`;
  }
  let { length } = lines;
  while (lines[length - 1] === '') {
    length -= 1;
  }
  return lines.slice(0, length).join('\n') + (header === '|' ? '\n' : '');
}
