import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { GatewayRoute, Ingress, VirtualService } from '../api/kinds';
import { KubernetesObject } from '../api/kubernetes-object';
import { groupBy } from '../base/group-by';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { Pod } from '../cluster/pods';
import {
  endpointsOfDestination,
  endpointsOfIngressBackend,
  endpointsOfReference,
  gatewaysOfRoute,
  isGateway,
} from '../cluster/route-endpoints';
import { Endpoint } from '../cluster/services';
import { HEALTH_PATH } from '../contract/contract';
import { REGISTRY_HAS_NO_LOGIN, registriesAt } from '../mesh/registry-access';
import { isIngressClosed } from '../routes/access-annotations';
import {
  gatewayReferencesOf,
  gatewayRoutes,
  ingressReferencesOf,
  istioReferencesOf,
} from '../routes/backend-references';

export const RULE: Rule = {
  id: 'registry-exposed',
  title: 'The registry is exposed by an Ingress or a gateway',
  severity: 'warning',
  find: ({ cluster, registries }) => {
    const registryPods = new Set<Pod>(registries);
    const exposed = [
      ...cluster.all('Ingress').flatMap((ingress) => routesOfIngress(cluster, ingress)),
      ...gatewayRoutes(cluster).flatMap((route) => routesOfGatewayRoute(cluster, route)),
      ...cluster.all('VirtualService').flatMap((service) => routesOfVirtualService(cluster, service)),
    ].flatMap((route) => registriesAt(route.backends, registryPods).map((registry) => ({ ...route, registry })));
    return groupBy(exposed, ({ object }) => object)
      .flatMap((ofObject) => groupBy(ofObject, ({ registry }) => registry))
      .map((group): Fault => {
        const [{ object, registry }] = group;
        const places = new Set(group.map(({ place }) => place));
        return {
          object,
          field: fieldOf(object, group[0].part, group[0].field),
          given: `${listText(places)} ${places.size > 1 ? 'lead' : 'leads'} to the registry, ${registry}`,
          rule: REGISTRY_HAS_NO_LOGIN,
          fix: 'Lead to the agent that users are to call instead, and look at the registry by kubectl port-forward',
        };
      });
  },
};

/** One route for traffic from outside of the cluster. */
interface ExternalRoute {
  readonly object: KubernetesObject;
  /** Where it is in the object, as messages say it. */
  readonly place: string;
  /** The part of it that names the backend, and the field in that. */
  readonly part: object | undefined;
  readonly field: string;
  readonly backends: Endpoint[];
}

function routesOfIngress(cluster: Cluster, ingress: Ingress): ExternalRoute[] {
  if (isIngressClosed(ingress)) {
    return [];
  }
  return ingressReferencesOf(ingress)
    .filter(({ path }) => path !== HEALTH_PATH)
    .map(({ path = '/', isDefault, backend }) => ({
      object: ingress,
      place: isDefault ? 'defaultBackend' : `path ${show(path)}`,
      part: backend.service,
      field: 'name',
      backends: endpointsOfIngressBackend(cluster, backend, cluster.namespaceOf(ingress)),
    }));
}

function routesOfGatewayRoute(cluster: Cluster, object: GatewayRoute): ExternalRoute[] {
  const [gateway] = gatewaysOfRoute(object);
  return gatewayReferencesOf(object)
    .filter(
      ({ rule: { matches = [] }, isMirror }) =>
        gateway !== undefined &&
        !isMirror &&
        !everyOf(matches, ({ path }) => path?.value === HEALTH_PATH && path.type !== 'RegularExpression'),
    )
    .map(({ position, ref }) => ({
      object,
      place: `rules[${position}], attached to Gateway ${show(gateway.name)},`,
      part: ref,
      field: 'name',
      backends: endpointsOfReference(cluster, ref, cluster.namespaceOf(object)),
    }));
}

function routesOfVirtualService(cluster: Cluster, object: VirtualService): ExternalRoute[] {
  const gateway = (object.spec?.gateways ?? []).find(isGateway);
  return istioReferencesOf(object)
    .filter(
      ({ match, isMirror }) =>
        gateway !== undefined &&
        !isMirror &&
        !everyOf(match, ({ gateways: of = [] }) => of.length > 0 && !of.some(isGateway)) &&
        !everyOf(match, ({ uri }) => uri?.exact === HEALTH_PATH),
    )
    .map(({ kind, position, destination }) => ({
      object,
      place: `${kind}[${position}], bound to gateway ${show(gateway)},`,
      part: destination,
      field: 'host',
      backends: endpointsOfDestination(cluster, destination, cluster.namespaceOf(object)),
    }));
}

/** Whether there are matches, and each is of a kind. Without matches, a route is for every request. */
function everyOf<T>(matches: T[], isOfKind: (match: T) => boolean): boolean {
  return matches.length > 0 && matches.every(isOfKind);
}
