import { Sketch } from './graph-builder';
import { podsOf, selectsAll } from './policy-peers';
import { Cluster } from '../cluster/cluster';
import { destinations, resolve } from '../cluster/dns';
import { Manifest } from '../cluster/manifest';
import { Pod } from '../cluster/pods';
import { Direction, policiesOver } from '../cluster/reachability';
import { Endpoint, endpoints, Service } from '../cluster/services';
import { Mesh, MeshPod } from '../mesh/mesh';
import { hasOtherPolicies } from '../mesh/reach';
import { several } from '../mesh/several';

/** A way into the mesh from outside of the cluster. */
export interface Entrance {
  readonly from: Sketch;
  readonly pod: MeshPod;
  readonly closed: Direction[];
}

/** The Ingresses, gateways' routes and open Services that lead to pods of a mesh. */
export function entrances(mesh: Mesh): Entrance[] {
  const { cluster, agents, registries } = mesh;
  const members = new Set<Pod>([...registries, ...agents]);
  const admitted = new Map<Manifest, boolean>();
  const admits = (policy: Manifest) => {
    const known = admitted.get(policy) ?? mayAdmitStrangers(cluster, policy, members);
    admitted.set(policy, known);
    return known;
  };
  return [
    ...cluster.all('Ingress').flatMap((ingress) => led(ingress, hostsOf(ingress), backends(cluster, ingress))),
    ...cluster.all('HTTPRoute').flatMap((route) => led(route, route.spec?.hostnames ?? [], routed(cluster, route))),
    ...cluster
      .all('VirtualService')
      .flatMap((service) => led(service, service.spec?.hosts ?? [], routedByIstio(cluster, service))),
    ...cluster.services.flatMap((service) => led(service.manifest, [service.manifest.spec?.type], published(service))),
  ]
    .filter(({ end }) => members.has(end.pod))
    .map(({ from, end }) => {
      const policies = policiesOver(cluster, end.pod, 'Ingress');
      return {
        from,
        pod: end.pod as MeshPod,
        closed:
          policies.length === 0 || policies.some(admits) || hasOtherPolicies(cluster, end.pod.namespace)
            ? []
            : ['Ingress'],
      };
    });

  function led(object: Manifest, hosts: string[], ends: Endpoint[]): { from: Sketch; end: Endpoint }[] {
    const from: Sketch = {
      kind: 'entrance',
      name: object.metadata.name,
      namespace: cluster.namespaceOf(object),
      object: object.kind,
      details: [[object.kind, several(hosts)].join(' ').trim()],
    };
    return ends.map((end) => ({ from, end }));
  }
}

/**
 * Whether a policy may admit who brings traffic in. The manifests do not show those pods, so whatever selects nothing that they
 * do show, or more than the mesh, may mean them.
 */
function mayAdmitStrangers(cluster: Cluster, policy: Manifest, members: Set<Pod>): boolean {
  return (policy.spec?.ingress ?? []).some(
    ({ from: peers = [] }: Manifest) =>
      peers.length === 0 ||
      peers.some((peer: Manifest) => {
        const known = peer.ipBlock ? [] : podsOf(cluster, peer, cluster.namespaceOf(policy));
        return known.length === 0 || known.some((pod) => !members.has(pod)) || selectsAll(peer.podSelector);
      }),
  );
}

function hostsOf({ spec }: Manifest): string[] {
  const hosts: string[] = (spec?.rules ?? []).flatMap(({ host }: Manifest) => (host === undefined ? [] : [host]));
  return [...new Set(hosts)];
}

function backends(cluster: Cluster, ingress: Manifest): Endpoint[] {
  const { rules = [], defaultBackend } = ingress.spec ?? {};
  const paths: Manifest[] = rules.flatMap(({ http }: Manifest) => http?.paths ?? []);
  return [...paths, { backend: defaultBackend }].flatMap(({ backend }) => {
    const { name, port } = backend?.service ?? {};
    const service = name === undefined ? undefined : cluster.service(cluster.namespaceOf(ingress), name);
    const number = port?.number ?? service?.ports.find((each) => each.name === port?.name)?.port;
    return service === undefined || number === undefined ? [] : endpoints(service, number);
  });
}

/** A route whose parent is a Service is traffic within the mesh. */
function routed(cluster: Cluster, route: Manifest): Endpoint[] {
  const { parentRefs = [], rules = [] } = route.spec ?? {};
  const refs: Manifest[] = parentRefs.some(({ kind = 'Gateway' }: Manifest) => kind === 'Gateway')
    ? rules.flatMap(({ backendRefs = [] }: Manifest) => backendRefs)
    : [];
  return refs.flatMap(({ kind = 'Service', namespace, name, port }) => {
    const service =
      kind === 'Service' && name !== undefined
        ? cluster.service(namespace ?? cluster.namespaceOf(route), name)
        : undefined;
    return service === undefined || port === undefined ? [] : endpoints(service, port);
  });
}

/** Name by which an Istio object means all sidecars rather than a gateway. */
const SIDECARS = 'mesh';

function routedByIstio(cluster: Cluster, object: Manifest): Endpoint[] {
  const { gateways = [], http = [] } = object.spec ?? {};
  if (!gateways.some((name: string) => name !== SIDECARS)) {
    return [];
  }
  return http.flatMap(({ route = [] }: Manifest) =>
    route.flatMap(({ destination }: Manifest) => {
      const found =
        destination?.host === undefined
          ? undefined
          : resolve(cluster, destination.host, { namespace: cluster.namespaceOf(object) });
      const ports: number[] =
        found === undefined || !('service' in found)
          ? []
          : destination.port?.number
            ? [destination.port.number]
            : portsOf(found.service);
      return ports.flatMap((port) => destinations(found, port));
    }),
  );
}

function published(service: Service): Endpoint[] {
  return ['LoadBalancer', 'NodePort'].includes(service.manifest.spec?.type)
    ? portsOf(service).flatMap((port) => endpoints(service, port))
    : [];
}

function portsOf({ ports }: Service): number[] {
  return ports.map(({ port }) => port);
}
