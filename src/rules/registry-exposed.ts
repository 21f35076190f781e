import { Fault, Rule } from './rule';
import { groupBy } from '../base/group-by';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { destinations, resolve } from '../cluster/dns';
import { Manifest } from '../cluster/manifest';
import { Pod } from '../cluster/pods';
import { Endpoint, endpoints, Service } from '../cluster/services';
import { HEALTH_PATH } from '../contract/contract';
import { REGISTRY_HAS_NO_LOGIN, registriesAt } from '../mesh/registry-access';

export const RULE: Rule = {
  id: 'registry-exposed',
  title: 'The registry is on an Ingress or a gateway',
  severity: 'error',
  find: (mesh) => {
    const { cluster } = mesh;
    const registries = new Set<Pod>(mesh.registries);
    const ways = [
      ...cluster.all('Ingress').flatMap((ingress) => routesOfIngress(cluster, ingress)),
      ...cluster.all('HTTPRoute').flatMap((route) => routesOfHttpRoute(cluster, route)),
      ...cluster.all('VirtualService').flatMap((service) => routesOfVirtualService(cluster, service)),
    ].flatMap((way) => registriesAt(way.ends, registries).map((owner) => ({ ...way, owner })));
    return groupBy(ways, ({ object }) => object)
      .flatMap((ofObject) => groupBy(ofObject, ({ owner }) => owner))
      .map((group): Fault => ({
        object: group[0].object,
        given: `${listText(group.map(({ place }) => place))} ${new Set(group.map(({ place }) => place)).size > 1 ? 'lead' : 'leads'} to the registry, ${group[0].owner}`,
        rule: REGISTRY_HAS_NO_LOGIN,
        fix: 'Lead to the agent that users are to call instead, and look at the registry by kubectl port-forward',
      }));
  },
};

/** Where traffic from outside is led, and what the object calls the place. */
interface ExternalRoute {
  readonly object: Manifest;
  readonly place: string;
  readonly ends: Endpoint[];
}

/** Words of annotations by which Ingress controllers are told to ask who somebody is. */
const AUTH_ANNOTATION = /\bo?auth(?!or)|oidc|mtls|whitelist|allowlist/i;

function routesOfIngress(cluster: Cluster, ingress: Manifest): ExternalRoute[] {
  const { rules = [], defaultBackend } = ingress.spec ?? {};
  const annotations = Object.entries<string>(ingress.metadata.annotations ?? {});
  if (
    annotations.some(([key, value]) => AUTH_ANNOTATION.test(`${key} ${value}`) && !/^(none|false|off)?$/.test(value))
  ) {
    return [];
  }
  const paths: Manifest[] = rules.flatMap(({ http }: Manifest) => http?.paths ?? []);
  const ways = [...paths.filter(({ path }) => path !== HEALTH_PATH), { backend: defaultBackend, isDefault: true }];
  return ways.flatMap(({ path, backend, isDefault }): ExternalRoute[] => {
    const { name, port } = backend?.service ?? {};
    const service = name === undefined ? undefined : cluster.service(cluster.namespaceOf(ingress), name);
    const number = port?.number ?? service?.ports.find((each) => each.name === port?.name)?.port;
    return service === undefined || number === undefined
      ? []
      : [
          {
            object: ingress,
            place: isDefault ? 'defaultBackend' : `path ${show(path ?? '/')}`,
            ends: endpoints(service, number),
          },
        ];
  });
}

function routesOfHttpRoute(cluster: Cluster, route: Manifest): ExternalRoute[] {
  const { parentRefs = [], rules = [] } = route.spec ?? {};
  const gateways = parentRefs.filter(({ kind = 'Gateway' }: Manifest) => kind === 'Gateway');
  return gateways.length === 0
    ? []
    : rules.flatMap(({ matches = [], backendRefs = [] }: Manifest, i: number) => {
        const isHealth =
          matches.length > 0 &&
          matches.every(({ path }: Manifest) => path?.value === HEALTH_PATH && path.type !== 'RegularExpression');
        return isHealth
          ? []
          : backendRefs.flatMap(({ kind = 'Service', namespace, name, port }: Manifest): ExternalRoute[] => {
              const service =
                kind === 'Service' && name !== undefined
                  ? cluster.service(namespace ?? cluster.namespaceOf(route), name)
                  : undefined;
              return service === undefined || port === undefined
                ? []
                : [
                    {
                      object: route,
                      place: `rules[${i}], attached to Gateway ${show(gateways[0].name)},`,
                      ends: endpoints(service, port),
                    },
                  ];
            });
      });
}

/** Name by which an Istio object means all sidecars rather than a gateway. */
const SIDECARS = 'mesh';

function routesOfVirtualService(cluster: Cluster, object: Manifest): ExternalRoute[] {
  const { gateways = [], http = [] } = object.spec ?? {};
  const isGateway = (name: string) => name !== SIDECARS;
  const gateway: string | undefined = gateways.find(isGateway);
  return gateway === undefined
    ? []
    : http.flatMap(({ match = [], route = [] }: Manifest, i: number) => {
        const isInside =
          match.length > 0 &&
          match.every((each: Manifest) => each.gateways?.length > 0 && !each.gateways.some(isGateway));
        const isHealth = match.length > 0 && match.every(({ uri }: Manifest) => uri?.exact === HEALTH_PATH);
        return isInside || isHealth
          ? []
          : route.flatMap(({ destination }: Manifest): ExternalRoute[] => {
              const found =
                destination?.host === undefined
                  ? undefined
                  : resolve(cluster, destination.host, { namespace: cluster.namespaceOf(object) });
              const told: number | undefined = destination?.port?.number;
              const ports =
                found === undefined || !('service' in found)
                  ? []
                  : told === undefined
                    ? portsOf(found.service)
                    : [told];
              return [
                {
                  object,
                  place: `http[${i}], bound to gateway ${show(gateway)},`,
                  ends: ports.flatMap((port) => destinations(found, port)),
                },
              ];
            });
      });
}

function portsOf({ ports }: Service): number[] {
  return ports.map(({ port }) => port);
}
