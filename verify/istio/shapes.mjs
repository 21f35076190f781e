// What no example has: routing by a router Service, and agents that share a capability, in both shapes.
// Writes its manifests below the folder $1, and to $2 the weights that the routes must have.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { App, Chart } = require('cdk8s');
const { IstioRouting, IstioRoutingShape, MeshAgent, MeshNetworkPolicy, MeshRegistry, ServiceMesh } = require('../..');

const [folder, weights] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

for (const [shape, port] of [[IstioRoutingShape.ROUTER_SERVICE, undefined], [IstioRoutingShape.SERVICE_ENTRY, 80]]) {
  const name = `shared-${shape.toLowerCase()}`;
  const chart = new Chart(new App({ outdir: join(folder, name) }), name, { namespace: name });
  const registry = new MeshRegistry(chart, 'registry', { serviceMesh: ServiceMesh.istio() });
  const agent = (id, port, weight) => {
    const made = new MeshAgent(chart, id, { registry, serviceName: id, port, image: `registry.example.com/${id}:1.0.0` });
    made.addCapability('forecast', { weight });
    return made;
  };
  const agents = [agent('old-forecaster', 8081, 90), agent('new-forecaster', 8082, 10)];
  agents[1].addCapability('Storm_Warning');
  new MeshNetworkPolicy(chart, 'network-policy', { registry });
  new IstioRouting(chart, 'routing', { agents, shape, port });
  chart.node.root.synth();
}

writeFileSync(weights, JSON.stringify(Object.fromEntries(Object.values(IstioRoutingShape).map((shape) => [
  `shared-${shape.toLowerCase()}`, { forecast: { 'old-forecaster': 90, 'new-forecaster': 10 } },
]))));
