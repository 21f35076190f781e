import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { HttpRoute, Ingress, VirtualService } from '../api/kinds';
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
  gatewaysOfHttpRoute,
  isGateway,
} from '../cluster/route-endpoints';
import { Endpoint } from '../cluster/services';
import { HEALTH_PATH } from '../contract/contract';
import { REGISTRY_HAS_NO_LOGIN, registriesAt } from '../mesh/registry-access';

export const RULE: Rule = {
  id: 'registry-exposed',
  title: 'The registry is on an Ingress or a gateway',
  severity: 'error',
  find: ({ cluster, registries }) => {
    const registryPods = new Set<Pod>(registries);
    const exposed = [
      ...cluster.all('Ingress').flatMap((ingress) => routesOfIngress(cluster, ingress)),
      ...cluster.all('HTTPRoute').flatMap((route) => routesOfHttpRoute(cluster, route)),
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

/** Annotations by which Ingress controllers authenticate callers, or admit few. */
const AUTH_ANNOTATION = new RegExp(
  '(^|[/.-])(auth-(url|type|tls-secret|tls-verify-client|secret|signin|keycloak|idp-[a-z]+)|oauth2?(-[a-z]+)*|oidc(-[a-z]+)*|mtls|' +
    'mutual-authentication|(ip-)?(whitelist|allowlist)(-source-range)?|enable-authentication)$',
  'i',
);

/** Names of Traefik's middlewares, and plugins of Kong, that do the same. */
const MIDDLEWARES_ANNOTATION = /(middlewares|plugins)$/;
const AUTH_MIDDLEWARE = /auth(?!or)|oidc|mtls|whitelist|allowlist/i;

function routesOfIngress(cluster: Cluster, ingress: Ingress): ExternalRoute[] {
  const { rules = [], defaultBackend } = ingress.spec ?? {};
  const annotations = Object.entries(ingress.metadata.annotations ?? {});
  const asksForLogin = annotations.some(
    ([key, value]) =>
      (MIDDLEWARES_ANNOTATION.test(key) ? AUTH_MIDDLEWARE.test(value) : AUTH_ANNOTATION.test(key)) &&
      !/^(none|false|off)?$/.test(value) &&
      !/(^|[,\s])(0\.0\.0\.0|::)\/[01]($|[,\s])/.test(value),
  );
  if (asksForLogin) {
    return [];
  }
  const paths = rules.flatMap(({ http }) => http?.paths ?? []);
  return [
    ...paths
      .filter(({ path }) => path !== HEALTH_PATH)
      .map(({ path = '/', backend }) => ({ place: `path ${show(path)}`, backend })),
    { place: 'defaultBackend', backend: defaultBackend },
  ].map(({ place, backend }) => ({
    object: ingress,
    place,
    part: backend?.service,
    field: 'name',
    backends: endpointsOfIngressBackend(cluster, backend, cluster.namespaceOf(ingress)),
  }));
}

function routesOfHttpRoute(cluster: Cluster, object: HttpRoute): ExternalRoute[] {
  const { rules = [] } = object.spec ?? {};
  const [gateway] = gatewaysOfHttpRoute(object);
  if (gateway === undefined) {
    return [];
  }
  return rules.flatMap(({ matches = [], backendRefs = [] }, i): ExternalRoute[] => {
    const isHealth = everyOf(matches, ({ path }) => path?.value === HEALTH_PATH && path.type !== 'RegularExpression');
    const place = `rules[${i}], attached to Gateway ${show(gateway.name)},`;
    return isHealth
      ? []
      : backendRefs.map((ref) => ({
          object,
          place,
          part: ref,
          field: 'name',
          backends: endpointsOfReference(cluster, ref, cluster.namespaceOf(object)),
        }));
  });
}

function routesOfVirtualService(cluster: Cluster, object: VirtualService): ExternalRoute[] {
  const { gateways = [], http = [] } = object.spec ?? {};
  const gateway = gateways.find(isGateway);
  if (gateway === undefined) {
    return [];
  }
  return http.flatMap(({ match = [], route = [] }, i): ExternalRoute[] => {
    const isForSidecars = everyOf(match, ({ gateways: of = [] }) => of.length > 0 && !of.some(isGateway));
    const isHealth = everyOf(match, ({ uri }) => uri?.exact === HEALTH_PATH);
    const place = `http[${i}], bound to gateway ${show(gateway)},`;
    return isForSidecars || isHealth
      ? []
      : route.map(({ destination }) => ({
          object,
          place,
          part: destination,
          field: 'host',
          backends: endpointsOfDestination(cluster, destination, cluster.namespaceOf(object)),
        }));
  });
}

/** Whether there are matches, and each is of a kind. Without matches, a route is for every request. */
function everyOf<T>(matches: T[], isOfKind: (match: T) => boolean): boolean {
  return matches.length > 0 && matches.every(isOfKind);
}
