import { execFileSync } from 'child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

/* The version and the changelog of a release come from the commits: projen's task runs in a small repository. */

const root = join(__dirname, '..', '..');
const repository = mkdtempSync(join(tmpdir(), 'cdk8s-mcp-mesh-release-'));
const { tasks } = JSON.parse(readFileSync(join(root, '.projen', 'tasks.json'), 'utf8'));

function git(...args: string[]): void {
  const author = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...author, ...args], { cwd: repository, stdio: 'ignore' });
}

function commit(...paragraphs: string[]): void {
  git('commit', '--allow-empty', ...paragraphs.flatMap((paragraph) => ['-m', paragraph]));
}

/** What `projen release` would publish now: the tag, and the headings and entries of the changelog. */
function bumped(): { tag: string; changelog: string[] } {
  execFileSync(process.execPath, [join('node_modules', 'projen', 'bin', 'projen'), 'bump'], {
    cwd: repository,
    env: { ...process.env, ...tasks.release.env },
    stdio: 'ignore',
  });
  const dist = join(repository, 'dist');
  const tag = readFileSync(join(dist, 'releasetag.txt'), 'utf8');
  const changelog = readFileSync(join(dist, 'changelog.md'), 'utf8')
    .split('\n')
    .filter((line) => /^(###|\*) /.test(line))
    .map((line) => line.replace(/ \(\[.*$/, ''));
  rmSync(dist, { recursive: true });
  git('checkout', '--', 'package.json');
  return { tag, changelog };
}

/** The lines that the one step of a task prints. */
function stepOf(task: string, env: { [name: string]: string }): string[] {
  const [{ exec }] = tasks[task].steps;
  const printed = execFileSync('sh', ['-c', exec], {
    cwd: repository,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return printed.split('\n').filter((line) => line !== '');
}

jest.setTimeout(120_000);

beforeAll(() => {
  git('init', '--initial-branch', 'main');
  cpSync(join(root, 'package.json'), join(repository, 'package.json'));
  mkdirSync(join(repository, '.projen'));
  cpSync(join(root, '.projen', 'tasks.json'), join(repository, '.projen', 'tasks.json'));
  symlinkSync(join(root, 'node_modules'), join(repository, 'node_modules'));
  git('add', 'package.json', '.projen');
  commit('feat: agents');
});

afterAll(() => rmSync(repository, { recursive: true, force: true }));

test('the first release is 0.1.0', () => {
  expect(stepOf('bump:next-version', { VERSION: '0.0.0' })).toEqual(['0.1.0']);
  expect(stepOf('bump:next-version', { VERSION: '0.1.0' })).toEqual([]);
  git('tag', 'v0.1.0');
});

test('what no user reads about is not released', () => {
  commit('docs: a page');
  commit('chore(deps): upgrade dependencies');
  commit('refactor: a name');
  expect(stepOf('bump:releasable-commits', { LATEST_TAG: 'v0.1.0' })).toEqual([]);
});

test('features and fixes raise the third number before 1.0.0, and are what the changelog lists', () => {
  commit('fix(registry): a port');
  commit('feat: gateways');
  expect(bumped()).toEqual({
    tag: 'v0.1.1',
    changelog: ['### Features', '* gateways', '### Bug fixes', '* **registry:** a port'],
  });
  git('tag', 'v0.1.1');
});

test('a breaking change of any type raises the second number, and is what the changelog begins with', () => {
  commit('build: a newer peer', 'BREAKING CHANGE: cdk8s 2.71 is the lowest');
  expect(stepOf('bump:releasable-commits', { LATEST_TAG: 'v0.1.1' })).toHaveLength(1);
  commit('refactor!: a prop has another name');
  expect(stepOf('bump:releasable-commits', { LATEST_TAG: 'v0.1.1' })).toHaveLength(2);
  const { tag, changelog } = bumped();
  expect(tag).toBe('v0.2.0');
  expect(changelog[0]).toBe('### ⚠ BREAKING CHANGES');
  expect(changelog.slice(1, 3).sort()).toEqual(['* a prop has another name', '* cdk8s 2.71 is the lowest']);
});
