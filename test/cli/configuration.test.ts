import { commandLine } from '../support/command-line';
import { addFiles, removeFolders, workingFolder } from '../support/folder';

/* A project's decisions about the rules, as the command line finds and applies them. */

afterEach(removeFolders);

const pod = (name: string, image: string, namespace = 'mesh') =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { containers: [{ name: main, image: '${image}' }] }\n`;
const UNPINNED = pod('a', 'registry.example.com/a');
const CONFIG = '.cdk8s-mcp-mesh.yaml';
const ignoring = (...selectors: string[]) =>
  `ignore:\n  - ${[...selectors, 'reason: a webhook pins digests'].join('\n    ')}\n`;

test('without a file, the rule finds something', async () => {
  workingFolder({ 'manifests/a.yaml': UNPINNED });
  const { code, out } = await commandLine('check', 'manifests');
  expect([code, out]).toEqual([1, expect.stringContaining('warning image-not-pinned')]);
});

test('a rule that is off: the file is named, because it changes the result', async () => {
  workingFolder({ 'a.yaml': UNPINNED, [CONFIG]: 'rules:\n  image-not-pinned: off\n' });
  expect(await commandLine('check', 'a.yaml')).toEqual({
    code: 0,
    out: '1 object, no findings\nBy .cdk8s-mcp-mesh.yaml: 1 finding left out.\n',
    err: '',
  });
});

test('a file that changes nothing is not named', async () => {
  workingFolder({ 'a.yaml': pod('a', 'registry.example.com/a:1'), [CONFIG]: 'rules:\n  image-not-pinned: off\n' });
  expect((await commandLine('check', 'a.yaml')).out).toBe('1 object, no findings\n');
});

test('another severity, which --max-warnings and --severity go by', async () => {
  workingFolder({ 'a.yaml': UNPINNED, [CONFIG]: 'rules:\n  image-not-pinned: error\n' });
  const { code, out } = await commandLine('check', 'a.yaml', '--max-warnings', '5', '--severity', 'error');
  expect(code).toBe(1);
  expect(out).toContain('  error image-not-pinned  a.yaml:4:');
  expect(out).toContain('\nBy .cdk8s-mcp-mesh.yaml: 1 finding of another severity.\n');
  const sarif = JSON.parse((await commandLine('check', 'a.yaml', '--format', 'sarif')).out);
  const [{ level, ruleIndex }] = sarif.runs[0].results;
  expect(level).toBe('error');
  expect(sarif.runs[0].tool.driver.rules[ruleIndex].defaultConfiguration.level).toBe('warning');
});

test.each([
  [['rule: image-not-pinned']],
  [['path: manifests/**/*.yaml']],
  [['path: manifests/sub']],
  [['path: ./manifests/']],
  [['namespace: me*']],
  [['kind: Pod', 'name: a']],
  [['rule: [image-not-pinned, policy-cuts-dns]', 'path: manifests', 'namespace: mesh', 'name: "?"']],
])('an entry with %j leaves the finding out', async (selectors) => {
  workingFolder({ 'manifests/sub/a.yaml': UNPINNED, [CONFIG]: ignoring(...selectors) });
  expect(await commandLine('check', 'manifests')).toMatchObject({
    code: 0,
    out: '1 object, no findings\nBy .cdk8s-mcp-mesh.yaml: 1 finding left out.\n',
  });
});

test.each([
  ['rule: policy-cuts-dns'],
  ['path: manifest'],
  ['path: "*.yaml"'],
  ['namespace: mesh2'],
  ['kind: Deployment'],
  ['name: b*'],
])('an entry with %j leaves nothing out, and is named', async (selector) => {
  workingFolder({ 'manifests/sub/a.yaml': UNPINNED, [CONFIG]: ignoring(selector) });
  const { code, out } = await commandLine('check', 'manifests');
  expect(code).toBe(1);
  expect(out).toContain(
    `\n.cdk8s-mcp-mesh.yaml:2:5: this entry leaves nothing out any more: ${selector.replace(':', '').replace(/"/g, '')}\n`,
  );
});

test('nothing is said of entries whose rule cannot find anything in this run', async () => {
  workingFolder({
    'a.yaml': UNPINNED,
    [CONFIG]:
      'rules:\n  image-not-pinned: off\n' +
      'ignore:\n' +
      ['image-not-pinned', 'source-port-closed', 'policy-cuts-dns']
        .map((rule) => `  - { rule: ${rule}, reason: just so }\n`)
        .join(''),
  });
  const { out } = await commandLine('check', 'a.yaml', '--ignore', 'policy-cuts-dns');
  expect(out).toBe('1 object, no findings\nBy .cdk8s-mcp-mesh.yaml: 1 finding left out.\n');
});

test('nothing is said of entries if a file cannot be read', async () => {
  workingFolder({ 'a.yaml': UNPINNED, 'b.yaml': 'kind: [', [CONFIG]: ignoring('name: b') });
  const { out } = await commandLine('check', 'a.yaml', 'b.yaml');
  expect(out).not.toContain('any more');
});

test('objects without a namespace are where kubectl puts them', async () => {
  const [, text] = [0, UNPINNED.replace(', namespace: mesh', '')];
  workingFolder({ 'a.yaml': text, [CONFIG]: ignoring('namespace: staging') });
  expect((await commandLine('check', 'a.yaml')).code).toBe(1);
  expect((await commandLine('check', 'a.yaml', '--namespace', 'staging')).code).toBe(0);
});

