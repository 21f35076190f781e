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
    return false;
  }
  const allowed = shorter >= 10 ? 2 : 1;
  const start = commonStart(given, meant);
  const end = Math.min(commonStart([...given].reverse().join(''), [...meant].reverse().join('')), shorter - start);
  const [one, other] = [given, meant].map((word) => word.slice(start, word.length - end));
  return Math.max(one.length, other.length) <= allowed || isExchange(one, other);
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
