import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { HostPort, RouteHosts } from '../routes/route-hosts';
import { Destination, VirtualService, AnyRoute, allRoutes, firstByKey, isVirtualService } from '../routes/routes';

/** Routes name ports of Services, by number. */
export const RULE: Rule = {
  id: 'route-to-unknown-port',
  title: 'A route leads to a port that the Service does not have',
  severity: 'error',
  find: (mesh) => {
    const hosts = new RouteHosts(mesh);
    return allRoutes(mesh).flatMap((routes) =>
      firstByKey(routes.destinations, ({ host, port }) => `${host} ${port}`).flatMap((destination) =>
        unknownPort(hosts, routes, destination),
      ),
    );
  },
};

function unknownPort(hosts: RouteHosts, routes: AnyRoute, destination: Destination): Fault[] {
  const { place, part, given, host, port } = destination;
  const ports = hosts.ports(host);
  if (ports === undefined) {
    return [];
  }
  const field = fieldOf(routes.object, part, 'port', ...(isVirtualService(routes) ? ['number'] : []));
  const fault = (what: string, rule: string, fix: string) => [
    { object: routes.object, field, given: `${place}: ${given} ${what}`, rule, fix },
  ];
  if (port === undefined) {
    const rule = isVirtualService(routes)
      ? guess(hosts, routes, destination, ports)
      : 'the Gateway API wants the port of a Service, and the API server refuses the route';
    const example = isVirtualService(routes) ? `port: { number: ${ports[0].number} }` : `port: ${ports[0].number}`;
    return rule === undefined
      ? []
      : fault('without a port', rule, ports.length === 1 ? `Add ${example}` : `Name one of them, such as ${example}`);
  }
  const meant = ports.filter(({ number }) => number === port);
  if (meant.some(({ protocol }) => protocol === undefined)) {
    return [];
  }
  const owner = ownerOf(hosts, host);
  if (meant.length > 0) {
    return fault(
      `with port ${port}`,
      `that port of ${owner} is for ${meant[0].protocol}, and the route forwards TCP`,
      `Set the port of ${owner} to protocol TCP, or name another port`,
    );
  }
  const behind = ports.find(({ target }) => target === port);
  const mistaken = behind === undefined ? '' : ` (${port} is the port of its pods, which routes do not name)`;
  return fault(
    `with port ${port}`,
    `${owner} has ${list(ports)} only${mistaken}, and requests get ${isVirtualService(routes) ? '503' : 'an error'}`,
    `Name port ${(behind ?? ports[0]).number}${behind ? '' : `, or add ${port} to ${owner}`}`,
  );
}

/** What goes wrong if Istio has to choose the port. */
function guess(
  hosts: RouteHosts,
  routes: VirtualService,
  { host, isHttp }: Destination,
  ports: HostPort[],
): string | undefined {
  const called = isHttp && routes.onMesh ? callersPorts(hosts, routes) : undefined;
  const missing = called?.find((number) => ports.every((port) => port.number !== number));
  if (missing !== undefined) {
    // Istio's reference promises the only port of a Service; a sidecar sees only Services that have the caller's.
    return `a sidecar then keeps the port that the caller used, ${missing}, while ${ownerOf(hosts, host)} has ${list(ports)} only, and requests get 503`;
  }
  return ports.length > 1 && (called === undefined || routes.onGateways)
    ? `${ownerOf(hosts, host)} has ${list(ports)}, and Istio then takes the one that the caller used, whether it is there or not`
    : undefined;
}

/**
 * The ports on which callers ask for the hosts: those declared as HTTP, if any are. Undefined if the manifests do not
 * tell.
 */
function callersPorts(hosts: RouteHosts, { hosts: asked }: VirtualService): number[] | undefined {
  const all = asked.map((host) => hosts.ports(host));
  return asked.length === 0 || all.includes(undefined)
    ? undefined
    : all.flatMap((ports) => {
        const declared = ports!.filter(({ isHttp }) => isHttp);
        return (declared.length > 0 ? declared : ports!).map(({ number }) => number);
      });
}

function ownerOf(hosts: RouteHosts, host: string): string {
  return hosts.service(host) ? 'the Service' : 'the ServiceEntry';
}

function list(ports: HostPort[]): string {
  const numbers = ports.map(({ number }) => number);
  return numbers.length === 1
    ? `port ${numbers[0]}`
    : `ports ${numbers.slice(0, -1).join(', ')} and ${numbers[numbers.length - 1]}`;
}
