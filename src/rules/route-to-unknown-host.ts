import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { WordIndex } from '../base/closest-word';
import { show } from '../base/problem';
import { RouteHosts } from '../routes/route-hosts';
import { Destination, AnyRoute, allRoutes, firstByKey, isVirtualService } from '../routes/routes';

/** For a host that does not exist, the proxy itself answers with an error. */
export const RULE: Rule = {
  id: 'route-to-unknown-host',
  title: 'A route leads to a Service that does not exist',
  severity: 'error',
  find: (mesh) => {
    const hosts = new RouteHosts(mesh);
    return allRoutes(mesh).flatMap((routes) =>
      firstByKey(routes.destinations, ({ host }) => host).flatMap((destination) =>
        unknownHost(hosts, routes, destination),
      ),
    );
  },
};

function unknownHost(hosts: RouteHosts, routes: AnyRoute, { place, part, given, host }: Destination): Fault[] {
  if (hosts.service(host) || hosts.mayBeMade(host) || (isVirtualService(routes) && hosts.isEntry(host))) {
    return [];
  }
  const field = fieldOf(routes.object, part, isVirtualService(routes) ? 'host' : 'name');
  const fault = (rule: string, fix: string) => [
    { object: routes.object, field, given: `${place}: ${given}`, rule, fix },
  ];
  const meant = hosts.serviceByShortName(host);
  if (meant !== undefined) {
    return fault(
      'Istio completes names without a dot only, so to Istio this is no Service of the cluster, and requests get 503',
      `Write ${show(meant)}`,
    );
  }
  const { name, namespace } = hosts.serviceNameOf(host) ?? {};
  const names = namespace === undefined ? undefined : hosts.names.get(namespace);
  if (name === undefined || names === undefined) {
    return [];
  }
  const near = WordIndex.of(names, () => names).closest(name);
  const hint = near === undefined ? '' : ` (did you mean ${show(near)}?)`;
  const [elsewhere] = hosts.namespaces.get(name) ?? [];
  return fault(
    `namespace ${show(namespace)} has no Service ${show(name)}${hint}, and ${routes.answer}`,
    elsewhere === undefined
      ? 'Name a Service that is there, or make this one'
      : `${otherNamespaceFix(routes, host, elsewhere)}, if that one is meant, or name a Service that is there`,
  );
}

function otherNamespaceFix(routes: AnyRoute, host: string, namespace: string): string {
  return isVirtualService(routes)
    ? `Write ${show(host.replace(/^([^.]+)\.[^.]+/, `$1.${namespace}`))}`
    : `Say namespace: ${namespace}`;
}
