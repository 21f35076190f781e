/** How many names a message holds before it counts the rest. */
const NAMED = 3;

/** Names as a sentence lists them: "a, b, c and 4 more". Each once, in the order in which they came. */
export function several(names: string[]): string {
  const once = [...new Set(names)];
  const shown = once.length > NAMED + 1 ? once.slice(0, NAMED) : once;
  const rest = once.length - shown.length;
  const last = rest > 0 ? `${rest} more` : shown.pop();
  return shown.length > 0 ? `${shown.join(', ')} and ${last}` : `${last}`;
}
