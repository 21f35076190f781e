import { HttpRoute, Ingress, VirtualService } from '../api/kinds';
import { Cluster } from '../cluster/cluster';
import {
  endpointsOfDestination,
  endpointsOfIngressBackend,
  endpointsOfReference,
  gatewaysOfHttpRoute,
  isGateway,
} from '../cluster/route-endpoints';
import { Endpoint, endpoints, portNumbers, Service } from '../cluster/services';

/*
 * The pods and ports to which objects send traffic from outside of the cluster.
 */

export function backendsOfIngress(cluster: Cluster, ingress: Ingress): Endpoint[] {
  const { rules = [], defaultBackend } = ingress.spec ?? {};
  const backends = rules.flatMap(({ http }) => http?.paths ?? []).map(({ backend }) => backend);
  return [...backends, defaultBackend].flatMap((backend) =>
    endpointsOfIngressBackend(cluster, backend, cluster.namespaceOf(ingress)),
  );
}

export function backendsOfHttpRoute(cluster: Cluster, route: HttpRoute): Endpoint[] {
  const { rules = [] } = route.spec ?? {};
  return gatewaysOfHttpRoute(route).length === 0
    ? []
    : rules
        .flatMap(({ backendRefs = [] }) => backendRefs)
        .flatMap((ref) => endpointsOfReference(cluster, ref, cluster.namespaceOf(route)));
}

export function backendsOfVirtualService(cluster: Cluster, virtualService: VirtualService): Endpoint[] {
  const { gateways = [], http = [] } = virtualService.spec ?? {};
  return !gateways.some(isGateway)
    ? []
    : http
        .flatMap(({ route = [] }) => route)
        .flatMap(({ destination }) =>
          endpointsOfDestination(cluster, destination, cluster.namespaceOf(virtualService)),
        );
}

/** Of a Service that nodes or a load balancer publish. */
export function backendsOfService(service: Service): Endpoint[] {
  return ['LoadBalancer', 'NodePort'].includes(service.manifest.spec?.type ?? '')
    ? portNumbers(service).flatMap((port) => endpoints(service, port))
    : [];
}
