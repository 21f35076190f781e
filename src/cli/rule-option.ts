import { didYouMean } from '../base/did-you-mean';
import { UnusableInput } from '../input/unusable-input';
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
