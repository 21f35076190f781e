/** Longer words are no names, and are not compared. */
const LONGEST = 253;

/**
 * Whether a word is likely to be another one misspelt, although both could be names: one letter more, less or other, two in a
 * word of ten letters, or two neighbours exchanged. Other digits mean another thing, and so does another word.
 */
export function isSlip(given: string, meant: string): boolean {
  if (given === meant || given.length > LONGEST || meant.length > LONGEST || digits(given) !== digits(meant)) {
    return false;
  }
  const shorter = Math.min(given.length, meant.length);
  if (shorter < 4) {
    return shorter === 3 && isShortSlip(given, meant);
  }
  const allowed = shorter >= 10 ? 2 : 1;
  const start = commonStart(given, meant);
  const end = Math.min(commonStart([...given].reverse().join(''), [...meant].reverse().join('')), shorter - start);
  const [one, other] = [given, meant].map((word) => word.slice(start, word.length - end));
  return Math.max(one.length, other.length) <= allowed || isExchange(one, other);
}

/** Keys of a keyboard that are side by side. */
const KEYS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/**
 * Of words of three letters most differences are another word. Slips are two neighbours exchanged, a letter beside the right one on the
 * keyboard, and one left out or doubled between two others: `apis` is no slip of `api`.
 */
function isShortSlip(given: string, meant: string): boolean {
  if (given.length === meant.length) {
    const different = [...given].flatMap((letter, i) => (letter === meant[i] ? [] : [i]));
    const [first, second] = different;
    return (
      (different.length === 2 &&
        second === first + 1 &&
        given[first] === meant[second] &&
        given[second] === meant[first]) ||
      (different.length === 1 && first > 0 && areNeighbours(given[first], meant[first]))
    );
  }
  const [short, long] = given.length < meant.length ? [given, meant] : [meant, given];
  return long.length === 4 && [1, 2].some((i) => `${long.slice(0, i)}${long.slice(i + 1)}` === short);
}

function areNeighbours(one: string, other: string): boolean {
  return KEYS.some((row) => row.includes(`${one}${other}`) || row.includes(`${other}${one}`));
}

function isExchange(one: string, other: string): boolean {
  return one.length === 2 && other.length === 2 && one[0] === other[1] && one[1] === other[0];
}

function commonStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) {
    length++;
  }
  return length;
}

function digits(word: string): string {
  return word.replace(/\D/g, '');
}
