import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { ObjectOf } from '../api/kinds';
import { append } from '../base/append';
import { closestWord } from '../base/closest-word';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { Mesh } from '../mesh/mesh';
import { RouteHosts } from '../routes/route-hosts';
import { Destination, firstByKey, fullHost, VirtualService, virtualServicesOf } from '../routes/routes';

export const RULE: Rule = {
  id: 'route-to-unknown-subset',
  title: 'A route leads to a subset that no DestinationRule defines',
  severity: 'error',
  find: (mesh) => {
    const hosts = new RouteHosts(mesh);
    const rules = rulesByHost(mesh);
    return virtualServicesOf(mesh).flatMap((routes) =>
      firstByKey(
        routes.destinations.filter(({ subset }) => subset),
        ({ host, subset }) => `${host} ${subset}`,
      ).flatMap((destination) => faultOf(hosts, rules, routes, destination)),
    );
  },
};

type DestinationRule = ObjectOf<'DestinationRule'>;

function rulesByHost(mesh: Mesh): Map<string, DestinationRule[]> {
  const rules = new Map<string, DestinationRule[]>();
  for (const rule of mesh.cluster.all('DestinationRule')) {
    const { host } = rule.spec ?? {};
    if (host !== undefined) {
      append(rules, fullHost(host, mesh.cluster.namespaceOf(rule), mesh), rule);
    }
  }
  return rules;
}

function faultOf(
  hosts: RouteHosts,
  rules: Map<string, DestinationRule[]>,
  { object }: VirtualService,
  { place, part, given, host, subset }: Destination,
): Fault[] {
  // A host has few wildcards, and there may be thousands of rules.
  const wildcards = Array.from(`.${host}`, (_, i) => `*${host.slice(i)}`);
  const own = [host, ...wildcards].flatMap((each) => rules.get(each) ?? []);
  const subsets = own.flatMap(({ spec }) => spec?.subsets ?? []).flatMap(({ name }) => name ?? []);
  // Without its Service and a rule for it, others may have both.
  if (subsets.includes(subset!) || (own.length === 0 && hosts.service(host) === undefined)) {
    return [];
  }
  const near = closestWord(subset!, subsets);
  return [
    {
      object,
      field: fieldOf(object, part, 'subset'),
      related: own.slice(0, 3).map((rule) => ({ object: rule, field: ['spec', 'subsets'] })),
      given: `${place}: ${given}, subset ${show(subset)}`,
      rule:
        (own.length === 0
          ? 'there is no DestinationRule for this host'
          : subsets.length === 0
            ? "the host's DestinationRule has no subsets"
            : `the host's DestinationRule has ${listText(subsets.map(show))} only`) +
        `${near === undefined ? '' : ` (did you mean ${show(near)}?)`}, and requests get 503`,
      fix:
        near === undefined ? 'Define the subset in a DestinationRule for the host, or leave it out' : `Write ${near}`,
    },
  ];
}
