import { Cluster } from './cluster';
import { destinations, resolve } from './dns';
import { Manifest } from './manifest';
import { Endpoint, endpoints, Service } from './services';

/*
 * The pods and ports to which Ingresses and routes send requests.
 */

/** The gateway name by which an Istio object means all sidecars. */
const SIDECARS = 'mesh';

/** Whether an Istio object means a gateway by this name, and not the sidecars. */
export function isGateway(name: string): boolean {
  return name !== SIDECARS;
}

/** The pods behind a backend of an Ingress. */
export function ingressBackends(cluster: Cluster, ingress: Manifest, backend: Manifest): Endpoint[] {
  const { name, port } = backend?.service ?? {};
  const service = name === undefined ? undefined : cluster.service(cluster.namespaceOf(ingress), name);
  const number = port?.number ?? service?.ports.find((each) => each.name === port?.name)?.port;
  return service === undefined || number === undefined ? [] : endpoints(service, number);
}

/** The pods behind a backendRef of an HTTPRoute. */
export function httpRouteBackends(cluster: Cluster, route: Manifest, backendRef: Manifest): Endpoint[] {
  const { kind = 'Service', namespace, name, port } = backendRef;
  if (kind !== 'Service' || name === undefined || port === undefined) {
    return [];
  }
  const service = cluster.service(namespace ?? cluster.namespaceOf(route), name);
  return service === undefined ? [] : endpoints(service, port);
}

/** The pods behind a destination of a VirtualService. Without a port, it is every port of its Service. */
export function virtualServiceBackends(cluster: Cluster, virtualService: Manifest, destination: Manifest): Endpoint[] {
  const { host, port } = destination ?? {};
  const namespace = cluster.namespaceOf(virtualService);
  const found = host === undefined ? undefined : resolve(cluster, host, { namespace });
  if (found === undefined || !('service' in found)) {
    return [];
  }
  const ports = port?.number === undefined ? portNumbers(found.service) : [port.number];
  return ports.flatMap((number) => destinations(found, number));
}

export function portNumbers({ ports }: Service): number[] {
  return ports.map(({ port }) => port);
}
