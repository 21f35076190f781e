import { execSync } from 'child_process';
import { readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { answers, Commands, POD_SUFFIX, removeTutorial, save, steps, tutorialFolder } from '../support/tutorial';

/*
 * docs/tutorial/README.md, followed from the first line to the last. Commands that need a cluster or a registry of packages are not
 * run here; what kubectl prints is compared with the manifests of that moment. `verify` runs the same manifests on MCP Mesh
 * (part real-mesh), and applies them to an API server.
 */

jest.setTimeout(180_000);

const NEEDS_MORE = /^(npm|kind|kubectl|mkdir) /;

interface Printed {
  readonly command: string;
  readonly shown: string;
  readonly printed: string;
}

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: { readonly [name: string]: string } };
}

const folder = tutorialFolder();
const printed: Printed[] = [];
const failed: string[] = [];
const notRun: string[] = [];
const onCluster = new Map<string, string>();

beforeAll(() => {
  for (const step of steps) {
    if ('path' in step) {
      save(folder, step);
    } else {
      run(step);
    }
  }
});

afterAll(() => removeTutorial(folder));

function run({ commands, shown }: Commands): void {
  const outputs = commands.map((command) => (NEEDS_MORE.test(command) ? imagined(command) : output(command)));
  if (shown !== undefined) {
    printed.push({ command: commands.at(-1)!, shown, printed: outputs.at(-1)! });
  }
}

function output(command: string): string {
  try {
    // The look for a newer cdk8s needs the network.
    const typed = command.replace(/^npx cdk8s synth$/, '$& --no-check-upgrade');
    return execSync(typed, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    failed.push(command);
    return (error as { stdout: string }).stdout;
  }
}

/** What a command prints that is not run here, as far as the manifests show it. */
function imagined(command: string): string {
  notRun.push(command);
  if (command.startsWith('kubectl apply ')) {
    return applied(manifests(...(command.includes('deny.yaml') ? ['deny.yaml'] : [])));
  }
  if (command.includes(' wait ')) {
    const deployments = manifests().filter(({ kind }) => kind === 'Deployment');
    const lines = deployments.map((each) => `${resource(each)}/${each.metadata.name} condition met\n`);
    return lines.sort().join('');
  }
  return '';
}

/** What `kubectl apply` prints, with what was applied before in mind. */
function applied(all: readonly Manifest[]): string {
  const lines = all.map((each) => {
    const id = `${resource(each)}/${each.metadata.name}`;
    const [before, now] = [onCluster.get(id), JSON.stringify(each)];
    onCluster.set(id, now);
    return `${id} ${before === undefined ? 'created' : before === now ? 'unchanged' : 'configured'}\n`;
  });
  return lines.join('');
}

function manifests(...others: readonly string[]): Manifest[] {
  const files = [join('manifests', 'mesh.k8s.yaml'), ...others];
  return files.flatMap((file) =>
    parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((each) => each.toJS() as Manifest),
  );
}

/** A resource as kubectl names it: "deployment.apps". */
function resource({ apiVersion, kind }: Manifest): string {
  const [group, version] = apiVersion.split('/');
  return `${kind.toLowerCase()}${version === undefined ? '' : `.${group}`}`;
}

/** Whether a text is what the page shows. A line "…" there stands for any lines. */
function isAsShown(text: string, shown: string): boolean {
  const escaped = shown.split(/^…\n/m).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${escaped.join('(?:.*\\n)+')}$`).test(text);
}

test('each output is as the page shows it', () => {
  expect(printed.length).toBeGreaterThan(10);
  for (const each of printed.filter(({ command }) => !command.includes(' curl '))) {
    // Compared as a whole if it differs, so that the difference can be read.
    expect([each.command, isAsShown(each.printed, each.shown) ? each.shown : each.printed]).toEqual([
      each.command,
      each.shown,
    ]);
  }
});

test('two commands fail: the check of what is broken, and the question about what is closed', () => {
  expect(failed).toEqual([
    'npx cdk8s-mcp-mesh check manifests/ deny.yaml',
    'npx cdk8s-mcp-mesh why mcp-mesh/mcp-mesh-weather mcp-mesh/mcp-mesh-planner manifests/ deny.yaml',
  ]);
});

test('no other command needs a cluster or packages', () => {
  expect(notRun.map((command) => command.replace(/ -- .*/, ' -- …'))).toEqual([
    'mkdir -p my-mesh/agents && cd my-mesh',
    'npm install ../cdk8s-mcp-mesh/cdk8s-mcp-mesh-0.0.0.tgz cdk8s cdk8s-plus-28 constructs cdk8s-cli tsx',
    'kind create cluster',
    'kubectl create namespace mcp-mesh',
    'kubectl apply -f manifests/',
    'kubectl -n mcp-mesh wait --for=condition=Available deployment --all --timeout=5m',
    'kubectl -n mcp-mesh exec deployment/mcp-mesh-planner -c agent -- …',
    'kubectl apply -f manifests/ -f deny.yaml',
    'kubectl run stranger --namespace default --image busybox:1.35 --restart Never --rm -i -- …',
    'kubectl apply -f manifests/',
    'kubectl -n mcp-mesh rollout status deployment --timeout=5m',
    'kind delete cluster',
  ]);
});

test('eight commands lead to the first call', () => {
  const all = steps.flatMap((step) => ('path' in step ? [] : step.commands));
  expect(all.findIndex((command) => command.includes(' curl '))).toBe(7);
});

test('who answers is a pod of the mesh, and the tool that is called is in its code', () => {
  const pods = [...JSON.stringify(answers).matchAll(/"served_by":"([^"]+)"/g)].map(([, pod]) => pod);
  const names = manifests()
    .filter(({ kind }) => kind === 'Deployment')
    .map(({ metadata }) => `${metadata.name}${POD_SUFFIX}`);
  expect(answers).toHaveLength(2);
  expect(pods).toHaveLength(4);
  expect(names).toEqual(expect.arrayContaining(pods));
  const [call] = notRun.filter((command) => command.includes(' curl '));
  const [, tool] = /"params":\{"name":"(\w+)"/.exec(call)!;
  expect(readFileSync(join(folder, 'agents', 'planner.py'), 'utf8')).toContain(`async def ${tool}(`);
});
