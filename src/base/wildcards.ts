/** Whether a name fits a pattern in which `*` stands for any text and `?` for one character. */
export function matchesName(pattern: string, name: string): boolean {
  return matches(
    [...pattern],
    [...name],
    (each) => each === '*',
    (expected, given) => expected === '?' || expected === given,
  );
}

/** Whether a path fits a pattern in which `*` and `?` stand for text within a name, and `**` for folders, none among them. */
export function matchesPath(pattern: string, path: string): boolean {
  return matches(
    pattern.split('/'),
    path.split('/'),
    (each) => each === '**',
    (expected, given) => matchesName(expected, given),
  );
}

/**
 * Only the last wildcard is tried with more: what an earlier one could take as well, the last one takes. So no pattern takes longer than
 * its length times that of the text.
 */
function matches(
  pattern: string[],
  text: string[],
  isWildcard: (each: string) => boolean,
  fits: (expected: string, given: string) => boolean,
): boolean {
  let [p, t] = [0, 0];
  let last: { readonly p: number; t: number } | undefined;
  while (t < text.length) {
    if (p < pattern.length && isWildcard(pattern[p])) {
      last = { p, t };
      p += 1;
    } else if (p < pattern.length && fits(pattern[p], text[t])) {
      p += 1;
      t += 1;
    } else if (last) {
      last.t += 1;
      p = last.p + 1;
      t = last.t;
    } else {
      return false;
    }
  }
  return pattern.slice(p).every(isWildcard);
}
