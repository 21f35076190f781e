import { readdirSync } from 'node:fs';

// Changes the sources a little, again and again, and asks whether a test notices. `MUTATE=edges npm run mutation` changes one folder of src/,
// `MUTATE=rules/agent-id-shared` one file, `MUTATE=rules/policy-*` all whose names begin so; several are separated by commas. It is too slow
// for CI.

/** The constructs' tests that are about everything: all props, all refusals, and what is promised of each construct. */
const constructs = ['bad-input', 'behaviour', 'composition', 'escape-hatches', 'part-of'].map(
  (name) => `constructs/${name}`,
);

/**
 * The tests that are about a folder, the nearest first: the first failure ends a mutation. They are few, because each mutation runs those
 * of them that reach its line.
 */
const tests = {
  'network-policy': [
    'network-policy',
    'dashboard',
    'stores',
    'endpoints',
    'agent/consumer',
    'membership',
    'discovery-test',
    'constructs/bad-input',
    'constructs/part-of',
  ],
  edges: ['edges'],
  istio: [
    'istio',
    'service-mesh',
    'dashboard',
    'agent/consumer',
    'entrance',
    'membership',
    'constructs/all-props',
    ...constructs,
  ],
  pod: [
    'pod',
    'constructs/refused-workloads',
    'agent/agent',
    'agent/headless-agent',
    'registry/registry',
    'constructs/bad-input',
  ],
  synthesis: ['synthesis', 'validation', 'membership', 'workload', 'project/copies', ...constructs],
  rules: ['rules', 'project/rule-pages', 'project/rule-lines'],
};

const subjects = (process.env.MUTATE ?? '').split(',');
if (subjects.some((subject) => !Object.hasOwn(tests, subject.split('/')[0]))) {
  throw new Error(`Name folders of src/ in MUTATE: ${Object.keys(tests).join(', ')}; or a file there: rules/<rule>`);
}
/** A rule has a test file of its own. */
const testsOf = (subject) =>
  subject.startsWith('rules/') ? [subject, ...tests.rules.slice(1)] : tests[subject.split('/')[0]];
const selected = [...new Set(subjects.flatMap(testsOf))];
const all = readdirSync('test', { recursive: true }).filter((file) => /(?<!\.slow)\.test\.ts$/.test(file));
const isOf = (file, name) =>
  name.endsWith('*') ? file.startsWith(name.slice(0, -1)) : file.startsWith(`${name}/`) || file === `${name}.test.ts`;
const testFiles = selected.flatMap((name) => all.filter((file) => isOf(file, name)).sort());

/** Any page's test runs any rule. What is asked of a rule is that its own tests notice. */
const ofRule = {
  files: '^rules/{name}\\.test\\.ts$|^project/',
  tests: '^rules/|^project/[^ ]* {name} ',
};

const name = subjects.join('-').replaceAll('/', '-').replaceAll('*', '');

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  // The lists of rules are generated, and compared with the files.
  mutate: [...subjects.map((subject) => `src/${subject}{.ts,/**/*.ts}`), '!src/rules/{all-rules,rule-ids}.ts'],
  // Tests are run without a check of types. Without this, Stryker would write comments into all files.
  disableTypeChecks: false,
  plugins: ['./projenrc/mutation/test-runner.mjs'],
  testRunner: 'in-process',
  inProcess: { testFiles, ...(subjects[0].startsWith('rules') && { only: ofRule }) },
  coverageAnalysis: 'perTest',
  concurrency: Number(process.env.MUTATION_WORKERS ?? 2),
  // A busy machine is slow: only an endless loop is to count as one.
  dryRunTimeoutMinutes: 60,
  timeoutMS: 120_000,
  timeoutFactor: 6,
  incremental: true,
  incrementalFile: `.cache/mutation/${name}.json`,
  reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
  htmlReporter: { fileName: `.cache/mutation/${name}.html` },
  jsonReporter: { fileName: `.cache/mutation/${name}.report.json` },
  clearTextReporter: { allowColor: false, logTests: false },
  thresholds: { high: 95, low: 85, break: 85 },
  tempDirName: `.cache/stryker/${name}`,
  ignorePatterns: ['/lib', '/verify/*', '!/verify/trip-planner-edges.json', '/.cache'],
};
