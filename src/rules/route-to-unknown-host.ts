import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { show } from '../base/problem';
import { RouteHosts } from '../routes/route-hosts';
import { Destination, AnyRoute, allRoutes, firstByKey, isVirtualService } from '../routes/routes';
import { hostInNamespace, unknownHost } from '../routes/unknown-host';

/** For a host that does not exist, the proxy itself answers with an error. */
export const RULE: Rule = {
  id: 'route-to-unknown-host',
  title: 'A route leads to a Service that does not exist',
  severity: 'error',
  find: (mesh) => {
    const hosts = new RouteHosts(mesh);
    return allRoutes(mesh).flatMap((routes) =>
      firstByKey(routes.destinations, ({ host }) => host).flatMap((destination) =>
        missingHost(hosts, routes, destination),
      ),
    );
  },
};

function missingHost(hosts: RouteHosts, routes: AnyRoute, { place, part, given, host }: Destination): Fault[] {
  const isIstio = isVirtualService(routes);
  if (isIstio && hosts.isEntry(host)) {
    return [];
  }
  const near = isIstio && hosts.serviceNameOf(host) === undefined ? hosts.nearEntry(host) : undefined;
  const field = fieldOf(routes.object, part, isIstio ? 'host' : 'name');
  if (near !== undefined) {
    return [
      {
        object: routes.object,
        field,
        given: `${place}: ${given}`,
        rule: `no ServiceEntry has this host (did you mean ${show(near)}?), and ${routes.answer}`,
        fix: `Write ${show(near)}, or add a ServiceEntry for the host`,
      },
    ];
  }
  const fault = unknownHost(hosts, host, {
    consequence: routes.answer,
    inNamespace: (namespace) => (isIstio ? hostInNamespace(host, namespace) : `Say namespace: ${namespace}`),
  });
  return fault ? [{ object: routes.object, field, given: `${place}: ${given}`, ...fault }] : [];
}
