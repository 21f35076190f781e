import { isIP } from 'net';
import { gatewayReferencesOf, gatewayRoutes, istioReferencesOf } from './backend-references';
import { EVERYTHING, gatewayMatch, istioMatch, Match } from './route-matches';
import { ObjectReference } from '../api/gateway-api';
import { GatewayRoute, ObjectOf } from '../api/kinds';
import { KubernetesObject } from '../api/kubernetes-object';
import { show } from '../base/problem';
import { isGateway } from '../cluster/route-endpoints';
import { Mesh } from '../mesh/mesh';

/** One rule of a route: what it takes. */
export interface Route {
  /** Where it stands in its object, such as `http[0]`. */
  readonly place: string;
  /** The part of its object that it is. */
  readonly part: object;
  /** A request needs to meet one of them. */
  readonly matches: Match[];
  /** Whether another VirtualService says what happens to the requests. */
  readonly delegates: boolean;
}

/** Where a route sends requests. */
export interface Destination {
  readonly place: string;
  /** The part of the route's object that it is. */
  readonly part: object;
  /** The Service, as it is written there. */
  readonly given: string;
  /** The host, as the mesh looks it up. */
  readonly host: string;
  readonly port?: number;
  /** The name by which a DestinationRule tells some of the pods from others. */
  readonly subset?: string;
  /** Whether requests are HTTP, so that a port that is missing is the caller's. */
  readonly isHttp: boolean;
}

/** What Istio's and the Gateway API's routes have in common. */
export interface Routes {
  readonly object: KubernetesObject;
  readonly namespace: string;
  readonly http: Route[];
  readonly destinations: Destination[];
  /** What becomes of requests to nobody. */
  readonly answer: string;
}

/** Istio's routes, for requests to hosts. */
export interface VirtualService extends Routes {
  readonly object: ObjectOf<'VirtualService'>;
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

/** Any route of the Gateway API. */
export interface GatewayApiRoute extends Routes {
  readonly object: GatewayRoute;
}

/** Those of HTTP, with the Services that they are attached to. */
export interface HttpRoute extends GatewayApiRoute {
  readonly parents: Parent[];
}

export function virtualServicesOf(mesh: Mesh): VirtualService[] {
  return mesh.cluster.all('VirtualService').map((object) => {
    const { hosts = [], gateways = [], http = [] } = object.spec ?? {};
    const namespace = mesh.cluster.namespaceOf(object);
    return {
      object,
      namespace,
      hosts: hosts.map((host) => fullHost(host, namespace, mesh)),
      onMesh: gateways.length === 0 || !gateways.every(isGateway),
      onGateways: gateways.some(isGateway),
      http: http.map((part, i): Route => {
        const { name, match = [], delegate } = part;
        return {
          part,
          place: `http[${i}]${name === undefined ? '' : ` ${show(name)}`}`,
          matches: match.length === 0 ? [EVERYTHING] : match.map(istioMatch),
          delegates: delegate !== undefined,
        };
      }),
      destinations: destinationsOf(object, namespace, mesh),
      answer: 'requests get 503',
    };
  });
}

function destinationsOf(object: ObjectOf<'VirtualService'>, namespace: string, mesh: Mesh): Destination[] {
  return istioReferencesOf(object).flatMap(({ place, kind, destination }) =>
    destination.host === undefined
      ? []
      : [
          {
            place,
            part: destination,
            given: `destination host ${show(destination.host)}`,
            host: fullHost(destination.host, namespace, mesh),
            port: destination.port?.number,
            subset: destination.subset,
            isHttp: kind === 'http',
          },
        ],
  );
}

export function httpRoutesOf(mesh: Mesh): HttpRoute[] {
  return mesh.cluster.all('HTTPRoute').map((object) => {
    const { parentRefs = [], rules = [] } = object.spec ?? {};
    const namespace = mesh.cluster.namespaceOf(object);
    return {
      object,
      namespace,
      parents: parentRefs
        .filter(isService)
        .flatMap((ref) => (ref.name === undefined ? [] : [{ name: ref.name, namespace: ref.namespace ?? namespace }])),
      http: rules.map((part, i): Route => {
        const { matches = [] } = part;
        return {
          part,
          place: `rules[${i}]`,
          matches: matches.length === 0 ? [EVERYTHING] : matches.map(gatewayMatch),
          delegates: false,
        };
      }),
      destinations: backendsOf(object, namespace, mesh),
      answer: 'requests get 500',
    };
  });
}

/** Routes of gRPC, TLS and TCP: where they lead. */
function otherRoutesOf(mesh: Mesh): GatewayApiRoute[] {
  return gatewayRoutes(mesh.cluster)
    .filter(({ kind }) => kind !== 'HTTPRoute')
    .map((object) => {
      const namespace = mesh.cluster.namespaceOf(object);
      return {
        object,
        namespace,
        http: [],
        destinations: backendsOf(object, namespace, mesh),
        answer: object.kind === 'GRPCRoute' ? 'calls get UNAVAILABLE' : 'connections are closed',
      };
    });
}

function backendsOf(object: GatewayRoute, namespace: string, mesh: Mesh): Destination[] {
  return gatewayReferencesOf(object).flatMap(({ ref, place }) => backend(ref, place, namespace, mesh));
}

/** A backend is a Service, unless it says otherwise. */
function backend(part: ObjectReference, place: string, namespace: string, mesh: Mesh): Destination[] {
  const { name, ...ref } = part;
  if (name === undefined || !isService({ group: '', kind: 'Service', ...ref })) {
    return [];
  }
  return [
    {
      place,
      part,
      given: `Service ${show(name)}${ref.namespace === undefined ? '' : ` of namespace ${show(ref.namespace)}`}`,
      host: hostOf(name, ref.namespace ?? namespace, mesh),
      port: ref.port,
      isHttp: true,
    },
  ];
}

/** The host name of a Service. */
export function hostOf(service: string, namespace: string, { cluster }: Mesh): string {
  return `${service}.${namespace}.svc.${cluster.clusterDomain}`;
}

/** Istio completes names without a dot, by the VirtualService's own namespace, and no others. */
export function fullHost(host: string, namespace: string, mesh: Mesh): string {
  return host === '*' || host.includes('.') || isIP(host) ? host : hostOf(host, namespace, mesh);
}

export function isService({ group, kind }: Pick<ObjectReference, 'group' | 'kind'>): boolean {
  return group === '' && kind === 'Service';
}

export type AnyRoute = VirtualService | GatewayApiRoute;

export function allRoutes(mesh: Mesh): AnyRoute[] {
  return [...virtualServicesOf(mesh), ...httpRoutesOf(mesh), ...otherRoutesOf(mesh)];
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
