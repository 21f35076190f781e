import { App, Chart } from 'cdk8s';
import { MeshIngress, MeshNetworkPolicy, MeshPeer } from 'cdk8s-mcp-mesh';
import { tripPlanner } from './agents';
import { dataStores } from './data-stores';

const namespace = 'trip-planner';
const app = new App();

// Small ones, until they are managed ones: drop this chart then, and give endpoints of your own.
const stores = dataStores(new Chart(app, 'data-stores', { namespace }));

const mesh = new Chart(app, 'trip-planner', { namespace });
const { registry, gateway } = tripPlanner(mesh, stores);

// Exactly the edges that the agents declare; everything else in the namespace is closed.
new MeshNetworkPolicy(mesh, 'network-policy', { registry, strict: true, defaultDeny: true });

// The gateway at http://trip-planner.local.
new MeshIngress(mesh, 'ingress', {
  name: 'trip-planner-gateway',
  className: 'nginx',
  rules: [{ host: 'trip-planner.local', target: gateway }],
  controller: MeshPeer.namespace('ingress-nginx'),
  annotations: { 'nginx.ingress.kubernetes.io/ssl-redirect': 'false' },
});

app.synth();
