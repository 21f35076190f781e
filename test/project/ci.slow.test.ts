import { execFileSync, spawnSync } from 'child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { delimiter, join } from 'path';
import { parse, parseAllDocuments } from 'yaml';

/*
 * What docs/how-to/ci.md shows, as far as it runs without the services: the YAML is read, and each command is run in a repository of its own.
 * npx and npm are stand-ins; what npx starts is the command line as it is compiled here.
 */

const root = join(__dirname, '..', '..');
const text = (path: string) => readFileSync(join(root, path), 'utf8');
const page = text('docs/how-to/ci.md');
const block = (mark: string) =>
  [...page.matchAll(/^```\w+\n([\s\S]*?)^```/gm)].map(([, code]) => code).find((code) => code.includes(mark))!;

const pod = (image: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: mesh }\nspec: { containers: [{ name: main, image: '${image}' }] }\n`;
const GOOD = pod('registry.example.com/a:1');
const BAD = pod('registry.example.com/a');

let folder: string;
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: folder, stdio: 'pipe' });

function addFile(path: string, content: string): void {
  const whole = join(folder, path);
  mkdirSync(join(whole, '..'), { recursive: true });
  writeFileSync(whole, content);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdk8s-mcp-mesh-ci-'));
  addFile('manifests/a.yaml', GOOD);
  const bin = JSON.stringify(join(root, 'bin', 'cdk8s-mcp-mesh'));
  const npx = `
    const args = process.argv.slice(2);
    const rest = args.slice(args.indexOf('cdk8s-mcp-mesh') + 1);
    require('fs').appendFileSync('npx.args', JSON.stringify(args) + '\\n');
    process.exitCode = require('child_process').spawnSync(process.execPath, [${bin}, ...rest], { stdio: 'inherit' }).status;`;
  for (const [name, body] of [
    ['npx', npx],
    ['npm', ''],
  ]) {
    addFile(`.bin/${name}`, `#!${process.execPath}\n${body}`);
    chmodSync(join(folder, '.bin', name), 0o755);
  }
});

afterEach(() => rmSync(folder, { recursive: true }));

function shell(script: string[], env: { [name: string]: string } = {}) {
  const PATH = `${join(folder, '.bin')}${delimiter}${process.env.PATH}`;
  const { status, stdout, stderr } = spawnSync(script[0], script.slice(1), {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env, PATH },
  });
  return { status, stdout, stderr };
}

const commands: { [service: string]: () => string[] } = {
  GitLab: () => parse(block('.gitlab-ci.yml')).mesh.script,
  Jenkins: () => [...block('Jenkinsfile').matchAll(/sh '([^']*)'/g)].map(([, command]) => command),
};

describe.each(Object.keys(commands))('the commands for %s', (service) => {
  test('pass, and fail on a finding, with a report of tests', () => {
    const script = ['sh', '-ec', commands[service]().join('\n')];
    expect(shell(script)).toMatchObject({ status: 0, stdout: '1 object, no findings\n' });
    addFile('manifests/a.yaml', BAD);
    expect(shell(script).status).toBe(1);
    expect(readFileSync(join(folder, 'mesh.xml'), 'utf8')).toContain('skipped="1"');
    expect(page).toContain("junit 'mesh.xml'");
    expect(parse(block('.gitlab-ci.yml')).mesh.artifacts.reports.junit).toBe('mesh.xml');
  });
});

test('the hook of pre-commit is one of this repository, and its command runs', () => {
  const [{ hooks }] = parse(block('.pre-commit-config.yaml')).repos;
  const offered = parse(text('.pre-commit-hooks.yaml')).find(({ id }: { id: string }) => id === hooks[0].id);
  const command = [...offered.entry.split(' '), ...hooks[0].args];
  expect(shell(command)).toMatchObject({ status: 0 });
  addFile('manifests/a.yaml', BAD);
  expect(shell(command)).toMatchObject({ status: 1 });
});

