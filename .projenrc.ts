import { cdk8s } from 'projen';
import { NodePackageManager, NpmAccess, TrailingComma, UpdateSnapshot } from 'projen/lib/javascript';
import { addCiFiles } from './projenrc/ci-files';
import { LAYERS, restrictedImports } from './projenrc/layers';
import { COMMIT_TYPES, RELEASES } from './projenrc/releases';
import { addWorkflows } from './projenrc/workflows';

/** The apps that people read and run; `npm run synth` writes the output of each, such as `examples/<name>/manifests/`. */
const examples = ['service-discovery', 'istio-routing', 'closed-mesh', 'environments', 'trip-planner'];

const project = new cdk8s.ConstructLibraryCdk8s({
  name: 'cdk8s-mcp-mesh',
  description: 'MCP Mesh on Kubernetes as typed cdk8s constructs: registries and agents that find each other.',
  author: 'The cdk8s-mcp-mesh authors',
  authorAddress: 'cdk8s-mcp-mesh@users.noreply.github.com',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk8s-mcp-mesh/cdk8s-mcp-mesh.git',
  license: 'Apache-2.0',
  keywords: ['cdk8s', 'kubernetes', 'mcp', 'mcp-mesh', 'service-discovery', 'istio', 'ai-agents'],
  defaultReleaseBranch: 'main',
  packageManager: NodePackageManager.NPM,
  projenrcTs: true,
  // Twitter announcements and construct catalogs are a maintainer's decision, not a build's.
  catalog: { announce: false },

  // The lowest releases that we promise to work with. They are peers: a user has one copy of each.
  cdk8sVersion: '2.70.0',
  constructsVersion: '10.3.0',
  peerDeps: ['cdk8s-plus-28@^2.5.6'],
  // Bundled, so that users of every language have them, and loaded only by what needs them.
  bundledDeps: [
    'semver@^7.7.0', // matches capabilities' versions as MCP Mesh does
    'yaml@^2.8.0', // reads manifests for the command line; cdk8s writes them with it
  ],
  bin: { 'cdk8s-mcp-mesh': 'bin/cdk8s-mcp-mesh' },
  devDeps: [
    '@types/semver@^7.7.0',
    '@lezer/common@^1.5.5', // trees, and grammars of three languages: they read agents' code; build/bundle.mjs joins them into one file
    '@lezer/java@^1.1.5',
    '@lezer/javascript@^1.5.6',
    '@lezer/python@^1.1.19',
    '@viz-js/viz@^3.31.0', // Graphviz draws the mesh; build/bundle.mjs copies one of its builds into lib/
    'esbuild@^0.25.0', // joins the compiled files into one, which loads in half the time
    'cdk8s-cli@^2.207.60', // runs the examples the way that a user runs an app
    '@types/sarif@^2.1.0', // holds the report for code scanning to its format
    'py-ast@^1.16.0', // an independent reader of Python, to compare ours with
    'fast-check@^4.10.0', // looks for the inputs that nobody thought of
    '@stryker-mutator/core@^9.5.1', // changes the sources a little, and asks whether a test notices; 10 asks for Node 22
    '@stryker-mutator/jest-runner@^9.5.1',
    '@kubernetes/client-node@0.22.3', // a typed model of the API, to refuse unknown fields; the last line that is CommonJS
  ],
  minNodeVersion: '20.0.0',
  workflowNodeVersion: '22.x', // jsii's own tools ask for more than the library does
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.3',

  publishToPypi: { distName: 'cdk8s-mcp-mesh', module: 'cdk8s_mcp_mesh' },
  publishToMaven: {
    javaPackage: 'io.github.cdk8smcpmesh',
    mavenGroupId: 'io.github.cdk8s-mcp-mesh',
    mavenArtifactId: 'cdk8s-mcp-mesh',
  },
  publishToGo: { moduleName: 'github.com/cdk8s-mcp-mesh/cdk8s-mcp-mesh-go', packageName: 'cdk8smcpmesh' },
  publishToNuget: { dotNetNamespace: 'Cdk8sMcpMesh', packageId: 'Cdk8sMcpMesh' },
  releaseToNpm: true,
  npmAccess: NpmAccess.PUBLIC,
  npmProvenance: true,

  ...RELEASES,
  // Merges are squashed, so a pull request's title is the subject of its commit.
  githubOptions: {
    pullRequestLintOptions: { semanticTitleOptions: { types: Object.keys(COMMIT_TYPES) } },
  },
  pullRequestTemplateContents: [
    '<!-- The title becomes the subject of the commit, this text its body: `feat: …`, `fix: …`, `feat!: …` (see CONTRIBUTING.md). -->',
    '',
    'What changes, and why:',
    '',
    'What it does to manifests, messages or the API that exist already (an upgrade of a running mesh, too):',
    '',
    'Fixes #',
    '',
    '- [ ] `npm test` passes, and the tests fail without the change.',
    '- [ ] I have read each difference in snapshots, `examples/*/manifests/` and `API.md`.',
    '- [ ] What a rule of Kubernetes, Istio or MCP Mesh decides has its source in the text above or in a comment.',
  ],

  sampleCode: false,
  typecheckTests: true,
  integrationTestAutoDiscover: false,
  // A formatter decides how code is broken into lines; `npx prettier --write <file>` applies it, lint checks it.
  prettier: true,
  prettierOptions: { settings: { printWidth: 120, singleQuote: true, trailingComma: TrailingComma.ALL } },
  eslintOptions: {
    dirs: ['src'],
    devdirs: ['test', 'examples', 'bench', '.projenrc.ts'],
    // A lint run that rewrites sources hides what it found.
    commandOptions: { fix: false },
  },
  jestOptions: {
    // A wrong snapshot fails; `npm run test:update` is the one way to accept a change.
    updateSnapshot: UpdateSnapshot.NEVER,
    passWithNoTests: false,
    jestConfig: {
      testPathIgnorePatterns: ['/node_modules/', '/examples/.*/manifests/'],
      modulePathIgnorePatterns: ['<rootDir>/.cache/'], // a mutation test keeps a copy of the package there
      maxWorkers: '100%', // Jest leaves one core free, which is one of two on most runners
    },
  },
  gitignore: ['.DS_Store', '*.tgz', '/.cache/'],
});

