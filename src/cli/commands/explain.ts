import { readFileSync } from 'fs';
import { join } from 'path';
import { ALL_RULES } from '../../rules/all-rules';
import { UnusableInput } from '../options';

/** The command `explain`: a rule's page, or the list of rules. */
export function explainCommand(id: string | undefined, home: string): string {
  if (id === undefined) {
    const width = Math.max(...ALL_RULES.map((rule) => rule.id.length));
    return ALL_RULES.map((rule) => `${rule.severity.padEnd(7)}  ${rule.id.padEnd(width)}  ${rule.title}\n`).join('');
  }
  if (!ALL_RULES.some((rule) => rule.id === id)) {
    throw new UnusableInput(`there is no rule ${id}; \`explain\` lists all of them`);
  }
  return readFileSync(join(home, 'docs', 'rules', `${id}.md`), 'utf8');
}
