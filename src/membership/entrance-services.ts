import { IConstruct } from 'constructs';
import { entriesOf, Loose, objectOf, textOf, textsOf } from './loose-json';
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
  /** Number or name of the Service's port; nothing if none is given. */
  readonly port?: unknown;
}

/** Known to all copies of this package. */
const ENTRANCE = Symbol.for('cdk8s-mcp-mesh.entrance');

/** Marks a construct that has props for the pods in front, of which findings remind. */
export function markEntrance(construct: IConstruct): void {
  Object.defineProperty(construct, ENTRANCE, { value: true });
}

/** The `MeshIngress` or `MeshHttpRoute` that made an object, if one did. */
export function entranceOf(object: IConstruct): IConstruct | undefined {
  return object.node.scopes.find((scope) => ENTRANCE in scope);
}

const ROUTES = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'];

/** Kinds that let requests in from outside of the cluster, if what they name is there. */
export const ENTRANCE_KINDS = ['Ingress', 'VirtualService', ...ROUTES];

/** The ports of Services that requests from outside of the cluster are sent to, each once. A route of a Service is for callers inside. */
export function backendsOf(object: Loose, clusterDomain: string): Backend[] {
  const spec = objectOf(object.spec);
  const found = object.kind === 'Ingress' ? ofIngress(spec) : ofRoute(object, spec, clusterDomain);
  const keyOf = ({ namespace = '', name, port = '' }: Backend) => `${namespace}/${name}/${port}`;
  return [...new Map(found.map((backend) => [keyOf(backend), backend])).values()];
}

function ofIngress({ defaultBackend, rules }: Loose): Backend[] {
  const paths = entriesOf(rules).flatMap(({ http }) => entriesOf(objectOf(http).paths));
  return [defaultBackend, ...paths.map(({ backend }) => backend)].flatMap((backend) => {
    const service = objectOf(objectOf(backend).service);
    const name = textOf(service.name);
    const port = objectOf(service.port);
    return name ? [{ name, port: port.number ?? port.name }] : [];
  });
}

function ofRoute({ kind }: Loose, spec: Loose, clusterDomain: string): Backend[] {
  if (kind === 'VirtualService') {
    return ofVirtualService(spec, clusterDomain);
  }
  const isOfGateway = entriesOf(spec.parentRefs).some((parent) => (parent.kind ?? 'Gateway') === 'Gateway');
  if (!ROUTES.includes(kind) || !isOfGateway) {
    return [];
  }
  const references = entriesOf(spec.rules).flatMap(({ backendRefs }) => entriesOf(backendRefs));
  return references.flatMap(({ kind: of = 'Service', name, namespace, port }) =>
    of === 'Service' && textOf(name) ? [{ name, namespace: textOf(namespace), port }] : [],
  );
}

function ofVirtualService({ gateways, http, tls, tcp }: Loose, clusterDomain: string): Backend[] {
  // "mesh" is Istio's word for the sidecars of callers inside.
  if (!textsOf(gateways).some((gateway) => gateway !== 'mesh')) {
    return [];
  }
  const routes = [http, tls, tcp].flatMap((each) => entriesOf(each)).flatMap(({ route }) => entriesOf(route));
  return routes.flatMap(({ destination }) => {
    const { host, port } = objectOf(destination);
    const meant = textOf(host) ? servicesMeantBy(host, clusterDomain).slice(0, 1) : [];
    return meant.map((service) => ({ ...service, port: objectOf(port).number }));
  });
}
