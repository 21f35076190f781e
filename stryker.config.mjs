// Changes the sources a little, again and again, and asks whether a test notices. `MUTATE=edges npm run mutation` changes one folder of src/;
// without it, all that are named here, which takes hours. It needs not run in CI.

/** The tests that are about a folder: few, because each mutation asks those of them that run its line. */
const tests = {
  'network-policy': ['network-policy', 'edges'],
  edges: ['edges'],
  istio: ['istio', 'service-mesh'],
  pod: ['pod', 'agent', 'registry', 'constructs/all-props', 'constructs/bad-input', 'constructs/behaviour'],
  synthesis: ['synthesis', 'constructs', 'validation'],
  rules: ['rules'],
};

const folders = process.env.MUTATE ? process.env.MUTATE.split(',') : Object.keys(tests);
const selected = folders.flatMap((folder) => tests[folder]);

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: folders.map((folder) => `src/${folder}/**/*.ts`),
  testRunner: 'jest',
  jest: {
    projectType: 'custom',
    enableFindRelatedTests: false,
    config: {
      testMatch: selected.flatMap((name) => [`<rootDir>/test/${name}/**/*.test.ts`, `<rootDir>/test/${name}*.test.ts`]),
      testPathIgnorePatterns: ['/node_modules/', '\\.slow\\.test\\.ts$'],
      moduleNameMapper: { '^cdk8s-mcp-mesh$': '<rootDir>/src/index.ts' },
      transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'test/tsconfig.json' }] },
    },
  },
  coverageAnalysis: 'perTest',
  concurrency: Number(process.env.MUTATION_WORKERS ?? 2),
  incremental: true,
  incrementalFile: `.cache/mutation/${folders.join('-')}.json`,
  reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
  htmlReporter: { fileName: `.cache/mutation/${folders.join('-')}.html` },
  jsonReporter: { fileName: `.cache/mutation/${folders.join('-')}.report.json` },
  clearTextReporter: { allowColor: false, logTests: false },
  thresholds: { high: 95, low: 85, break: 85 },
  tempDirName: '.cache/stryker',
  ignorePatterns: ['/lib', '/examples/*/manifests', '/verify', '/docs', '/.cache'],
};
