import { ConstructLibraryCdk8s } from 'projen/lib/cdk8s';
import { ActionRefs, GithubWorkflow } from 'projen/lib/github';
import { JobPermission, JobStep, Triggers } from 'projen/lib/github/workflows-model';

/*
 * The workflows beside those that projen makes itself: `verify` and `compatibility`, which are conditions of a merge and of a
 * release, and `e2e`, which will be one when it has run once.
 */

/** Node's versions that get security fixes, and the oldest that the package promises to work with. */
const NODES = ['20.x', '22.x', '24.x'];
/** The peers as package-lock.json has them, which are the lowest, and the newest that the package's ranges allow. */
const PEERS = ['lowest', 'newest'];

const KIND = 'v0.33.0';

const ON_PULL_REQUESTS: Triggers = { pullRequest: {}, workflowDispatch: {}, workflowCall: {} };
const READ = { contents: JobPermission.READ };

export function addWorkflows(project: ConstructLibraryCdk8s): void {
  addVerify(project.github!.addWorkflow('verify'));
  addCompatibility(project.github!.addWorkflow('compatibility'), project);
  addE2e(project.github!.addWorkflow('e2e'));

  project.autoMerge!.addConditions(
    'status-success=verify',
    ...NODES.flatMap((node) => PEERS.map((peers) => `status-success=Node ${node}, ${peers} peers`)),
  );
  const release = project.github!.tryFindWorkflow('release')!;
  const conditions = ['verify', 'compatibility'];
  for (const name of conditions) {
    release.addJob(name, { uses: `./.github/workflows/${name}.yml`, permissions: READ });
  }
  release.file!.addOverride('jobs.release.needs', conditions);
}

function checkoutWithNode(version: string): JobStep[] {
  return [
    { name: 'Checkout', uses: ActionRefs.ACTIONS_CHECKOUT },
    { name: 'Setup Node.js', uses: ActionRefs.ACTIONS_SETUP_NODE, with: { 'node-version': version } },
    { name: 'Install dependencies', run: 'npm ci' },
  ];
}

/** Software that nobody here wrote judges what the examples synthesise. */
function addVerify(workflow: GithubWorkflow): void {
  workflow.on(ON_PULL_REQUESTS);
  workflow.addJob('verify', {
    runsOn: ['ubuntu-latest'],
    permissions: READ,
    timeoutMinutes: 90,
    steps: [
      ...checkoutWithNode('22.x'),
      {
        name: 'Setup Go',
        uses: ActionRefs.ACTIONS_SETUP_GO,
        with: { 'go-version': '1.26.x', 'cache-dependency-path': 'verify/*/go.sum' },
      },
      {
        name: 'Restore what verify built before',
        uses: 'actions/cache@v4',
        with: { path: '~/.cache/cdk8s-mcp-mesh', key: "verify-${{ hashFiles('verify/**') }}" },
      },
      { name: 'Verify', run: 'npm run verify' },
    ],
  });
}

/** A cluster by kind, for those who have no mesh runner: deploys a mesh, waits for it and tests discovery. */
function addE2e(workflow: GithubWorkflow): void {
  workflow.on({ pullRequest: {}, workflowDispatch: {} });
  workflow.addJob('e2e', {
    runsOn: ['ubuntu-latest'],
    permissions: READ,
    timeoutMinutes: 60,
    steps: [
      ...checkoutWithNode('22.x'),
      { name: 'Setup Go', uses: ActionRefs.ACTIONS_SETUP_GO, with: { 'go-version': '1.26.x', cache: false } },
      { name: 'Install kind', run: `go install sigs.k8s.io/kind@${KIND}` },
      { name: 'Compile', run: 'npx projen compile' },
      {
        name: 'Deploy a mesh, wait for it, test discovery',
        run: [
          '# Written without a container runtime, so it never ran as a whole: the script says what of it was tried.',
          'bash verify/kind/run.sh',
        ].join('\n'),
      },
    ],
  });
}

/** The package as it is published, compiled with the lowest peers, in the places where users run it. */
function addCompatibility(workflow: GithubWorkflow, project: ConstructLibraryCdk8s): void {
  // New releases of the peers come without a change of ours, so this also runs every Monday.
  workflow.on({ ...ON_PULL_REQUESTS, schedule: [{ cron: '0 6 * * 1' }] });
  const newest = project.deps.all
    .filter(({ type }) => type === 'peer')
    .map(({ name, version }) => `'${name}@${version}'`);
  workflow.addJob('compatibility', {
    name: 'Node ${{ matrix.node }}, ${{ matrix.peers }} peers',
    runsOn: ['ubuntu-latest'],
    permissions: READ,
    timeoutMinutes: 30,
    strategy: { failFast: false, matrix: { domain: { node: NODES, peers: PEERS } } },
    steps: [
      ...checkoutWithNode('${{ matrix.node }}'),
      { name: 'Compile', run: 'npx projen compile' },
      {
        name: 'Install the newest peers',
        if: "matrix.peers == 'newest'",
        run: `npm install --no-save ${newest.join(' ')}`,
      },
      { name: 'Check types', run: 'npx tsc --noEmit -p test' },
      { name: 'Test', run: 'npx jest --ci --coverage=false' },
    ],
  });
}
