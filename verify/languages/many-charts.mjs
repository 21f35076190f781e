// 150 charts under MeshChecks, with one warning each, into the folder that it is given: cdk8s validates 151 times, and each
// language must print each warning once. many_charts.py is the same app.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.argv[2], 'main.js'));
const { ApiObject, App, Chart } = require('cdk8s');
const { MeshAgent, MeshChecks, MeshRegistry } = require('cdk8s-mcp-mesh');

const app = new App();
MeshChecks.of(app);
const registry = new MeshRegistry(new Chart(app, 'home', { namespace: 'mesh' }), 'registry');
for (let i = 0; i < 150; i++) {
  const chart = new Chart(app, `team-${i}`, { namespace: 'mesh' });
  new MeshAgent(chart, `agent-${i}`, { registry, image: 'registry.example.com/agent:1.0.0' });
  new ApiObject(chart, 'map', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `map-${i}`, annotations: { 'cdk8s-mcp-mesh/ignore-gravity': 'just so' } },
  });
}
app.synth();
