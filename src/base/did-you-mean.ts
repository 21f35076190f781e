import { closestWord } from './closest-word';

/** A hint at the word that may have been meant, to be put behind a misspelt one. */
export function didYouMean(word: string, words: Iterable<string>): string {
  const meant = closestWord(word, words);
  return meant === undefined ? '' : ` (did you mean ${meant}?)`;
}
