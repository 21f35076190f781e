import { readFileSync } from 'fs';
import { join } from 'path';
import { ALL_RULES } from '../../rules/all-rules';
import { knownRules } from '../rule-option';

/** The command `explain`: a rule's page, or the list of rules. */
export function explainCommand(id: string | undefined, home: string): string {
  if (id === undefined) {
    const width = Math.max(...ALL_RULES.map((rule) => rule.id.length));
    return ALL_RULES.map((rule) => `${rule.severity.padEnd(7)}  ${rule.id.padEnd(width)}  ${rule.title}\n`).join('');
  }
  knownRules([id], '');
  return readFileSync(join(home, 'docs', 'rules', `${id}.md`), 'utf8');
}