describe('where it is found', () => {
  const off = 'rules:\n  image-not-pinned: off\n';

  test('in a folder above, up to the root of the repository; paths in it are relative to it', async () => {
    const folder = workingFolder({
      '.git/HEAD': '',
      [CONFIG]: ignoring('path: apps/one'),
      'apps/one/a.yaml': UNPINNED,
    });
    process.chdir(`${folder}/apps/one`);
    expect((await commandLine('check', '.')).out).toBe(
      '1 object, no findings\nBy ../../.cdk8s-mcp-mesh.yaml: 1 finding left out.\n',
    );
  });

  test('the nearest one', async () => {
    const folder = workingFolder({ '.git/HEAD': '', [CONFIG]: off, 'apps/a.yaml': UNPINNED, [`apps/${CONFIG}`]: '' });
    process.chdir(`${folder}/apps`);
    expect((await commandLine('check', 'a.yaml')).code).toBe(1);
  });

  test('not above the root of the repository, and not above the working folder if there is none', async () => {
    const folder = workingFolder({ [CONFIG]: off, 'repository/.git/HEAD': '', 'repository/a.yaml': UNPINNED });
    process.chdir(`${folder}/repository`);
    expect((await commandLine('check', 'a.yaml')).code).toBe(1);
    addFiles({ '../other/a.yaml': UNPINNED });
    process.chdir(`${folder}/other`);
    expect((await commandLine('check', 'a.yaml')).code).toBe(1);
  });

  test('--config and --no-config', async () => {
    workingFolder({ [CONFIG]: off, 'other.yaml': 'rules:\n  image-not-pinned: error\n', 'm/a.yaml': UNPINNED });
    expect((await commandLine('check', 'm', '--no-config')).out).toContain('1 warning in 1 object');
    expect((await commandLine('check', 'm', '--config', 'other.yaml')).out).toContain('1 error in 1 object');
    expect(await commandLine('check', 'm', '--config', 'other.yaml', '--no-config')).toMatchObject({
      code: 2,
      err: 'cdk8s-mcp-mesh: --config and --no-config: give one of them\n',
    });
    expect((await commandLine('check', 'm', '--config', 'nope.yaml')).err).toMatch(
      /^cdk8s-mcp-mesh: --config nope\.yaml: ENOENT/,
    );
  });
});

test('a file with faults: exit code 2, and all of them', async () => {
  workingFolder({ 'a.yaml': UNPINNED, [CONFIG]: 'rules:\n  image-not-pined: off\n  gravity: "\u001b[2J"\n' });
  expect(await commandLine('check', 'a.yaml')).toEqual({
    code: 2,
    out: '',
    err: [
      'cdk8s-mcp-mesh: the configuration cannot be used:',
      '  .cdk8s-mcp-mesh.yaml:2:3: there is no rule "image-not-pined" (did you mean image-not-pinned?)',
      '  .cdk8s-mcp-mesh.yaml:3:3: there is no rule "gravity"',
      '  .cdk8s-mcp-mesh.yaml:3:12: "gravity": it is error, warning, off',
      '',
    ].join('\n'),
  });
});

test('in the other formats', async () => {
  workingFolder({ 'a.yaml': UNPINNED, [CONFIG]: `${ignoring('name: a')}  - { name: b, reason: just so }\n` });
  const out = async (format: string) => (await commandLine('check', 'a.yaml', '--format', format)).out;
  expect(JSON.parse(await out('json')).configuration).toEqual({
    file: CONFIG,
    ignored: 1,
    changed: 0,
    unmatched: [{ name: 'b', reason: 'just so', where: '.cdk8s-mcp-mesh.yaml:4:5' }],
  });
  expect(await out('github')).toBe(
    '1 object, no findings\nBy .cdk8s-mcp-mesh.yaml: 1 finding left out.\n' +
      '.cdk8s-mcp-mesh.yaml:4:5: this entry leaves nothing out any more: name b\n',
  );
  expect(await out('markdown')).toContain('\n\nBy .cdk8s-mcp-mesh.yaml&#58; 1 finding left out.\n');
});

test('a baseline: what is off or ignored by now is not gone', async () => {
  workingFolder({ 'a.yaml': UNPINNED });
  await commandLine('check', 'a.yaml', '--write-baseline', 'baseline.json');
  addFiles({ [CONFIG]: 'rules:\n  image-not-pinned: off\n' });
  expect((await commandLine('check', 'a.yaml', '--baseline', 'baseline.json')).out).toBe(
    '1 object, no new findings\n0 of the baseline are not shown.\nBy .cdk8s-mcp-mesh.yaml: 1 finding left out.\n',
  );
});

test('diff', async () => {
  workingFolder({
    'old.yaml': pod('a', 'registry.example.com/a:1'),
    'new.yaml': UNPINNED,
    [CONFIG]: ignoring('name: a'),
  });
  expect(await commandLine('diff', 'old.yaml', 'new.yaml')).toEqual({
    code: 0,
    out: 'nothing changed, 0 findings unchanged\n',
    err: 'note: By .cdk8s-mcp-mesh.yaml: 1 finding left out.\n',
  });
});
