import { commandLine } from '../support/command-line';
import { addFiles, removeFolders, workingFolder } from '../support/folder';

/* Environments: folders that are each a cluster of their own. */

afterEach(removeFolders);

const map = (name: string, namespace = 'mesh') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: ${namespace} }\n---\n`;
const pod = (name: string, image = 'registry.example.com/a') =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: mesh }\nspec: { containers: [{ name: main, image: '${image}' }] }\n---\n`;

const check = async (...args: string[]) => {
  const { out } = await commandLine('check', ...args, '--format', 'json');
  const { findings, notes, objects } = JSON.parse(out);
  return { rules: findings.map(({ rule, where }: any) => `${rule} ${where}`), notes, objects, findings };
};
const byItself = (...names: string[]) => [
  `${names.length} folders were checked each by itself (${names.join(' and ')}); --together checks them as one`,
];

test('folders given side by side are checked each by itself, unless they are together', async () => {
  workingFolder({ 'staging/a.yaml': map('a'), 'production/a.yaml': map('a') });
  expect(await check('staging', 'production')).toMatchObject({
    rules: [],
    notes: byItself('staging', 'production'),
    objects: 2,
  });
  const together = await check('staging', 'production', '--together');
  expect(together.rules).toEqual(['duplicate-identity production/a.yaml:1']);
  expect(together.notes).toBeUndefined();
});

test('files given side by side are one set, and are in the set of each folder beside them', async () => {
  workingFolder({ 'a.yaml': map('a'), 'b.yaml': map('a'), 'one/a.yaml': map('b'), 'two/a.yaml': map('a') });
  expect((await check('a.yaml', 'b.yaml')).rules).toEqual(['duplicate-identity b.yaml:1']);
  const { rules } = await check('one', 'two', 'a.yaml');
  expect(rules).toEqual(['duplicate-identity a.yaml:1']);
});

test('folders within a folder that define the same are told apart; what is beside them is in each', async () => {
  workingFolder({
    'deploy/overlays/staging/a.yaml': map('a') + map('b') + pod('p'),
    'deploy/overlays/production/a.yaml': map('a') + map('b') + map('c') + map('d') + map('e') + map('f') + map('g'),
    'deploy/shared/x.yaml': map('x') + pod('q'),
    'deploy/top.yaml': pod('r'),
  });
  const { rules, notes, findings } = await check('deploy');
  expect(rules).toEqual([
    'image-not-pinned deploy/shared/x.yaml:5',
    'image-not-pinned deploy/top.yaml:1',
    'image-not-pinned deploy/overlays/staging/a.yaml:9',
  ]);
  expect(notes).toEqual(byItself('deploy/overlays/production', 'deploy/overlays/staging'));
  expect(new Set(findings.map(({ id }: any) => id)).size).toBe(3);
});

test('the same finding in two environments has two ids, whatever way leads there', async () => {
  workingFolder({ 'm/staging/a.yaml': map('a') + pod('p'), 'm/production/a.yaml': map('a') + pod('p') });
  const ids = async (...args: string[]) => (await check(...args)).findings.map(({ id }: any) => id).sort();
  const found = await ids('m');
  expect(new Set(found).size).toBe(2);
  expect(await ids('m/staging', './m/production')).toEqual(found);
});

test('a mistake is no environment: one object twice in folders of several', async () => {
  workingFolder({ 'm/one/a.yaml': map('a') + map('b') + map('c'), 'm/two/a.yaml': map('a') + map('d') + map('e') });
  const { rules, notes } = await check('m');
  expect(rules).toEqual(['duplicate-identity m/two/a.yaml:1']);
  expect(notes).toBeUndefined();
});

test('folders that each make their namespace are one mesh', async () => {
  const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: mesh }\n---\n';
  workingFolder({ 'm/one/a.yaml': namespace + map('a'), 'm/two/a.yaml': namespace + map('b') });
  expect((await check('m')).notes).toBeUndefined();
});

test('environments in two places are not guessed', async () => {
  workingFolder({});
  for (const app of ['one', 'two']) {
    addFiles({ [`m/${app}/staging/a.yaml`]: map(app), [`m/${app}/production/a.yaml`]: map(app) });
  }
  expect((await check('m')).rules).toEqual([
    'duplicate-identity m/one/staging/a.yaml:1',
    'duplicate-identity m/two/staging/a.yaml:1',
  ]);
});

test('one folder is named as before', async () => {
  workingFolder({ 'm/a.yaml': map('a') });
  expect(await commandLine('check', 'm')).toEqual({ code: 0, out: '1 object, no findings\n', err: '' });
});

test('what does not exist: exit code 2, and what may have been meant', async () => {
  workingFolder({ 'manifests/a.yaml': map('a') });
  expect(await commandLine('check', 'manifest')).toEqual({
    code: 2,
    out: '',
    err: 'cdk8s-mcp-mesh: cannot be read, so nothing was looked at:\n  manifest: there is no such file or folder (did you mean manifests?)\n',
  });
});