// The package holds the compiled library, the command line, its jsii assembly, and every page that its README leads to.
for (const path of [
  '/examples/*.ts',
  '/examples/tsconfig.json',
  '/bench/',
  '/verify/*',
  '!/verify/README.md',
  '/.cache/',
  '/.ci/',
  '/ci/',
  '/action.yml',
  '/.pre-commit-hooks.yaml',
  '/cdk8s.yaml',
  '/stryker.config.mjs',
  '/.gitattributes',
  '/.git-blame-ignore-revs',
  '/.projenrc.ts',
  '/tsconfig.json',
]) {
  project.addPackageIgnore(path);
}

// The version that every npm accepts: 1.12 after this one lists platform packages that the lock file cannot hold.
project.package.addPackageResolutions('unrs-resolver@1.12.2');

// The library is imported by its own name in the examples and the documents, as its users do.
project.package.addField('exports', {
  '.': { types: './lib/index.d.ts', default: './lib/index.js' },
  './package.json': './package.json',
  './.jsii': './.jsii',
});

// One file is what the package's users load; the files that it was made of stay out of the package.
project.compileTask.exec('node build/bundle.mjs');
project.addPackageIgnore('/build/');
for (const path of [
  '/lib/**/*.js',
  '/lib/**/*.map',
  '!/lib/index.js',
  '!/lib/cli.js',
  '!/lib/graphviz.js',
  '!/lib/reader.js',
  '/lib/{python,typescript,java,reader}/',
  `/lib/{${LAYERS.filter(({ half, folder }) => half === 'reading' || folder === 'init').map(({ folder }) => folder)}}/`,
]) {
  project.addPackageIgnore(path);
}

// `npm test` stands on its own in a clean clone: compile (jsii), test, lint.
project.testTask.prependSpawn(project.compileTask);

// The loop of whoever changes something: types and tests of the sources as they are, without compiling the package first.
// The examples import the library by its name, which is the compiled one in `npm test` and the sources here.
project.addTask('test:quick', {
  description: 'Check types and run the tests that take little time (all but *.slow.test.ts)',
  steps: [
    { exec: 'tsc --noEmit --incremental --tsBuildInfoFile .cache/test.tsbuildinfo -p test' },
    {
      exec: [
        'jest --ci --coverage=false --reporters=default',
        "--testPathIgnorePatterns /node_modules/ '\\.slow\\.test\\.ts$'",
        `--moduleNameMapper '{"^cdk8s-mcp-mesh$":"<rootDir>/src/index.ts"}'`,
      ].join(' '),
      receiveArgs: true,
    },
  ],
});

