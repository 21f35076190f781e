import { isIP } from 'net';
import { Mesh } from './mesh';
import { EVERYTHING, gatewayMatch, istioMatch, Match } from './route-matches';
import { show } from '../base/problem';
import { Manifest } from '../cluster/manifest';

/** One rule of a route: what it takes. */
export interface Route {
  /** Where it stands in its object, such as `http[0]`. */
  readonly place: string;
  /** A request needs to meet one of them. */
  readonly matches: Match[];
  /** Whether another VirtualService says what happens to the requests. */
  readonly delegates: boolean;
}

/** Where a route sends requests. */
export interface Destination {
  readonly place: string;
  /** The Service, as it is written there. */
  readonly given: string;
  /** The host, as the mesh looks it up. */
  readonly host: string;
  readonly port?: number;
  /** Whether requests are HTTP, so that a port that is missing is the caller's. */
  readonly isHttp: boolean;
}

/** What Istio's and the Gateway API's routes have in common. */
export interface Routes {
  readonly object: Manifest;
  readonly namespace: string;
  readonly http: Route[];
  readonly destinations: Destination[];
}

/** Istio's routes, for requests to hosts. */
export interface VirtualService extends Routes {
  /** The hosts, as the mesh looks them up. Without any, another VirtualService delegates to it. */
  readonly hosts: string[];
  /** Whether sidecars follow it, and whether gateways do. */
  readonly onMesh: boolean;
  readonly onGateways: boolean;
}

/** A Service that a route is attached to. */
export interface Parent {
  readonly name: string;
  readonly namespace: string;
}

/** The Gateway API's routes, with the Services that they are attached to. */
export interface HttpRoute extends Routes {
  readonly parents: Parent[];
}

/** The name that Istio calls the sidecars by, among gateways. */
const SIDECARS = 'mesh';

export function virtualServicesOf(mesh: Mesh): VirtualService[] {
  return objectsOfGroup(mesh, 'VirtualService', 'networking.istio.io').map((object) => {
    const { hosts = [], gateways = [], http = [], tcp, tls } = object.spec ?? {};
    const namespace = mesh.cluster.namespaceOf(object);
    const whole = (host: string) => fullHost(host, namespace, mesh);
    const destination = ({ host, port }: Manifest, place: string, isHttp: boolean): Destination[] =>
      typeof host !== 'string'
        ? []
        : [
            {
              place,
              given: `destination host ${show(host)}`,
              host: whole(host),
              port: Number.isInteger(port?.number) ? port.number : undefined,
              isHttp,
            },
          ];
    const routed = (routes: unknown, place: string, isHttp: boolean) =>
      maps(routes).flatMap((each, i) => destination(each.destination ?? {}, `${place}[${i}]`, isHttp));
    return {
      object,
      namespace,
      hosts: hosts.map(whole),
      onMesh: gateways.length === 0 || gateways.includes(SIDECARS),
      onGateways: gateways.some((name: string) => name !== SIDECARS),
      http: http.map(({ name, match = [], delegate }: Manifest, i: number): Route => ({
        place: `http[${i}]${name === undefined ? '' : ` ${show(name)}`}`,
        matches: match.length === 0 ? [EVERYTHING] : match.map(istioMatch),
        delegates: delegate !== undefined,
      })),
      destinations: [
        ...http.flatMap(({ route, mirror, mirrors }: Manifest, i: number) => [
          ...routed(route, `http[${i}].route`, true),
          ...destination(mirror ?? {}, `http[${i}].mirror`, true),
          ...routed(mirrors, `http[${i}].mirrors`, true),
        ]),
        ...Object.entries({ tls, tcp }).flatMap(([kind, routes]) =>
          maps(routes).flatMap(({ route }, i) => routed(route, `${kind}[${i}].route`, false)),
        ),
      ],
    };
  });
}

export function httpRoutesOf(mesh: Mesh): HttpRoute[] {
  return objectsOfGroup(mesh, 'HTTPRoute', 'gateway.networking.k8s.io').map((object) => {
    const namespace = mesh.cluster.namespaceOf(object);
    const { parentRefs = [], rules = [] } = object.spec ?? {};
    const destination = (ref: Manifest, place: string): Destination[] =>
      typeof ref.name !== 'string' || !isService({ group: '', kind: 'Service', ...ref })
        ? []
        : [
            {
              place,
              given: `Service ${show(ref.name)}${ref.namespace === undefined ? '' : ` of namespace ${show(ref.namespace)}`}`,
              host: hostOf(ref.name, ref.namespace ?? namespace, mesh),
              port: ref.port,
              isHttp: true,
            },
          ];
    return {
      object,
      namespace,
      parents: parentRefs
        .filter((ref: Manifest) => isService(ref) && ref.name !== undefined)
        .map((ref: Manifest): Parent => ({ name: ref.name, namespace: ref.namespace ?? namespace })),
      http: rules.map(({ matches = [] }: Manifest, i: number): Route => ({
        place: `rules[${i}]`,
        matches: matches.length === 0 ? [EVERYTHING] : matches.map(gatewayMatch),
        delegates: false,
      })),
      destinations: rules.flatMap(({ backendRefs = [], filters = [] }: Manifest, i: number) => [
        ...backendRefs.flatMap((ref: Manifest, j: number) => destination(ref, `rules[${i}].backendRefs[${j}]`)),
        ...filters.flatMap(({ requestMirror }: Manifest, j: number) =>
          destination(requestMirror?.backendRef ?? {}, `rules[${i}].filters[${j}].requestMirror`),
        ),
      ]),
    };
  });
}

/** The objects of a kind, of one group: other groups have kinds of the same name. */
export function objectsOfGroup({ cluster }: Mesh, kind: string, group: string): Manifest[] {
  return cluster.all(kind).filter(({ apiVersion }) => apiVersion.startsWith(`${group}/`));
}

/** The host name of a Service. */
export function hostOf(service: string, namespace: string, { cluster }: Mesh): string {
  return `${service}.${namespace}.svc.${cluster.clusterDomain}`;
}

/** Istio completes names without a dot, by the VirtualService's own namespace, and no others. */
function fullHost(host: string, namespace: string, mesh: Mesh): string {
  return host === '*' || host.includes('.') || isIP(host) ? host : hostOf(host, namespace, mesh);
}

function isService({ group, kind }: Manifest): boolean {
  return group === '' && kind === 'Service';
}

/** The maps in a field that should be a list of maps. */
function maps(value: unknown): Manifest[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each !== null) : [];
}

export type AnyRoute = VirtualService | HttpRoute;

export function allRoutes(mesh: Mesh): AnyRoute[] {
  return [...virtualServicesOf(mesh), ...httpRoutesOf(mesh)];
}

/** A name that is wrong in ten routes of one object is one mistake. */
export function firstByKey(destinations: Destination[], key: (destination: Destination) => string): Destination[] {
  const seen = new Map<string, Destination>();
  destinations.forEach((each) => seen.set(key(each), seen.get(key(each)) ?? each));
  return [...seen.values()];
}

export function isVirtualService(routes: AnyRoute): routes is VirtualService {
  return 'hosts' in routes;
}
