import { gatewayReferencesOf, ingressReferencesOf, istioReferencesOf } from './backend-references';
import { FieldPath, fieldOf } from '../api/field-path';
import { GatewayRoute, Ingress, VirtualService } from '../api/kinds';
import { KubernetesObject } from '../api/kubernetes-object';
import { Cluster } from '../cluster/cluster';
import {
  endpointsOfDestination,
  endpointsOfIngressBackend,
  endpointsOfReference,
  gatewaysOfRoute,
  isGateway,
} from '../cluster/route-endpoints';
import { Endpoint, endpoints, portNumbers, Service } from '../cluster/services';

/*
 * The pods and ports to which objects send traffic from outside of the cluster.
 */

/** A pod and port, and the field that leads to it. */
export interface Backend extends Endpoint {
  readonly field: () => FieldPath;
}

/** The ends of a reference, which is a part of an object. */
function backends(ends: Endpoint[], object: KubernetesObject, part: object | undefined, ...name: FieldPath): Backend[] {
  return ends.map((end) => ({ ...end, field: () => fieldOf(object, part, ...name) }));
}

export function backendsOfIngress(cluster: Cluster, ingress: Ingress): Backend[] {
  return ingressReferencesOf(ingress).flatMap(({ backend }) =>
    backends(
      endpointsOfIngressBackend(cluster, backend, cluster.namespaceOf(ingress)),
      ingress,
      backend,
      'service',
      'name',
    ),
  );
}

export function backendsOfGatewayRoute(cluster: Cluster, route: GatewayRoute): Backend[] {
  return gatewaysOfRoute(route).length === 0
    ? []
    : gatewayReferencesOf(route)
        .filter(({ isMirror }) => !isMirror)
        .flatMap(({ ref }) =>
          backends(endpointsOfReference(cluster, ref, cluster.namespaceOf(route)), route, ref, 'name'),
        );
}

export function backendsOfVirtualService(cluster: Cluster, virtualService: VirtualService): Backend[] {
  return !(virtualService.spec?.gateways ?? []).some(isGateway)
    ? []
    : istioReferencesOf(virtualService)
        .filter(({ isMirror }) => !isMirror)
        .flatMap(({ destination }) =>
          backends(
            endpointsOfDestination(cluster, destination, cluster.namespaceOf(virtualService)),
            virtualService,
            destination,
            'host',
          ),
        );
}

/** Of a Service that nodes or a load balancer publish. */
export function backendsOfService(service: Service): Backend[] {
  return ['LoadBalancer', 'NodePort'].includes(service.manifest.spec?.type ?? '')
    ? portNumbers(service)
        .flatMap((port) => endpoints(service, port))
        .map((end) => ({ ...end, field: () => ['spec', 'type'] }))
    : [];
}
