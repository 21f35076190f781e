/** The word of a list that somebody most likely meant, where one is near enough to be a slip of the pen. */
export function similar(word: string, words: string[]): string | undefined {
  const wanted = folded(word);
  const near = words
    .map((each) => ({ each, far: distance(folded(each), wanted), long: Math.min(each.length, word.length) }))
    .filter(({ far, long }) => far <= Math.max(1, Math.floor(long / 3)))
    .sort((one, other) => one.far - other.far);
  return near[0]?.each;
}

/** Upper case and the sort of separator are what people mix up first. */
function folded(word: string): string {
  return word.toLowerCase().replace(/[-_.\s]+/g, '-');
}

/** How many letters must be put in, taken out or changed to make one word of the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}
