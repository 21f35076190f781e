/** The word of a list that is closest to a misspelt one, if any is close enough. */
export function closestWord(misspelt: string, words: string[]): string | undefined {
  const wanted = normalized(misspelt);
  const close = words
    .map((word) => ({
      word,
      edits: editDistance(normalized(word), wanted),
      length: Math.min(word.length, misspelt.length),
    }))
    .filter(({ edits, length }) => edits <= Math.max(1, Math.floor(length / 3)))
    .sort((one, other) => one.edits - other.edits);
  return close[0]?.word;
}

/** Without the differences that are most often mistakes: upper case, and the kind of separator. */
function normalized(word: string): string {
  return word.toLowerCase().replace(/[-_.\s]+/g, '-');
}

/** How many letters must be inserted, removed or replaced to make one word of the other (Levenshtein). */
function editDistance(a: string, b: string): number {
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
