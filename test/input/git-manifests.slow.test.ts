import { execFileSync } from 'child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { main } from '../../src/cli/main';
import { readRevision } from '../../src/input/git-manifests';

/* A repository of its own, with one commit and a file that is not committed. */

const workingDirectory = process.cwd();
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { encoding: 'utf8' });

const service = (name: string, port: number | string) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { ports: [{ port }] } });

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdk8s-mcp-mesh-git-'));
  process.chdir(folder);
  git('init', '-q');
  mkdirSync('manifests/.hidden', { recursive: true });
  writeFileSync('manifests/a b\u00e9.json', service('a', 80));
  writeFileSync('manifests/.hidden/b.json', service('hidden', 80));
  writeFileSync('manifests/notes.txt', 'not a manifest');
  writeFileSync('other.json', service('other', 80));
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  writeFileSync('manifests/new.json', service('new', 'eighty'));
});

afterEach(() => {
  process.chdir(workingDirectory);
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test('reads what the paths had in a revision, as folders are read', () => {
  const { objects, unreadable } = readRevision('HEAD', ['manifests']);
  expect(objects.map(({ object, where }) => [object.metadata.name, where])).toEqual([
    ['a', 'manifests/a b\u00e9.json:1'],
  ]);
  expect(unreadable).toEqual([]);
});

test('a path that was not there has no objects', () => {
  expect(readRevision('HEAD', ['nowhere']).objects).toEqual([]);
});

test.each([
  ['nothing', /^--git nothing: fatal: /],
  ['--output=x', /^--git --output=x: it is a revision, such as main or HEAD~1$/],
  ['', /^--git : it is a revision/],
])('%j is no revision', (revision, message) => {
  expect(() => readRevision(revision, ['manifests'])).toThrow(message);
});

test('diff --git compares the revision with the files as they are', async () => {
  let out = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((out += text)));
  const code = await main(['diff', '--git', 'HEAD', 'manifests', '--format', 'markdown'], join(__dirname, '..', '..'));
  expect(code).toBe(1);
  expect(out).toContain('#### Findings introduced\n\n- error field-of-another-type');
  expect(out).toContain('0 findings unchanged.');
});
