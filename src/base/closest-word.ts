// Looked up once: the look-up of a global takes longer than the rest of a step.
const { abs, floor, max, min } = Math;

/** Names on Kubernetes are no longer than this, so that a longer word is no misspelt one. */
const LONGEST = 253;

/** More edits than these are another word, however long. */
const MOST_EDITS = 4;

/** How many letters are compared for one list. A suggestion is not worth more. */
const MOST_STEPS = 30_000_000;

interface Entry {
  readonly word: string;
  readonly normalized: string;
  readonly position: number;
}

const indexes = new WeakMap<object, WordIndex>();

/** A list of words that misspelt ones are looked up in. Looking up thousands in thousands is cheap, or finds nothing. */
export class WordIndex {
  /** The index of the words of an object that does not change, such as the keys of a ConfigMap, made once. */
  public static of(owner: object, words: () => Iterable<string>): WordIndex {
    const known = indexes.get(owner) ?? new WordIndex(words());
    indexes.set(owner, known);
    return known;
  }

  private readonly byLength = new Map<number, Entry[]>();
  private stepsLeft = MOST_STEPS;

  constructor(words: Iterable<string>) {
    let position = 0;
    for (const word of words) {
      if (word.length <= LONGEST) {
        const entry = { word, normalized: normalized(word), position: position++ };
        const { length } = entry.normalized;
        this.byLength.get(length)?.push(entry) ?? this.byLength.set(length, [entry]);
      }
    }
  }

  /** The word that is closest to a misspelt one, if any is close enough; the first of several. */
  public closest(misspelt: string): string | undefined {
    if (misspelt.length > LONGEST || this.stepsLeft < 0) {
      return undefined;
    }
    const wanted = normalized(misspelt);
    let best: { entry: Entry; edits: number } | undefined;
    for (let length = wanted.length - MOST_EDITS; length <= wanted.length + MOST_EDITS; length++) {
      for (const entry of this.byLength.get(length) ?? []) {
        const allowed = min(allowedEdits(entry.word, misspelt), best?.edits ?? MOST_EDITS);
        const edits = this.distance(entry.normalized, wanted, allowed);
        if (edits <= allowed && (best === undefined || edits < best.edits || entry.position < best.entry.position)) {
          best = { entry, edits };
        }
      }
    }
    return best?.entry.word;
  }

  /** How many letters must be inserted, removed or replaced to make one word of the other (Levenshtein), if at most `most`. */
  private distance(a: string, b: string, most: number): number {
    let start = 0;
    while (start < a.length && a[start] === b[start]) {
      start++;
    }
    let endA = a.length;
    let endB = b.length;
    while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
      endA--;
      endB--;
    }
    this.stepsLeft -= 5 + start + a.length - endA + (endA - start) * (2 * most + 1);
    return this.stepsLeft < 0 ? Infinity : boundedDistance(a.slice(start, endA), b.slice(start, endB), most);
  }
}

/** The word of a list that is closest to a misspelt one, if any is close enough. For one look-up: else make a `WordIndex`. */
export function closestWord(misspelt: string, words: Iterable<string>): string | undefined {
  return new WordIndex(words).closest(misspelt);
}

/** One for short words, then one for every three letters. */
function allowedEdits(one: string, other: string): number {
  return min(MOST_EDITS, max(1, floor(min(one.length, other.length) / 3)));
}

/** Without the differences that are most often mistakes: upper case, and the kind of separator. */
function normalized(word: string): string {
  return word.toLowerCase().replace(/[-_.\s]+/g, '-');
}

/** The edits between two words if there are at most `most`, else infinite: only cells that close to the diagonal matter. */
function boundedDistance(a: string, b: string, most: number): number {
  if (abs(a.length - b.length) > most) {
    return Infinity;
  }
  let [row, next] = ROWS;
  for (let j = 0; j <= b.length; j++) {
    row[j] = min(j, most + 1);
  }
  for (let i = 1; i <= a.length; i++) {
    const from = max(1, i - most);
    const to = min(b.length, i + most);
    let least = (next[from - 1] = i - from + 1 <= most && from === 1 ? i : most + 1);
    for (let j = from; j <= to; j++) {
      const removed = j < i + most ? row[j] + 1 : most + 1;
      const replaced = row[j - 1] + (a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1);
      next[j] = min(removed, next[j - 1] + 1, replaced, most + 1);
      least = min(least, next[j]);
    }
    if (least > most) {
      return Infinity;
    }
    const spare = row;
    row = next;
    next = spare;
  }
  return row[b.length];
}

/** Two rows of the table, for words as long as they may be. */
const ROWS = [new Uint8Array(LONGEST + 1), new Uint8Array(LONGEST + 1)];
