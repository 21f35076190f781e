import { servicesMeantBy } from '../kubernetes/service-hosts';

/*
 * The Services to which the Ingresses and routes of an app lead, as synthesis asks. What reads manifests asks
 * cluster/route-endpoints.ts.
 */

/** A Service behind an Ingress or a route. */
export interface Backend {
  readonly name: string;
  /** Nothing for the namespace of the Ingress or route. */
  readonly namespace?: string;
}

/** As much of an Ingress or route as leads to its backends. Manifests may hold anything, so every field may be missing. */
interface WithBackends {
  readonly kind: string;
  readonly spec?: {
    readonly defaultBackend?: IngressBackend;
    readonly parentRefs?: Reference[];
    readonly rules?: {
      readonly http?: { readonly paths?: { readonly backend?: IngressBackend }[] };
      readonly backendRefs?: Reference[];
    }[];
    readonly gateways?: string[];
    readonly http?: { readonly route?: { readonly destination?: { readonly host?: string } }[] }[];
  };
}

interface IngressBackend {
  readonly service?: { readonly name?: string };
}

interface Reference {
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}

const ROUTES = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'];

/** Kinds that let requests in from outside of the cluster, if what they name is there. */
export const ENTRANCE_KINDS = ['Ingress', 'VirtualService', ...ROUTES];

/** The Services that requests from outside of the cluster are sent to, each once. A route of a Service is for callers inside. */
export function backendsOf({ kind, spec = {} }: WithBackends, clusterDomain: string): Backend[] {
  if (kind === 'Ingress') {
    const backends = [
      spec.defaultBackend,
      ...(spec.rules ?? []).flatMap(({ http }) => http?.paths ?? []).map(backendOf),
    ];
    return distinct(backends.flatMap((backend) => (backend?.service?.name ? [{ name: backend.service.name }] : [])));
  }
  if (kind === 'VirtualService') {
    // "mesh" is Istio's word for the sidecars of callers inside.
    const isAtGateway = (spec.gateways ?? []).some((gateway) => gateway !== 'mesh');
    const hosts = isAtGateway ? (spec.http ?? []).flatMap(({ route }) => route ?? []).map(hostOf) : [];
    return distinct(hosts.flatMap((host) => servicesMeantBy(host, clusterDomain).slice(0, 1)));
  }
  const isOfGateway = (spec.parentRefs ?? []).some((parent) => (parent.kind ?? 'Gateway') === 'Gateway');
  if (!ROUTES.includes(kind) || !isOfGateway) {
    return [];
  }
  const references = (spec.rules ?? []).flatMap(({ backendRefs }) => backendRefs ?? []);
  return distinct(
    references.flatMap(({ kind: of = 'Service', name, namespace }) =>
      of === 'Service' && name !== undefined ? [{ name, namespace }] : [],
    ),
  );
}

function backendOf({ backend }: { readonly backend?: IngressBackend }): IngressBackend | undefined {
  return backend;
}

function hostOf({ destination }: { readonly destination?: { readonly host?: string } }): string {
  return destination?.host ?? '';
}

function distinct(backends: Backend[]): Backend[] {
  return [...new Map(backends.map((backend) => [`${backend.namespace ?? ''}/${backend.name}`, backend])).values()];
}
