import { Cluster } from './cluster';
import { destinations, resolve } from './dns';
import { Endpoint, endpoints, portNumbers } from './services';
import { ObjectReference, ParentReference } from '../api/gateway-api';
import { IstioDestination } from '../api/istio';
import { GatewayRoute } from '../api/kinds';
import { IngressBackend } from '../api/networking';

/*
 * The pods and ports to which Ingresses and routes send requests.
 */

export function endpointsOfIngressBackend(
  cluster: Cluster,
  backend: IngressBackend | undefined,
  namespace: string,
): Endpoint[] {
  const { name, port } = backend?.service ?? {};
  const service = name === undefined ? undefined : cluster.service(namespace, name);
  const number = port?.number ?? service?.ports.find((each) => each.name === port?.name)?.port;
  return service === undefined || number === undefined ? [] : endpoints(service, number);
}

/** The Gateways that a route of the Gateway API is attached to. One that is attached to Services only is traffic within the cluster. */
export function gatewaysOfRoute({ spec }: GatewayRoute): ParentReference[] {
  return (spec?.parentRefs ?? []).filter(({ kind = 'Gateway' }) => kind === 'Gateway');
}

/** Of a backend of such a route. */
export function endpointsOfReference(
  cluster: Cluster,
  { kind = 'Service', namespace, name, port }: ObjectReference,
  routeNamespace: string,
): Endpoint[] {
  if (kind !== 'Service' || name === undefined || port === undefined) {
    return [];
  }
  const service = cluster.service(namespace ?? routeNamespace, name);
  return service === undefined ? [] : endpoints(service, port);
}

/** The name, among gateways, by which Istio means all sidecars. */
const SIDECARS = 'mesh';

/** Whether a name among the gateways of a VirtualService is that of a gateway. */
export function isGateway(name: string): boolean {
  return name !== SIDECARS;
}

/** Of a destination of a VirtualService. Without a port, it means every port of its Service. */
export function endpointsOfDestination(
  cluster: Cluster,
  { host, port }: IstioDestination = {},
  namespace: string,
): Endpoint[] {
  const found = host === undefined ? undefined : resolve(cluster, host, { namespace });
  if (found === undefined || !('service' in found)) {
    return [];
  }
  const ports = port?.number === undefined ? portNumbers(found.service) : [port.number];
  return ports.flatMap((number) => destinations(found, number));
}
