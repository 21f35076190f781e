// A mesh of public images alone: the code of its agents is mounted from ConfigMaps into MCP Mesh's own image.
// Writes its manifests into the folder $1.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { App, Chart } = require('cdk8s');
const { k8s } = require('cdk8s-plus-28');
const { AgentRuntime, MeshAgent, MeshDiscoveryTest, MeshNetworkPolicy, MeshRegistry } = require('../..');

const RELEASE = '3.8.0';

const app = new App({ outdir: process.argv[2] });
const chart = new Chart(app, 'kind', { namespace: 'kind' });
const registry = new MeshRegistry(chart, 'registry', { agentDefaults: { runtime: AgentRuntime.python(RELEASE) } });

const agent = (name, props) => {
  const code = readFileSync(join(import.meta.dirname, 'agents', `${name}.py`), 'utf8');
  const map = new k8s.KubeConfigMap(chart, `${name}-code`, { metadata: { name: `${name}-code` }, data: { 'main.py': code } });
  return new MeshAgent(chart, name, {
    registry,
    image: `mcpmesh/python-runtime:${RELEASE}`,
    args: ['main.py'],
    volumes: [{ name: 'code', configMap: { name: map.name } }],
    volumeMounts: [{ name: 'code', mountPath: '/app', readOnly: true }],
    ...props,
  });
};
agent('weather', { replicas: 2 }).addCapability('weather', { tags: ['city'] });
const analytics = agent('analytics', { capabilities: ['analytics'] });
analytics.addRequirement('weather', { tags: ['city'] });

new MeshNetworkPolicy(chart, 'network-policy', { registry, strict: true, defaultDeny: true });
new MeshDiscoveryTest(chart, 'discovery-test', { registry });
app.synth();
