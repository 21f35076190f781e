/** Shown of a list; a report that names a thousand agents is read by nobody. */
const MOST = 3;

/** A list as a sentence has it: "a", "a and b", "a, b, c and 9 more". Each is named once. */
export function listText(given: Iterable<string>): string {
  const all = [...new Set(given)];
  const more = all.length - MOST;
  const shown = more > 0 ? [...all.slice(0, MOST), `${more} more`] : all;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1]}`;
}
