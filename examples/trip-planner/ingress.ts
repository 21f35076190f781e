import { Chart } from 'cdk8s';
import { MeshAgent, MeshPeer } from 'cdk8s-mcp-mesh';
import { Ingress } from 'cdk8s-plus-28';

/** The gateway at http://trip-planner.local, by an ingress controller in the namespace `ingress-nginx`. */
export function gatewayIngress(chart: Chart, gateway: MeshAgent): void {
  new Ingress(chart, 'ingress', {
    metadata: { name: 'trip-planner-gateway', annotations: { 'nginx.ingress.kubernetes.io/ssl-redirect': 'false' } },
    className: 'nginx',
    rules: [{ host: 'trip-planner.local', path: '/', backend: gateway.toIngressBackend() }],
  });
  gateway.allowIngress(MeshPeer.namespace('ingress-nginx'));
}
