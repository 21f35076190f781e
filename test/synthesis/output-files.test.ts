import { mkdtempSync, readdirSync, readFileSync, statSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ApiObject, App, Chart, JsonPatch, YamlOutputType } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { MeshAgent, MeshDiscoveryTest, MeshNetworkPolicy, MeshRegistry } from '../../src';

const image = 'example.com/agent:1.0.0';
const { FILE_PER_APP, FILE_PER_CHART, FILE_PER_RESOURCE, FOLDER_PER_CHART_FILE_PER_RESOURCE } = YamlOutputType;

function app(yamlOutputType: YamlOutputType): App {
  return new App({ outdir: mkdtempSync(join(tmpdir(), 'cdk8s-mcp-mesh-')), yamlOutputType });
}

/** Two namespaces, each with a chart of its own. */
function twoNamespaces(of: App): Chart[] {
  const charts = ['core', 'edge'].map((namespace) => new Chart(of, namespace, { namespace }));
  const registry = new MeshRegistry(charts[0], 'registry');
  new MeshNetworkPolicy(charts[0], 'policy', { registry, defaultDeny: true });
  new MeshDiscoveryTest(charts[0], 'test', { registry });
  new MeshAgent(charts[0], 'a', { registry, image });
  new MeshAgent(charts[1], 'b', { registry, image });
  return charts;
}

/** Two namespaces in one chart. */
function oneChart(of: App): Chart {
  const chart = new Chart(of, 'all', { namespace: 'core' });
  const registry = new MeshRegistry(chart, 'registry');
  new MeshAgent(chart, 'a', { registry, image });
  new MeshAgent(chart, 'b', { registry, image, namespace: 'edge' });
  return chart;
}

/** The objects of an app, and those that are read from its files, each as kind, namespace and name. */
function madeAndWritten(of: App): [string[], string[]] {
  const made = of.node
    .findAll()
    .filter((each): each is ApiObject => ApiObject.isApiObject(each))
    .map(({ kind, metadata, name }) => `${kind} ${metadata.namespace} ${name}`);
  of.synth();
  const written = filesIn(of.outdir)
    .flatMap((file) => parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS()))
    .map(({ kind, metadata }) => `${kind} ${metadata.namespace} ${metadata.name}`);
  return [made.sort(), written.sort()];
}

function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesIn(path) : [path]));
}

function refusal(of: App): string {
  try {
    of.synth();
  } catch (error) {
    expect(filesIn(of.outdir)).toEqual([]);
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

test.each([FILE_PER_APP, FILE_PER_CHART, FOLDER_PER_CHART_FILE_PER_RESOURCE])(
  'every object of a mesh in two namespaces is written (output type %s)',
  (type) => {
    const of = app(type);
    twoNamespaces(of);
    const [made, written] = madeAndWritten(of);
    expect(written).toEqual(made);
    expect(made).toHaveLength(23);
  },
);

test('every object of a mesh in one namespace is written to a file of its own', () => {
  const of = app(FILE_PER_RESOURCE);
  const chart = new Chart(of, 'mesh', { namespace: 'mesh' });
  const registry = new MeshRegistry(chart, 'registry');
  new MeshNetworkPolicy(chart, 'policy', { registry, strict: true, defaultDeny: true });
  new MeshAgent(chart, 'a', { registry, image });
  const [made, written] = madeAndWritten(of);
  expect(written).toEqual(made);
  expect(filesIn(of.outdir)).toHaveLength(10);
});

test('a file for each object does not tell namespaces apart: refused before anything is written', () => {
  const of = app(FILE_PER_RESOURCE);
  twoNamespaces(of);
  expect(refusal(of)).toBe(
    'Validation failed with the following errors:\n' +
      '  [] YamlOutputType.FILE_PER_RESOURCE, by which 23 objects would make 19 files: ' +
      'ConfigMap.mcp-agent-config.k8s.yaml is of core/registry/AgentConfig and edge/cdk8s-mcp-mesh/core.registry.AgentConfig.edge; ' +
      'NetworkPolicy.default-deny.k8s.yaml is of core/policy/deny.core and edge/cdk8s-mcp-mesh/core.policy.deny.edge; ' +
      'NetworkPolicy.agent-communication-policy.k8s.yaml is of core/policy/Resource and edge/cdk8s-mcp-mesh/core.policy.agents.edge; ' +
      'NetworkPolicy.mcp-mesh-discovery-test-to-8080.k8s.yaml is of core/test/policy.agents.core.8080 and edge/cdk8s-mcp-mesh/core.test.policy.agents.edge.8080: ' +
      'cdk8s names the file of an object by its kind and name, without its namespace, and each would overwrite the one before. ' +
      'Take YamlOutputType.FILE_PER_CHART or FILE_PER_APP, or FOLDER_PER_CHART_FILE_PER_RESOURCE with a chart for each namespace.',
  );
});

test('two namespaces in the folder of one chart are refused', () => {
  const of = app(FOLDER_PER_CHART_FILE_PER_RESOURCE);
  oneChart(of);
  expect(refusal(of)).toBe(
    'Validation failed with the following errors:\n' +
      '  [] YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE, by which 11 objects would make 10 files: ' +
      'all/ConfigMap.mcp-agent-config.k8s.yaml is of all/registry/AgentConfig and all/registry/AgentConfig.edge: ' +
      'cdk8s names the file of an object by its kind and name, without its namespace, and each would overwrite the one before. ' +
      'Give each namespace a chart of its own, with the agents of that namespace in it, or take YamlOutputType.FILE_PER_CHART or FILE_PER_APP.',
  );
});

test("so are a user's own objects, by the names that they are written with", () => {
  const object = (apiVersion: string, name: string) => ({ apiVersion, kind: 'NetworkPolicy', metadata: { name } });
  const of = app(FILE_PER_RESOURCE);
  const chart = new Chart(of, 'mesh', { namespace: 'mesh' });
  new MeshRegistry(chart, 'registry');
  new ApiObject(chart, 'kubernetes', object('networking.k8s.io/v1', 'own'));
  const calico = new ApiObject(chart, 'calico', object('projectcalico.org/v3', 'other'));
  expect(() => of.synth()).not.toThrow();
  calico.addJsonPatch(JsonPatch.replace('/metadata/name', 'own:'));
  expect(() => of.synth()).toThrow('NetworkPolicy.own.k8s.yaml is of mesh/kubernetes and mesh/calico: cdk8s');
});

test('of many files five are listed', () => {
  const of = app(FILE_PER_RESOURCE);
  const charts = twoNamespaces(of);
  charts.forEach((chart) =>
    ['x', 'y'].forEach((name) => new ApiObject(chart, name, { apiVersion: 'v1', kind: 'Secret', metadata: { name } })),
  );
  expect(refusal(of)).toContain('; and so on, 6 files in all: cdk8s');
});
