import { ObjectReference } from '../api/gateway-api';
import { HttpMatch, IstioDestination } from '../api/istio';
import { GatewayRoute, HttpRoute, Ingress, VirtualService } from '../api/kinds';
import { IngressBackend } from '../api/networking';
import { Cluster } from '../cluster/cluster';

/*
 * What Ingresses and routes name as the end of requests, each with the place where it is written: the one list of them.
 */

export interface IngressReference {
  readonly backend: IngressBackend;
  /** Nothing for the backend of what no rule matches. */
  readonly path?: string;
  readonly isDefault: boolean;
}

export function ingressReferencesOf({ spec }: Ingress): IngressReference[] {
  const { defaultBackend, rules = [] } = spec ?? {};
  const paths = rules.flatMap(({ http }) => http?.paths ?? []);
  return [
    ...(defaultBackend === undefined ? [] : [{ backend: defaultBackend, isDefault: true }]),
    ...paths.flatMap(({ path, backend }) => (backend === undefined ? [] : [{ path, backend, isDefault: false }])),
  ];
}

type Rule = NonNullable<NonNullable<HttpRoute['spec']>['rules']>[number];

export interface GatewayReference {
  /** Such as `rules[0].backendRefs[0]`. */
  readonly place: string;
  readonly position: number;
  /** Its matches are read of an HTTPRoute only. */
  readonly rule: Rule;
  readonly ref: ObjectReference;
  /** Whether it gets copies, which nobody waits for. */
  readonly isMirror: boolean;
}

/** Kinds of routes of the Gateway API. */
export const GATEWAY_ROUTES = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'] as const;

export function gatewayRoutes(cluster: Cluster): GatewayRoute[] {
  return GATEWAY_ROUTES.flatMap((kind): GatewayRoute[] => cluster.all(kind));
}

export function gatewayReferencesOf({ spec }: GatewayRoute): GatewayReference[] {
  return (spec?.rules ?? []).flatMap((rule: Rule, position): GatewayReference[] => {
    const at = `rules[${position}]`;
    const { backendRefs = [], filters = [] } = rule;
    return [
      ...backendRefs.map((ref, i) => ({ place: `${at}.backendRefs[${i}]`, position, rule, ref, isMirror: false })),
      ...filters.flatMap(({ requestMirror }, i) => {
        const ref = requestMirror?.backendRef;
        return ref === undefined
          ? []
          : [{ place: `${at}.filters[${i}].requestMirror`, position, rule, ref, isMirror: true }];
      }),
    ];
  });
}

export interface IstioReference {
  /** Such as `http[0].route[0]`. */
  readonly place: string;
  readonly kind: 'http' | 'tls' | 'tcp';
  readonly position: number;
  readonly destination: IstioDestination;
  /** Of the HTTP route that it is in. */
  readonly match: HttpMatch[];
  readonly isMirror: boolean;
}

export function istioReferencesOf({ spec }: VirtualService): IstioReference[] {
  const { http = [], tls = [], tcp = [] } = spec ?? {};
  const l4 = (kind: 'tls' | 'tcp', routes: typeof tls) =>
    routes.flatMap(({ route = [] }, position) =>
      route.flatMap(({ destination }, i) =>
        destination === undefined
          ? []
          : [{ place: `${kind}[${position}].route[${i}]`, kind, position, destination, match: [], isMirror: false }],
      ),
    );
  return [
    ...http.flatMap(({ match = [], route = [], mirror, mirrors = [] }, position): IstioReference[] => {
      const each = (destination: IstioDestination | undefined, part: string, isMirror: boolean): IstioReference[] =>
        destination === undefined
          ? []
          : [{ place: `http[${position}].${part}`, kind: 'http', position, destination, match, isMirror }];
      return [
        ...route.flatMap(({ destination }, i) => each(destination, `route[${i}]`, false)),
        ...each(mirror, 'mirror', true),
        ...mirrors.flatMap(({ destination }, i) => each(destination, `mirrors[${i}]`, true)),
      ];
    }),
    ...l4('tls', tls),
    ...l4('tcp', tcp),
  ];
}
