import { UnusableInput } from './unusable-input';
import { closestWord } from '../base/closest-word';
import { RULE_IDS } from '../rules/rule-ids';

/** Ids of rules as the command line gives them. Throws those that do not exist. */
export function knownRules(ids: string[], option: string): string[] {
  const unknown = ids.find((id) => !RULE_IDS.includes(id));
  if (unknown !== undefined) {
    throw new UnusableInput(
      `${option}${unknown}: there is no such rule${didYouMean(unknown, RULE_IDS)}; \`explain\` lists all of them`,
    );
  }
  return ids;
}

/** A hint at the word that may have been meant. */
export function didYouMean(word: string, words: readonly string[]): string {
  const meant = closestWord(word, words);
  return meant === undefined ? '' : ` (did you mean ${meant}?)`;
}
