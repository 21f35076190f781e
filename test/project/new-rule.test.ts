import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { newRule } from '../../projenrc/new-rule';
import { idsModule, ruleIds, rulesModule } from '../../projenrc/rule-list';

/* `npm run new-rule <id>`, in a folder of its own. */

const id = 'probe-without-timeout';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'new-rule-'));
  ['src/rules', 'test/rules', 'docs/rules'].forEach((each) => mkdirSync(join(folder, each), { recursive: true }));
});

afterEach(() => rmSync(folder, { recursive: true }));

const read = (file: string) => readFileSync(join(folder, file), 'utf8');

test('makes a rule, its test and its page', () => {
  expect(newRule(id, folder)).toEqual([`src/rules/${id}.ts`, `test/rules/${id}.test.ts`, `docs/rules/${id}.md`]);
  expect(read(`src/rules/${id}.ts`)).toContain(
    `export const RULE: Rule = {\n  id: '${id}',\n  title: 'Probe without timeout',\n`,
  );
  expect(read(`test/rules/${id}.test.ts`)).toContain(`import { RULE } from '../../src/rules/${id}';\n`);
});

test('the page has the headings and blocks that the tests of all pages read', () => {
  newRule(id, folder);
  const page = read(`docs/rules/${id}.md`);
  expect(page).toMatch(/^# Probe without timeout\n\n`probe-without-timeout` · warning\n/);
  expect(page).toMatch(
    /\n## What fails\n\n```yaml\n[^`]+```\n\n```text\n[^`]+```\n\n## The fix\n\n```yaml\n[^`]+```\n/,
  );
});

test('the lists of rules then have it', () => {
  newRule(id, folder);
  newRule('a-rule-before-it', folder);
  writeFileSync(join(folder, 'src', 'rules', 'rule.ts'), '');
  const ids = ruleIds(join(folder, 'src', 'rules'));
  expect(ids).toEqual(['a-rule-before-it', id]);
  expect(idsModule(ids)).toContain(`= [\n  'a-rule-before-it',\n  'probe-without-timeout',\n];\n`);
  expect(rulesModule(ids)).toContain(
    "import { RULE as aRuleBeforeIt } from './a-rule-before-it';\n" +
      "import { RULE as probeWithoutTimeout } from './probe-without-timeout';\n" +
      "import { Rule } from './rule';\n",
  );
  expect(rulesModule(ids)).toContain(': Rule[] = [\n  aRuleBeforeIt,\n  probeWithoutTimeout,\n];\n');
});

test.each([
  undefined,
  '',
  'Probe',
  'probe_timeout',
  'probe--timeout',
  '-probe',
  'probe-',
  'probe-2',
  '../probe',
  'a'.repeat(57),
])('refuses the id %j', (bad) => {
  expect(() => newRule(bad, folder)).toThrow(
    `rule id ${JSON.stringify(bad ?? '')}: an id is lower-case words joined by "-", 56 characters at most. ` +
      'Name what is wrong, such as service-selects-no-pod.',
  );
});

test('takes the longest id whose annotation Kubernetes accepts', () => {
  expect(newRule('a'.repeat(56), folder)).toHaveLength(3);
});

test.each([`src/rules/${id}.ts`, `test/rules/${id}.test.ts`, `docs/rules/${id}.md`])(
  'does not overwrite %s',
  (file) => {
    writeFileSync(join(folder, file), 'mine');
    expect(() => newRule(id, folder)).toThrow(`rule id "${id}": there is ${file} already. Choose another id.`);
    expect(read(file)).toBe('mine');
  },
);

test.each(['rule', 'all-rules', 'rule-ids'])('%s is no id, because the file of that name holds no rule', (taken) => {
  expect(() => newRule(taken, folder)).toThrow('Choose another id.');
});
