import { readFileSync } from 'fs';
import { resolve } from 'path';
import { commandLine } from '../support/command-line';
import { addFiles, removeFolders, workingFolder } from '../support/folder';
import { removeStandIns, standIns } from '../support/stand-in';

/* Folders of kustomize and Helm: what is checked is what these programs make of them. Stand-ins take their places. */

afterEach(() => {
  removeStandIns();
  removeFolders();
});

const pod = (name: string, image: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: mesh }\nspec: { containers: [{ name: main, image: '${image}' }] }\n`;
const UNPINNED = pod('a', 'registry.example.com/a');
const prints = (text: string) => `print(${JSON.stringify(text)});`;
const argsOf = (name: string) =>
  readFileSync(`${name}.args`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('kustomize by kubectl: the report names the folder and the command', async () => {
  workingFolder({ 'app/kustomization.yaml': 'resources: [a.yaml]', 'app/a.yaml': pod('raw', 'raw') });
  standIns({ kubectl: prints(UNPINNED), kustomize: prints('') });
  const { code, out, err } = await commandLine('check', 'app');
  expect(argsOf('kubectl')).toEqual([['kustomize', resolve('app')]]);
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(out).toMatch(
    /^Pod mesh\/a {2}app, rendered by kubectl kustomize\n {2}warning image-not-pinned {2}app, rendered by kubectl kustomize\n/,
  );
  expect(out).toContain('1 warning in 1 object. ');
  expect(out).toContain('\napp was rendered by kubectl kustomize.\n');
});

test('kustomize by itself, if kubectl is not installed', async () => {
  workingFolder({ 'app/kustomization.yml': '' });
  standIns({ kustomize: prints(pod('a', 'registry.example.com/a:1')) });
  expect(await commandLine('check', 'app')).toEqual({
    code: 0,
    out: '1 object, no findings\napp was rendered by kustomize build.\n',
    err: '',
  });
  expect(argsOf('kustomize')).toEqual([['build', resolve('app')]]);
});

test('helm: a finding is in the template that its object is made of', async () => {
  workingFolder({
    'charts/agent/Chart.yaml': 'name: agent',
    'charts/agent/values.yaml': 'a: 1',
    'charts/agent/templates/a.yaml': '{{ x }}',
  });
  standIns({ helm: prints(`---\n# Source: agent/templates/a.yaml\n${UNPINNED}`) });
  const { out } = await commandLine('check', 'charts/agent');
  expect(argsOf('helm')).toEqual([['template', 'release-name', resolve('charts/agent')]]);
  expect(out).toMatch(/^Pod mesh\/a {2}charts\/agent\/templates\/a\.yaml, rendered by helm template\n/);
  const sarif = JSON.parse((await commandLine('check', 'charts', '--format', 'sarif')).out);
  expect(sarif.runs[0].results[0].locations[0].physicalLocation).toEqual({
    artifactLocation: { uri: 'charts/agent/templates/a.yaml' },
    region: { startLine: 1, startColumn: 1 },
  });
  const json = JSON.parse((await commandLine('check', 'charts', '--format', 'json')).out);
  expect(json.notes).toEqual(['charts/agent was rendered by helm template']);
  expect(json.findings[0].line).toBeUndefined();
});

test('a template that names a folder above is not believed', async () => {
  workingFolder({ 'agent/Chart.yaml': '' });
  standIns({ helm: prints(`---\n# Source: ../../secret.yaml\n${UNPINNED}`) });
  expect((await commandLine('check', 'agent')).out).toMatch(/^Pod mesh\/a {2}agent, rendered by helm template\n/);
});

test('in a repository: what others include is not rendered by itself, and the rest is read', async () => {
  workingFolder({
    'deploy/base/kustomization.yaml': 'resources: [a.yaml]',
    'deploy/base/a.yaml': UNPINNED,
    'deploy/parts/kustomization.yaml': 'kind: Component',
    'deploy/overlay/kustomization.yaml': 'resources: [../base]\ncomponents: [../parts]',
    'deploy/overlay/patches/p.yaml': UNPINNED,
    'deploy/plain/b.yaml': pod('b', 'registry.example.com/b:1'),
    'deploy/plain/values.tpl.yaml': 'kind: Service\n{{- if .x }}\na: b\n{{- end }}\n',
  });
  standIns({ kubectl: prints(pod('a', 'registry.example.com/a:1')) });
  const { code, out, err } = await commandLine('check', 'deploy');
  expect(argsOf('kubectl')).toEqual([['kustomize', resolve('deploy/overlay')]]);
  expect([code, out]).toEqual([0, '2 objects, no findings\ndeploy/overlay was rendered by kubectl kustomize.\n']);
  expect(err).toMatch(/^skipped deploy\/plain\/values\.tpl\.yaml:2: .* \(it looks like a template; render it first/);
});

test('without the program: exit code 2 and the command to type, and the rest is checked', async () => {
  workingFolder({ 'app/kustomization.yaml': '', 'chart/Chart.yaml': '', 'plain/a.yaml': UNPINNED });
  standIns({});
  const { code, out, err } = await commandLine('check', '.');
  expect(code).toBe(2);
  expect(out).toContain('1 warning in 1 object.');
  expect(err).toBe(
    [
      'cdk8s-mcp-mesh: cannot be read, so only the rest was looked at:',
      '  app: app/kustomization.yaml is to be rendered, and neither kubectl nor kustomize is installed. Render it yourself: kubectl kustomize app | npx cdk8s-mcp-mesh check -',
      '  chart: chart/Chart.yaml is to be rendered, and helm is not installed. Render it yourself: helm template release-name chart --values <file> | npx cdk8s-mcp-mesh check -',
      '',
    ].join('\n'),
  );
});

test('what the program says last is why it failed', async () => {
  workingFolder({ 'chart/Chart.yaml': '' });
  standIns({ helm: 'complain("coalesce.go: warning\\nError: values.host is missing\\n::error::pwned\\u001b[2J");' });
  const { code, err } = await commandLine('check', 'chart');
  expect(code).toBe(2);
  expect(err).toContain('  chart: helm template fails: ::error::pwned\ufffd[2J. Render it yourself: helm template');
});

test('a name from elsewhere is neither an option nor a command', async () => {
  workingFolder({
    '--output=x/kustomization.yaml': '',
    'a; touch pwned/Chart.yaml': '',
    '$(touch pwned)/kustomization.yaml': '',
  });
  standIns({ kubectl: prints(UNPINNED), helm: 'complain("no")' });
  const { err } = await commandLine('check', '.');
  expect(argsOf('kubectl')).toEqual([
    ['kustomize', resolve('$(touch pwned)')],
    ['kustomize', resolve('--output=x')],
  ]);
  expect(argsOf('helm')).toEqual([['template', 'release-name', resolve('a; touch pwned')]]);
  expect(err).toContain('Render it yourself: helm template release-name "a; touch pwned" --values <file>');
  expect(() => readFileSync('pwned')).toThrow();
});

test('diff and graph read the same', async () => {
  workingFolder({ 'old/kustomization.yaml': '', 'new/a.yaml': UNPINNED });
  standIns({ kubectl: prints(pod('a', 'registry.example.com/a:1')) });
  expect(await commandLine('diff', 'old', 'new')).toMatchObject({
    code: 1,
    err: 'note: old was rendered by kubectl kustomize\n',
  });
  addFiles({ 'agent/Chart.yaml': '' });
  standIns({ helm: prints(UNPINNED) });
  expect((await commandLine('graph', 'agent')).err).toBe('note: agent was rendered by helm template\n');
});