const synthExamples = project.addTask('synth:examples', {
  description: 'Synthesise every example with the library as it is compiled now',
  exec: `ts-node examples/synth.ts ${examples.join(' ')}`,
});
project.addTask('synth', {
  description: 'Compile, synthesise every example with cdk8s synth, and list what was written',
  steps: [{ spawn: project.compileTask.name }, { spawn: synthExamples.name }],
});
// A build on GitHub fails where the committed manifests are not what the sources make.
project.postCompileTask.spawn(synthExamples);
// And where the API breaks what the last release promised: jsii-diff asks npm for it. Before the first release npm has none,
// and the task says so and passes. (`compat: true` would ask at each compilation.)
project.postCompileTask.spawn(project.tasks.tryFind('compat')!);

const licenses = project.addTask('licenses', {
  description: 'Write THIRD-PARTY-LICENSES, the terms of what the package bundles',
  exec: 'ts-node --project projenrc/tsconfig.json projenrc/third-party-licenses.ts',
});
// An upgrade of a bundled package changes the file, and the build of its pull request adds the change.
project.postCompileTask.spawn(licenses);

project.addTask('docs:modules', {
  description: 'Write the table of modules in docs/design.md',
  exec: 'ts-node --project projenrc/tsconfig.json projenrc/module-table.ts',
});

const reference = project.addTask('docs:reference', {
  description: 'Write docs/reference/, a page for each class, from the docstrings',
  exec: 'ts-node --transpile-only --project projenrc/tsconfig.json projenrc/reference/pages.ts',
});
project.tasks.tryFind('docgen')!.spawn(reference);

// The lists of rules are made from the files in src/rules/, so that nobody has to add to them.
const rulesList = project.addTask('rules:list', {
  description:
    'Write the lists of rules: src/rules/all-rules.ts and rule-ids.ts, and the table in docs/rules/README.md',
  exec: 'ts-node --transpile-only --project projenrc/tsconfig.json projenrc/rule-list.ts',
});
project.compileTask.prependSpawn(rulesList);
project.addTask('new-rule', {
  description: 'Make the three files of a new rule: npm run new-rule <id>',
  steps: [
    {
      exec: 'ts-node --transpile-only --project projenrc/tsconfig.json projenrc/new-rule.ts',
      receiveArgs: true,
    },
    { spawn: rulesList.name },
  ],
});

project.addTask('mutation', {
  description: 'Change the sources a little and ask whether a test notices; MUTATE=<folder of src/> for one folder',
  exec: 'stryker run',
  receiveArgs: true,
});

project.addTask('bench', {
  description: 'Measure what the library costs, beside the same work without it',
  steps: [{ spawn: 'compile' }, { exec: 'tsc -p bench' }, { exec: 'node .cache/bench/run.js', receiveArgs: true }],
});

project.addTask('verify', {
  description:
    'Let software that nobody here wrote judge what the examples synthesise (needs Go; see verify/README.md)',
  steps: [{ spawn: 'compile' }, { exec: 'bash verify/run', receiveArgs: true }],
});

addWorkflows(project);
addCiFiles(project);

// Facts flow one way: see docs/design.md.
project.eslint?.addRules({ 'import/no-restricted-paths': ['error', { zones: restrictedImports() }] });

// What is read of manifests is unknown until it is checked (src/api/check-fields.ts).
project.eslint?.addOverride({
  files: LAYERS.filter(({ half }) => half === 'reading' || half === 'both').map(
    ({ folder }) => `src/${folder}/**/*.ts`,
  ),
  rules: { '@typescript-eslint/no-explicit-any': 'error' },
});

// Agents that tests read: code of others' kind, which is neither compiled nor formatted here.
project.eslint?.addIgnorePattern('test/reader/corpus/');
project.eslint?.addIgnorePattern('examples/*/agents/'); // code of agents, which have the packages of MCP Mesh's image
project.tsconfigDev.addExclude('reader/corpus');
project.tsconfigDev.addInclude('../verify/**/*.ts'); // judges import from src too

// What reads code is joined into one file of ours with its grammars, so that the package depends on none of them.
project.eslint?.addOverride({
  files: ['src/{source,python,typescript,java,reader}/**/*.ts'],
  rules: { 'import/no-extraneous-dependencies': 'off' },
});

// The examples import the library by its own name, which the order's rule takes for a local file.
project.eslint?.addOverride({ files: ['examples/**/*.ts', 'bench/**/*.ts'], rules: { 'import/order': 'off' } });

project.synth();
