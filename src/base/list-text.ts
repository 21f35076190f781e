/** A message names no more: nobody reads a list of a thousand agents. */
const MOST = 3;

/** A list in a sentence: "a", "a and b", "a, b, c and 9 more". Each is named once. */
export function listText(given: Iterable<string>): string {
  const all = [...new Set(given)];
  const more = all.length - MOST;
  const shown = more > 0 ? [...all.slice(0, MOST), `${more} more`] : all;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1]}`;
}
