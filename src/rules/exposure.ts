import { Fault, Rule } from './rule';
import { groupBy } from '../base/group-by';
import { several } from '../base/list-text';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { destinations, resolve } from '../cluster/dns';
import { describeObject, Manifest } from '../cluster/manifest';
import { Pod } from '../cluster/pods';
import { mayReach } from '../cluster/reachability';
import { Endpoint, endpoints, Service } from '../cluster/services';
import { HEALTH_PATH } from '../contract/contract';
import { MeshPod } from '../mesh/mesh';

const OPEN_TO_ALL =
  'the registry asks nobody who they are, so whoever reaches it may remove agents (DELETE /agents/…) and call any of them (/proxy/…)';

export const REGISTRY_EXPOSED: Rule = {
  id: 'registry-exposed',
  title: 'The registry is on an Ingress or a gateway',
  severity: 'error',
  find: (mesh) => {
    const { cluster } = mesh;
    const registries = new Set<Pod>(mesh.registries);
    const ways = [
      ...cluster.all('Ingress').flatMap((ingress) => waysOfIngress(cluster, ingress)),
      ...cluster.all('HTTPRoute').flatMap((route) => waysOfRoute(cluster, route)),
      ...cluster.all('VirtualService').flatMap((service) => waysOfVirtualService(cluster, service)),
    ].flatMap((way) => ownersAt(way.ends, registries).map((owner) => ({ ...way, owner })));
    return groupBy(ways, ({ object }) => object)
      .flatMap((ofObject) => groupBy(ofObject, ({ owner }) => owner))
      .map((group): Fault => ({
        object: group[0].object,
        given: `${several(group.map(({ place }) => place))} ${new Set(group.map(({ place }) => place)).size > 1 ? 'lead' : 'leads'} to the registry, ${group[0].owner}`,
        rule: OPEN_TO_ALL,
        fix: 'Lead to the agent that users are to call instead, and look at the registry by kubectl port-forward',
      }));
  },
};

/** Outside addresses that no range is likely to mean in particular (TEST-NET-2 and its like for IPv6). */
const ANYBODY = ['198.51.100.1', '2001:db8::1'];

export const REGISTRY_SERVICE_PUBLIC: Rule = {
  id: 'registry-service-public',
  title: "The registry's Service is open from outside of the cluster",
  severity: 'warning',
  find: ({ cluster, registries }) =>
    cluster.services.flatMap((service): Fault[] => {
      const { type } = service.manifest.spec ?? {};
      if (!['LoadBalancer', 'NodePort'].includes(type) || isRestricted(service.manifest)) {
        return [];
      }
      const ends = service.ports
        .flatMap(({ port }) => endpoints(service, port))
        .filter(({ pod, port }) => ANYBODY.some((address) => mayReach(cluster, address, pod, port)));
      return ownersAt(ends, new Set<Pod>(registries)).map((owner) => ({
        object: service.manifest,
        given: `type ${type} in front of the registry, ${owner}`,
        rule: OPEN_TO_ALL,
        fix:
          'Make it a ClusterIP Service; where agents outside of the cluster need it, admit their addresses alone, by an ingress rule of a NetworkPolicy ' +
          'with an ipBlock or by loadBalancerSourceRanges',
      }));
    }),
};

/** Where traffic from outside is led, and what the object calls the place. */
interface Way {
  readonly object: Manifest;
  readonly place: string;
  readonly ends: Endpoint[];
}

/** The workloads of the registries among some ends. */
function ownersAt(ends: Endpoint[], registries: Set<Pod>): string[] {
  const reached = ends.filter(({ pod, port }) => registries.has(pod) && isRegistryPort(pod as MeshPod, port));
  return [...new Set(reached.map(({ pod }) => describeObject(pod.owner)))];
}

/** Not a port that another container of the registry's pod opens, such as a dashboard's. */
function isRegistryPort({ spec, main }: MeshPod, port: number): boolean {
  const opens = ({ ports }: Manifest) => (ports ?? []).some(({ containerPort }: Manifest) => containerPort === port);
  return opens(main) || !spec.containers.some(opens);
}

/** Words of annotations by which Ingress controllers are told to ask who somebody is. */
const ASKS_WHO = /\bo?auth(?!or)|oidc|mtls|whitelist|allowlist/i;

function waysOfIngress(cluster: Cluster, ingress: Manifest): Way[] {
  const { rules = [], defaultBackend } = ingress.spec ?? {};
  const annotations = Object.entries<string>(ingress.metadata.annotations ?? {});
  if (annotations.some(([key, value]) => ASKS_WHO.test(`${key} ${value}`) && !/^(none|false|off)?$/.test(value))) {
    return [];
  }
  const paths: Manifest[] = rules.flatMap(({ http }: Manifest) => http?.paths ?? []);
  const ways = [...paths.filter(({ path }) => path !== HEALTH_PATH), { backend: defaultBackend, isDefault: true }];
  return ways.flatMap(({ path, backend, isDefault }): Way[] => {
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

function waysOfRoute(cluster: Cluster, route: Manifest): Way[] {
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
          : backendRefs.flatMap(({ kind = 'Service', namespace, name, port }: Manifest): Way[] => {
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

function waysOfVirtualService(cluster: Cluster, object: Manifest): Way[] {
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
          : route.flatMap(({ destination }: Manifest): Way[] => {
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

/** Whether the cloud keeps others out: a load balancer for few ranges, or for the inside of a network. */
function isRestricted({ metadata, spec }: Manifest): boolean {
  const ranges: unknown = spec.loadBalancerSourceRanges;
  return (
    (Array.isArray(ranges) && ranges.length > 0 && !ranges.includes('0.0.0.0/0')) ||
    Object.entries<string>(metadata.annotations ?? {}).some(
      (entry) => /internal|source-ranges/i.test(entry.join(' ')) && !/^(false|)$/.test(entry[1]),
    )
  );
}
