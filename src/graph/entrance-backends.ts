import { Cluster } from '../cluster/cluster';
import { Manifest } from '../cluster/manifest';
import {
  httpRouteBackends,
  ingressBackends,
  isGateway,
  portNumbers,
  virtualServiceBackends,
} from '../cluster/route-backends';
import { Endpoint, endpoints, Service } from '../cluster/services';

/*
 * The pods and ports to which objects send traffic from outside of the cluster.
 */

export function backendsOfIngress(cluster: Cluster, ingress: Manifest): Endpoint[] {
  const { rules = [], defaultBackend } = ingress.spec ?? {};
  const paths: Manifest[] = rules.flatMap(({ http }: Manifest) => http?.paths ?? []);
  return [...paths, { backend: defaultBackend }].flatMap(({ backend }) => ingressBackends(cluster, ingress, backend));
}

/** A route whose only parents are Services is traffic within the mesh. */
export function backendsOfHttpRoute(cluster: Cluster, route: Manifest): Endpoint[] {
  const { parentRefs = [], rules = [] } = route.spec ?? {};
  if (!parentRefs.some(({ kind = 'Gateway' }: Manifest) => kind === 'Gateway')) {
    return [];
  }
  const refs: Manifest[] = rules.flatMap(({ backendRefs = [] }: Manifest) => backendRefs);
  return refs.flatMap((ref) => httpRouteBackends(cluster, route, ref));
}

export function backendsOfVirtualService(cluster: Cluster, virtualService: Manifest): Endpoint[] {
  const { gateways = [], http = [] } = virtualService.spec ?? {};
  if (!gateways.some(isGateway)) {
    return [];
  }
  const routes: Manifest[] = http.flatMap(({ route = [] }: Manifest) => route);
  return routes.flatMap(({ destination }) => virtualServiceBackends(cluster, virtualService, destination));
}

/** Of a Service that nodes or a load balancer publish. */
export function backendsOfService(service: Service): Endpoint[] {
  return ['LoadBalancer', 'NodePort'].includes(service.manifest.spec?.type)
    ? portNumbers(service).flatMap((port) => endpoints(service, port))
    : [];
}
