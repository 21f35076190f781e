// Two releases of one mesh, into the folders before/ and after/ of $1: the second makes other objects of the same names.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { App, Chart, Size } = require('cdk8s');
const { HeadlessMeshAgent, MeshAgent, MeshNetworkPolicy, MeshRegistry, MeshStorage, RegistryDatabase } = require('../..');

for (const release of ['before', 'after']) {
  const isAfter = release === 'after';
  const app = new App({ outdir: join(process.argv[2], release) });
  const chart = new Chart(app, 'mesh', { namespace: 'mcp-mesh' });
  const registry = new MeshRegistry(chart, 'registry', {
    headless: isAfter,
    database: RegistryDatabase.sqlite(MeshStorage.claim(Size.gibibytes(1))),
  });
  const image = 'registry.example.com/agent:1.0.0';
  new MeshAgent(chart, 'weather', { registry, image, capabilities: ['weather'] });
  new MeshAgent(chart, 'planner', { registry, image, dependencies: ['weather'] });
  new (isAfter ? HeadlessMeshAgent : MeshAgent)(chart, 'history', { registry, image });
  if (!isAfter) {
    new MeshAgent(chart, 'retired', { registry, image }).allowServiceDiscovery();
  }
  new MeshNetworkPolicy(chart, 'policy', { registry, strict: isAfter });
  app.synth();
}
