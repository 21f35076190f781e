// A mesh of public images alone: the code of its agents is mounted into MCP Mesh's own image.
// Writes its manifests into the folder $1.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { App, Chart } = require('cdk8s');
const { AgentSource, MeshAgent, MeshCode, MeshDiscoveryTest, MeshNetworkPolicy, MeshRegistry } = require('../..');

const app = new App({ outdir: process.argv[2] });
const chart = new Chart(app, 'kind', { namespace: 'kind' });
const registry = new MeshRegistry(chart, 'registry');

const agent = (name, props) =>
  new MeshAgent(chart, name, {
    registry,
    source: AgentSource.fromFile(join(import.meta.dirname, 'agents', `${name}.py`)),
    code: MeshCode.mounted(),
    ...props,
  });
agent('weather', { replicas: 2 });
agent('analytics');

new MeshNetworkPolicy(chart, 'network-policy', { registry, strict: true, defaultDeny: true });
new MeshDiscoveryTest(chart, 'discovery-test', { registry });
app.synth();
