import { readdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { configSchema } from './config-schema';
import { CONFIG_SCHEMA } from '../src/config/config-fields';

/*
 * The lists of rules, made from the files in src/rules/: the modules that hold all rules and their ids, and the table in
 * docs/rules/README.md, and the schema of configurations. `npm run rules:list` writes them (and so does each compilation); a test compares.
 */

const root = join(__dirname, '..');

/** The files of src/rules/ that are no rules. */
export const NO_RULES = ['all-rules', 'rule', 'rule-ids'];

const MARK = '// Generated from the files in this folder by `npm run rules:list`. Do not edit.\n';

/** The ids of the rules that a folder has files for, sorted. */
export function ruleIds(folder: string = join(root, 'src', 'rules')): string[] {
  return readdirSync(folder)
    .map((file) => file.replace(/\.ts$/, ''))
    .filter((name) => !NO_RULES.includes(name))
    .sort();
}

/** The module of all ids. It is one of its own, because a rule that reads it cannot import the module of all rules. */
export function idsModule(ids: string[]): string {
  return `${MARK}
/** The ids of all rules. */
export const RULE_IDS: string[] = [
${ids.map((id) => `  '${id}',\n`).join('')}];
`;
}

/** The module of all rules. */
export function rulesModule(ids: string[]): string {
  const imports = [
    ...ids.map((id) => ({ names: `RULE as ${camelCase(id)}`, file: id })),
    { names: 'Rule', file: 'rule' },
  ].sort((one, other) => (one.file < other.file ? -1 : 1));
  return `${MARK}
${imports.map(({ names, file }) => `import { ${names} } from './${file}';\n`).join('')}
/** All rules, by id. */
export const ALL_RULES: Rule[] = [
${ids.map((id) => `  ${camelCase(id)},\n`).join('')}];
`;
}

function camelCase(id: string): string {
  return id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** What the table shows of a rule; the rule's own page says the same. */
interface Row {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
}

const BEGIN = '<!-- rules: begin (npm run rules:list) -->\n';
const END = '<!-- rules: end -->\n';

/** The table of rules. */
export function rulesTable(rules: readonly Row[]): string {
  const rows = rules.map(({ id, severity, title }) => `| [\`${id}\`](${id}.md) | ${severity} | ${title} |\n`);
  return `| rule | severity | finds |\n|---|---|---|\n${rows.join('')}`;
}

/** A document with another table between its marks. */
export function withRulesTable(document: string, table: string): string {
  const [before, rest] = document.split(BEGIN);
  const [, after] = (rest ?? '').split(END);
  if (after === undefined) {
    throw new Error(`the document has no lines ${BEGIN.trim()} and ${END.trim()}`);
  }
  return `${before}${BEGIN}${table}${END}${after}`;
}

/** Where the lists are, and what each should hold. The schema and the table are last: they load the rules, and one of them the ids. */
export function ruleLists(): { readonly file: string; readonly text: () => string }[] {
  const ids = ruleIds();
  const readme = join(root, 'docs', 'rules', 'README.md');
  return [
    { file: join(root, 'src', 'rules', 'rule-ids.ts'), text: () => idsModule(ids) },
    { file: join(root, 'src', 'rules', 'all-rules.ts'), text: () => rulesModule(ids) },
    { file: join(root, CONFIG_SCHEMA), text: () => configSchema(ids.map(ruleOf)) },
    { file: readme, text: () => withRulesTable(readFileSync(readme, 'utf8'), rulesTable(ids.map(ruleOf))) },
  ];
}

function ruleOf(id: string): Row {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- which files there are is known only now
  const { RULE }: { RULE: Row } = require(join(root, 'src', 'rules', id));
  return RULE;
}

if (require.main === module) {
  for (const { file, text } of ruleLists()) {
    writeFileSync(file, text());
  }
}
