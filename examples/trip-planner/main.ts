import { App, Chart } from 'cdk8s';
import { MeshNetworkPolicy } from 'cdk8s-mcp-mesh';
import { tripPlanner } from './agents';
import { dataStores } from './data-stores';
import { gatewayIngress } from './ingress';

const namespace = 'trip-planner';
const app = new App();

// Small ones, until they are managed ones: drop this chart then, and give endpoints of your own.
const stores = dataStores(new Chart(app, 'data-stores', { namespace }));

const mesh = new Chart(app, 'trip-planner', { namespace });
const { registry, gateway } = tripPlanner(mesh, stores);

// Exactly the edges that the agents declare; everything else in the namespace is closed.
new MeshNetworkPolicy(mesh, 'network-policy', { registry, strict: true, defaultDeny: true });
gatewayIngress(mesh, gateway);

app.synth();
