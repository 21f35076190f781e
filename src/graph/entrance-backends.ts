import { Cluster } from '../cluster/cluster';
import { destinations, resolve } from '../cluster/dns';
import { Manifest } from '../cluster/manifest';
import { Endpoint, endpoints, Service } from '../cluster/services';

/*
 * The pods and ports to which objects send traffic from outside of the cluster.
 */

export function backendsOfIngress(cluster: Cluster, ingress: Manifest): Endpoint[] {
  const { rules = [], defaultBackend } = ingress.spec ?? {};
  const paths: Manifest[] = rules.flatMap(({ http }: Manifest) => http?.paths ?? []);
  return [...paths, { backend: defaultBackend }].flatMap(({ backend }) => {
    const { name, port } = backend?.service ?? {};
    const service = name === undefined ? undefined : cluster.service(cluster.namespaceOf(ingress), name);
    const number = port?.number ?? service?.ports.find((each) => each.name === port?.name)?.port;
    return service === undefined || number === undefined ? [] : endpoints(service, number);
  });
}

/** A route whose only parents are Services is traffic within the mesh. */
export function backendsOfHttpRoute(cluster: Cluster, route: Manifest): Endpoint[] {
  const { parentRefs = [], rules = [] } = route.spec ?? {};
  if (!parentRefs.some(({ kind = 'Gateway' }: Manifest) => kind === 'Gateway')) {
    return [];
  }
  const refs: Manifest[] = rules.flatMap(({ backendRefs = [] }: Manifest) => backendRefs);
  return refs.flatMap(({ kind = 'Service', namespace, name, port }) => {
    if (kind !== 'Service' || name === undefined || port === undefined) {
      return [];
    }
    const service = cluster.service(namespace ?? cluster.namespaceOf(route), name);
    return service === undefined ? [] : endpoints(service, port);
  });
}

/** The gateway name by which an Istio object means all sidecars. */
const SIDECARS = 'mesh';

export function backendsOfVirtualService(cluster: Cluster, virtualService: Manifest): Endpoint[] {
  const { gateways = [], http = [] } = virtualService.spec ?? {};
  if (!gateways.some((name: string) => name !== SIDECARS)) {
    return [];
  }
  const namespace = cluster.namespaceOf(virtualService);
  const routes: Manifest[] = http.flatMap(({ route = [] }: Manifest) => route);
  return routes.flatMap(({ destination }) => backendsOfDestination(cluster, destination, namespace));
}

/** Without a port, a destination is every port of its Service. */
function backendsOfDestination(cluster: Cluster, destination: Manifest, namespace: string): Endpoint[] {
  const found = destination?.host === undefined ? undefined : resolve(cluster, destination.host, { namespace });
  if (found === undefined || !('service' in found)) {
    return [];
  }
  const { number } = destination.port ?? {};
  const ports = number ? [number] : portsOf(found.service);
  return ports.flatMap((port) => destinations(found, port));
}

/** Of a Service that nodes or a load balancer publish. */
export function backendsOfService(service: Service): Endpoint[] {
  return ['LoadBalancer', 'NodePort'].includes(service.manifest.spec?.type)
    ? portsOf(service).flatMap((port) => endpoints(service, port))
    : [];
}

function portsOf({ ports }: Service): number[] {
  return ports.map(({ port }) => port);
}
