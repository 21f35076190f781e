import { ReleasableCommits } from 'projen';
import { ConstructLibraryCdk8sOptions } from 'projen/lib/cdk8s';
import { ReleaseTrigger } from 'projen/lib/release';

/*
 * When a release is made, and which version it has. CONTRIBUTING.md says the same to people.
 */

/** The types of Conventional Commits that a pull request's title may have, and the heading of those that users read about. */
export const COMMIT_TYPES: { [type: string]: string | undefined } = {
  feat: 'Features',
  fix: 'Bug fixes',
  perf: 'Performance',
  revert: 'Reverts',
  build: undefined,
  chore: undefined,
  ci: undefined,
  docs: undefined,
  refactor: undefined,
  style: undefined,
  test: undefined,
};

const types = Object.entries(COMMIT_TYPES);
const read = types.filter(([, section]) => section !== undefined).map(([type]) => type);

export const RELEASES = {
  // What is published to five registries cannot be taken back, so a person decides when. The commits decide what.
  releaseTrigger: ReleaseTrigger.workflowDispatch(),
  // The API may still change: 0.x, where a breaking change raises the second number, and everything else the third. That is
  // what `^0.1.0` means to npm. Version 1.0.0 is a decision, made by writing 1 here.
  majorVersion: 0,
  // Without a tag there is no version to raise. 0.0.0 is what unreleased checkouts have.
  nextVersionCommand: `node -p "process.env.VERSION === '0.0.0' ? '0.1.0' : ''"`,
  // No release without something to read about in the changelog.
  releasableCommits: ReleasableCommits.exec(
    [
      'git log --no-merges --oneline $LATEST_TAG..HEAD -E',
      `--grep '^(${read.join('|')})(\\([^()]+\\))?!?: '`,
      "--grep '^[a-z]+(\\([^()]+\\))?!: '",
      "--grep '^BREAKING[ -]CHANGE: '",
    ].join(' '),
  ),
  versionrcOptions: {
    types: types.map(([type, section]) => (section === undefined ? { type, hidden: true } : { type, section })),
  },
  bumpPackage: 'commit-and-tag-version@^12', // 13 asks for a Node that we do not
} satisfies Partial<ConstructLibraryCdk8sOptions>;
