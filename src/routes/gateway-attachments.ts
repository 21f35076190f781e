import { gatewayRoutes } from './backend-references';
import { NearNames } from './near-names';
import { isService } from './routes';
import { FieldPath } from '../api/field-path';
import { Listener, ParentReference } from '../api/gateway-api';
import { Gateway, GatewayRoute } from '../api/kinds';
import { describeObject } from '../api/kubernetes-object';
import { listText } from '../base/list-text';
import { Problem, show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { selects } from '../cluster/selectors';
import { isNamespaceShown } from '../connections/blocked-connections';

/** Why a route of the Gateway API is not served by one of its parents. */
export interface Detachment extends Problem {
  readonly route: GatewayRoute;
  readonly part: ParentReference;
  /** The field of the part that is wrong. */
  readonly field: FieldPath;
  /** The Gateway or Service that is meant. */
  readonly parent?: Gateway;
}

type Found = Omit<Detachment, 'route' | 'part'>;

/** The parents that do not take the routes which name them. What the manifests do not show takes any. */
export function detachmentsOf(cluster: Cluster): Detachment[] {
  const routes = gatewayRoutes(cluster);
  if (routes.length === 0) {
    return [];
  }
  const gateways = new NearNames(cluster, cluster.all('Gateway'));
  const services = new NearNames(cluster, cluster.all('Service'));
  return routes.flatMap((route) =>
    (route.spec?.parentRefs ?? []).flatMap((part) => {
      if (part.name === undefined) {
        return [];
      }
      const found = isOfKind(part, 'Gateway')
        ? gatewayProblem(cluster, gateways, route, part)
        : part.kind === 'Service'
          ? serviceProblem(cluster, services, route, part)
          : undefined;
      return found === undefined ? [] : [{ ...found, route, part }];
    }),
  );
}

const GROUP = 'gateway.networking.k8s.io';

function isOfKind({ group = GROUP, kind = 'Gateway' }: ParentReference, wanted: string): boolean {
  return group === GROUP && kind === wanted;
}

function gatewayProblem(
  cluster: Cluster,
  gateways: NearNames,
  route: GatewayRoute,
  { name = '', namespace = cluster.namespaceOf(route), sectionName, port, namespace: given }: ParentReference,
): Found | undefined {
  const gateway = cluster.find('Gateway', namespace, name);
  if (gateway === undefined) {
    return missing(gateways, cluster.namespaceOf(route), namespace, name, given !== undefined);
  }
  const { listeners = [] } = gateway.spec ?? {};
  if (listeners.length === 0) {
    return undefined;
  }
  const whose = describeObject(gateway);
  const named = listeners.filter((each) => sectionName === undefined || each.name === sectionName);
  if (named.length === 0) {
    return {
      parent: gateway,
      field: ['sectionName'],
      given: `sectionName ${show(sectionName)} of Gateway ${show(name)}`,
      rule: `${whose} has no listener of this name, only ${listText(listeners.map((each) => show(each.name)))}, and ${NOT_SERVED}`,
      fix: 'Name one of its listeners, or leave sectionName out',
    };
  }
  const onPort = named.filter((each) => port === undefined || each.port === port);
  if (onPort.length === 0) {
    return {
      parent: gateway,
      field: ['port'],
      given: `port ${port} of Gateway ${show(name)}`,
      rule: `${whose} has no such listener${sectionName === undefined ? '' : ` of name ${show(sectionName)}`}, only on ${listText(named.map((each) => String(each.port)))}, and ${NOT_SERVED}`,
      fix: 'Name the port of a listener, or leave port out',
    };
  }
  const ofKind = onPort.filter((each) => takesKind(each, route.kind));
  if (ofKind.length === 0) {
    return {
      parent: gateway,
      field: ['name'],
      given: `Gateway ${show(name)}`,
      rule: `${listenersText(onPort)} of ${whose} ${doesText(onPort)} no ${route.kind}, and ${NOT_SERVED}`,
      fix: `Give the Gateway a listener for it, of protocol ${(PROTOCOLS[route.kind] ?? []).join(' or ')}`,
    };
  }
  const open = ofKind.filter((each) => takesNamespace(cluster, each, cluster.namespaceOf(route), namespace));
  if (open.length === 0) {
    return {
      parent: gateway,
      field: ['name'],
      given: `Gateway ${show(name)} of namespace ${show(namespace)}`,
      rule: `${listenersText(ofKind)} of ${whose} ${doesText(ofKind)} no routes of namespace ${show(cluster.namespaceOf(route))} (allowedRoutes.namespaces.from is ${listText(ofKind.map(from))}), and ${NOT_SERVED}`,
      fix: 'Set allowedRoutes: { namespaces: { from: All } } on the listener, or a selector of the namespace, or move the route',
    };
  }
  return hostProblem(route, open, whose, gateway);
}

const NOT_SERVED = 'the route is not served there';

function missing(
  gateways: NearNames,
  home: string,
  namespace: string,
  name: string,
  isNamespaceGiven: boolean,
): Found | undefined {
  const near = gateways.near(namespace, name);
  const given = `Gateway ${show(name)}${isNamespaceGiven ? ` of namespace ${show(namespace)}` : ''}`;
  if (near !== undefined) {
    return {
      field: ['name'],
      given,
      rule: `namespace ${show(namespace)} has no such Gateway (did you mean ${show(near)}?), and ${NOT_SERVED}`,
      fix: `Write ${near}, or make a Gateway ${show(name)}`,
    };
  }
  const elsewhere = gateways.elsewhere(namespace, name);
  if (elsewhere !== undefined) {
    return {
      field: [isNamespaceGiven ? 'namespace' : 'name'],
      given,
      rule: `namespace ${show(namespace)} has no such Gateway, but ${show(elsewhere)} has, and ${NOT_SERVED}`,
      fix: `Say namespace: ${elsewhere}, if that one is meant`,
    };
  }
  return home === namespace && gateways.areShown(namespace)
    ? {
        field: ['name'],
        given,
        rule: `namespace ${show(namespace)} has no such Gateway, and ${NOT_SERVED}`,
        fix: 'Name an existing Gateway, or create this one',
      }
    : undefined;
}

/** The protocols of listeners that kinds of routes are for. Implementations may know more, which have a slash. */
const PROTOCOLS: { readonly [kind: string]: string[] } = {
  HTTPRoute: ['HTTP', 'HTTPS'],
  GRPCRoute: ['HTTP', 'HTTPS'],
  TLSRoute: ['TLS'],
  TCPRoute: ['TCP', 'TLS'],
};

function takesKind({ protocol = 'HTTP', allowedRoutes }: Listener, kind: string): boolean {
  const { kinds = [] } = allowedRoutes ?? {};
  return kinds.length > 0
    ? kinds.some((each) => each.kind === kind)
    : protocol.includes('/') || PROTOCOLS[kind].includes(protocol);
}

function from({ allowedRoutes }: Listener): string {
  return allowedRoutes?.namespaces?.from ?? 'Same';
}

function takesNamespace(cluster: Cluster, listener: Listener, home: string, namespace: string): boolean {
  switch (from(listener)) {
    case 'Same':
      return home === namespace;
    case 'None':
      return false;
    case 'Selector':
      return (
        !isNamespaceShown(cluster, home) ||
        selects(listener.allowedRoutes?.namespaces?.selector ?? {}, cluster.namespaces.get(home) ?? {})
      );
    default:
      return true;
  }
}

function hostProblem(route: GatewayRoute, open: Listener[], whose: string, parent: Gateway): Found | undefined {
  const { hostnames = [] } = route.spec ?? {};
  const served = open.map(({ hostname }) => hostname);
  return hostnames.length === 0 ||
    route.kind === 'TCPRoute' ||
    served.some((host) => !host || hostnames.some((each) => meet(each, host)))
    ? undefined
    : {
        parent,
        field: [],
        given: `hostnames ${listText(hostnames.map(show))}`,
        rule: `${listenersText(open)} of ${whose} ${doesText(open, 'serve')} ${listText(served.map(show))} only, and ${NOT_SERVED}`,
        fix: "Write a host that the listener's hostname includes, or open the listener for this one",
      };
}

/** Whether two hosts have one in common; a wildcard is for one label or more. */
export function meet(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  const includes = (pattern: string, host: string) => pattern.startsWith('*.') && host.endsWith(pattern.slice(1));
  return a === b || includes(a, b) || includes(b, a);
}

function listenersText(listeners: Listener[]): string {
  return `${listeners.length === 1 ? 'listener' : 'listeners'} ${listText(listeners.map(({ name }) => show(name)))}`;
}

/** A verb for one listener, or for several. */
function doesText(listeners: Listener[], verb: string = 'take'): string {
  return `${verb}${listeners.length === 1 ? 's' : ''}`;
}

/** Of a route within the mesh (GAMMA). */
function serviceProblem(
  cluster: Cluster,
  services: NearNames,
  route: GatewayRoute,
  parent: ParentReference,
): Found | undefined {
  const { name = '', namespace = cluster.namespaceOf(route), group, port } = parent;
  if (!isService(parent)) {
    return {
      field: ['group'],
      given: `parent Service ${show(name)} with ${group === undefined ? 'no group' : `group ${show(group)}`}`,
      rule: `Services are of the group "", and ${group === undefined ? `without one it is ${GROUP}` : 'Istio ignores the route in silence'}`,
      fix: 'Write group: ""',
    };
  }
  const service = cluster.service(namespace, name);
  const given = `parent Service ${show(name)}${parent.namespace === undefined ? '' : ` of namespace ${show(namespace)}`}`;
  if (service === undefined) {
    const near = services.near(namespace, name);
    return !services.areShown(namespace) || cluster.has('Service', namespace, name)
      ? undefined
      : {
          field: ['name'],
          given,
          rule: `namespace ${show(namespace)} has no such Service${near === undefined ? '' : ` (did you mean ${show(near)}?)`}, so the route has no effect`,
          fix: near === undefined ? 'Name an existing Service, or create this one' : `Write ${near}`,
        };
  }
  return port === undefined || service.ports.length === 0 || service.ports.some((each) => each.port === port)
    ? undefined
    : {
        field: ['port'],
        given: `${given}, port ${port}`,
        rule: `the Service has no such port, only ${listText(service.ports.map((each) => String(each.port)))}, so the route has no effect`,
        fix: "Name a port of the Service, which is not its pods', or leave port out",
      };
}
