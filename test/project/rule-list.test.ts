import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { NO_RULES, ruleIds, ruleLists, withRulesTable } from '../../projenrc/rule-list';
import { ALL_RULES } from '../../src/rules/all-rules';
import { RULE_IDS } from '../../src/rules/rule-ids';

/* One rule, one id, three files of that name. The lists of rules are made from the files. */

const root = join(__dirname, '..', '..');
const rulesFolder = join(root, 'src', 'rules');

const namesIn = (folder: string, extension: string) =>
  readdirSync(join(root, folder))
    .map((file) => (file.endsWith(extension) ? file.slice(0, -extension.length) : file))
    .sort();

test('src/rules holds rules, their type and their lists, and nothing else', () => {
  const names = namesIn('src/rules', '.ts');
  expect(names.filter((name) => !RULE_IDS.includes(name))).toEqual(NO_RULES);
  expect(ruleIds().length).toBeGreaterThan(30);
});

test.each(ALL_RULES.map((rule) => [rule.id, rule] as const))('%s is the rule in the file of its name', (id, rule) => {
  const { RULE } = jest.requireActual(join(rulesFolder, id));
  expect(RULE).toBe(rule);
});

test('every rule has a test, and every test a rule', () => {
  expect(namesIn('test/rules', '.test.ts')).toEqual(ruleIds());
});

test('every rule has a page, and every page a rule', () => {
  expect(namesIn('docs/rules', '.md').filter((name) => name !== 'README')).toEqual(ruleIds());
});

test.each(ruleLists())('$file is what `npm run rules:list` makes of the files', ({ file, text }) => {
  expect(readFileSync(file, 'utf8')).toBe(text());
});

test('all lists have every rule, sorted by id', () => {
  expect(RULE_IDS).toEqual(ruleIds());
  expect(ALL_RULES.map(({ id }) => id)).toEqual(ruleIds());
  const rows = readFileSync(join(root, 'docs', 'rules', 'README.md'), 'utf8').matchAll(
    /^\| \[`([\w-]+)`\]\(([\w-]+)\.md\) \| (error|warning) \| (.*) \|$/gm,
  );
  expect([...rows].map(([, id, file, severity, title]) => ({ id, file, severity, title }))).toEqual(
    ALL_RULES.map(({ id, severity, title }) => ({ id, file: id, severity, title })),
  );
});

test('the table is not written into a document without its marks', () => {
  expect(() => withRulesTable('# Rules\n', '')).toThrow(
    'the document has no lines <!-- rules: begin (npm run rules:list) --> and <!-- rules: end -->',
  );
});
