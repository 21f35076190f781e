import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { similar } from '../base/similar';
import { Mesh } from '../mesh/mesh';
import { HostPort, Hosts } from '../mesh/route-hosts';
import { Destination, HttpRoute, httpRoutesOf, VirtualService, virtualServicesOf } from '../mesh/routes';

/** A proxy that is sent to a host that nobody has answers by itself. */
export const ROUTE_TO_UNKNOWN_HOST: Rule = {
  id: 'route-to-unknown-host',
  title: 'A route leads to a Service that does not exist',
  severity: 'error',
  find: (mesh) => {
    const hosts = new Hosts(mesh);
    return everyRoute(mesh).flatMap((routes) =>
      firstOfEach(routes.destinations, ({ host }) => host).flatMap((destination) =>
        unknownHost(hosts, routes, destination),
      ),
    );
  },
};

/** Routes name ports of Services, by number. */
export const ROUTE_TO_UNKNOWN_PORT: Rule = {
  id: 'route-to-unknown-port',
  title: 'A route leads to a port that the Service lacks',
  severity: 'error',
  find: (mesh) => {
    const hosts = new Hosts(mesh);
    return everyRoute(mesh).flatMap((routes) =>
      firstOfEach(routes.destinations, ({ host, port }) => `${host} ${port}`).flatMap((destination) =>
        unknownPort(hosts, routes, destination),
      ),
    );
  },
};

type EitherRoute = VirtualService | HttpRoute;

function everyRoute(mesh: Mesh): EitherRoute[] {
  return [...virtualServicesOf(mesh), ...httpRoutesOf(mesh)];
}

/** A name that is wrong in ten routes of one object is one mistake. */
function firstOfEach(destinations: Destination[], key: (destination: Destination) => string): Destination[] {
  const seen = new Map<string, Destination>();
  destinations.forEach((each) => seen.set(key(each), seen.get(key(each)) ?? each));
  return [...seen.values()];
}

function unknownHost(hosts: Hosts, routes: EitherRoute, { place, given, host }: Destination): Fault[] {
  if (hosts.service(host) || (isIstio(routes) && hosts.isEntry(host))) {
    return [];
  }
  const fault = (rule: string, fix: string) => [{ object: routes.object, given: `${place}: ${given}`, rule, fix }];
  const meant = hosts.shortened(host);
  if (meant !== undefined) {
    return fault(
      'Istio completes names without a dot only, so to Istio this is no Service of the cluster, and requests get 503',
      `Write ${show(meant)}`,
    );
  }
  const { name, namespace } = hosts.parts(host) ?? {};
  const names = namespace === undefined ? undefined : hosts.names.get(namespace);
  if (name === undefined || names === undefined) {
    return [];
  }
  const near = similar(name, names);
  const [elsewhere] = hosts.namespaces.get(name) ?? [];
  const other = isIstio(routes)
    ? `Write ${show(host.replace(`.${namespace}.svc.`, `.${elsewhere}.svc.`))}`
    : `Say namespace: ${elsewhere}`;
  return fault(
    `namespace ${show(namespace)} has no Service ${show(name)}${near === undefined ? '' : ` (did you mean ${show(near)}?)`}, ` +
      `and requests get ${isIstio(routes) ? '503' : '500'}`,
    elsewhere === undefined
      ? 'Name a Service that is there, or make this one'
      : `${other}, if that one is meant, or name a Service that is there`,
  );
}

function unknownPort(hosts: Hosts, routes: EitherRoute, destination: Destination): Fault[] {
  const { place, given, host, port } = destination;
  const ports = hosts.ports(host);
  if (ports === undefined) {
    return [];
  }
  const fault = (what: string, rule: string, fix: string) => [
    { object: routes.object, given: `${place}: ${given} ${what}`, rule, fix },
  ];
  if (port === undefined) {
    const rule = isIstio(routes)
      ? guess(hosts, routes, destination, ports)
      : 'the Gateway API wants the port of a Service, and the API server refuses the route';
    const example = isIstio(routes) ? `port: { number: ${ports[0].number} }` : `port: ${ports[0].number}`;
    return rule === undefined
      ? []
      : fault('without a port', rule, ports.length === 1 ? `Add ${example}` : `Name one of them, such as ${example}`);
  }
  if (ports.some(({ number }) => number === port)) {
    return [];
  }
  const owner = ownerOf(hosts, host);
  const behind = ports.find(({ target }) => target === port);
  const mistaken = behind === undefined ? '' : ` (${port} is the port of its pods, which routes do not name)`;
  return fault(
    `with port ${port}`,
    `${owner} has ${list(ports)} only${mistaken}, and requests get ${isIstio(routes) ? '503' : 'an error'}`,
    `Name port ${(behind ?? ports[0]).number}${behind ? '' : `, or add ${port} to ${owner}`}`,
  );
}

/** What goes wrong where Istio has to choose the port. */
function guess(
  hosts: Hosts,
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

/** The ports on which callers ask for the hosts; nothing where the manifests do not tell. Where some are declared as HTTP, those. */
function callersPorts(hosts: Hosts, { hosts: asked }: VirtualService): number[] | undefined {
  const all = asked.map((host) => hosts.ports(host));
  return asked.length === 0 || all.includes(undefined)
    ? undefined
    : all.flatMap((ports) => {
        const declared = ports!.filter(({ isHttp }) => isHttp);
        return (declared.length > 0 ? declared : ports!).map(({ number }) => number);
      });
}

function ownerOf(hosts: Hosts, host: string): string {
  return hosts.service(host) ? 'the Service' : 'the ServiceEntry';
}

function list(ports: HostPort[]): string {
  const numbers = ports.map(({ number }) => number);
  return numbers.length === 1
    ? `port ${numbers[0]}`
    : `ports ${numbers.slice(0, -1).join(', ')} and ${numbers[numbers.length - 1]}`;
}

function isIstio(routes: EitherRoute): routes is VirtualService {
  return 'hosts' in routes;
}