describe("GitHub's action", () => {
  const action = parse(text('action.yml'));
  const inputs: { [name: string]: { default?: string } } = action.inputs;
  const [check] = action.runs.steps;

  /** The step as the runner starts it: inputs are put into its variables. */
  function run(given: { [input: string]: string }, more: { [name: string]: string } = {}) {
    const env = Object.fromEntries(
      Object.entries(check.env as { [name: string]: string }).map(([name, value]) => [
        name,
        value
          .replace(/\$\{\{ inputs\.([\w-]+) \}\}/, (_, input) => given[input] ?? inputs[input].default!)
          .replace('${{ runner.temp }}', folder),
      ]),
    );
    const result = shell(['bash', '-e', '-o', 'pipefail', '-c', check.run], {
      ...env,
      GITHUB_ACTION_PATH: root,
      GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
      GITHUB_BASE_REF: '',
      ...more,
    });
    return { ...result, summary: readFileSync(join(folder, 'summary.md'), 'utf8') };
  }

  test('the block uses inputs that it has', () => {
    const steps = parse(block('.github/workflows')).jobs.mesh.steps;
    const { with: given } = steps.find(({ uses = '' }) => uses.startsWith('cdk8s-mcp-mesh/'));
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
    expect(run(given)).toMatchObject({ status: 0, stdout: '1 object, no findings\n', stderr: '' });
  });

  test('a finding: an annotation, SARIF and a summary, and the step fails', () => {
    addFile('manifests/a.yaml', BAD);
    const { status, stdout, summary } = run({ paths: 'manifests/' });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::warning file=.*manifests\/a\.yaml,line=4,col=\d+,title=image-not-pinned::/);
    expect(summary).toContain('| warning | [image-not-pinned]');
    const { runs } = JSON.parse(readFileSync(join(folder, 'cdk8s-mcp-mesh.sarif'), 'utf8'));
    expect(runs[0].results).toHaveLength(1);
    expect(action.runs.steps[1].with.sarif_file.replace('${{ runner.temp }}', folder)).toBe(
      join(folder, 'cdk8s-mcp-mesh.sarif'),
    );
  });

  test('options, several paths and a package', () => {
    addFile('manifests/a.yaml', BAD);
    addFile('more manifests/b.yaml', GOOD.replace('name: a', 'name: b'));
    const { status } = run({
      paths: 'manifests/\nmore manifests/\n',
      options: '--max-warnings=1\n--severity=warning',
      package: 'cdk8s-mcp-mesh@0.1.0',
    });
    expect(status).toBe(0);
    const [args] = readFileSync(join(folder, 'npx.args'), 'utf8').split('\n');
    expect(JSON.parse(args).slice(0, 6)).toEqual([
      '--yes',
      '--package',
      'cdk8s-mcp-mesh@0.1.0',
      'cdk8s-mcp-mesh',
      'check',
      '--max-warnings=1',
    ]);
    expect(JSON.parse(args).slice(-3)).toEqual(['--', 'manifests/', 'more manifests/']);
  });

  test('what is put into inputs is no command', () => {
    run({ paths: '$(touch pwned)\n--output=json=pwned\n`touch pwned`; touch pwned' });
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });

  test('a pull request: what it changes, and the picture', () => {
    git('init', '-q', '-b', 'main');
    git('add', 'manifests');
    git('commit', '-qm', 'a');
    git('clone', '-q', '--bare', '.', 'origin.git');
    git('remote', 'add', 'origin', join(folder, 'origin.git'));
    addFile('manifests/a.yaml', BAD);
    const { status, summary } = run({ paths: 'manifests/' }, { GITHUB_BASE_REF: 'main' });
    expect(status).toBe(1);
    expect(summary).toContain('### cdk8s-mcp-mesh: what changes\n\n#### Findings introduced\n');
    expect(summary).toMatch(/\n```mermaid\n[^]*flowchart LR\n[^]*accTitle: MCP Mesh: what changes\n[^]*\n```\n$/);
  });
});

test('every block of YAML is YAML', () => {
  const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, code]) => code);
  expect(blocks).toHaveLength(3);
  expect(blocks.flatMap((code) => parseAllDocuments(code).flatMap(({ errors }) => errors))).toEqual([]);
});
