import { NearNames } from './near-names';
import { FieldPath } from '../api/field-path';
import { ObjectOf, VirtualService } from '../api/kinds';
import { describeObject } from '../api/kubernetes-object';
import { listText } from '../base/list-text';
import { Problem, show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { isGateway } from '../cluster/route-endpoints';

/** Why a gateway does not follow a VirtualService that names it. */
export interface IstioDetachment extends Problem {
  readonly route: VirtualService;
  readonly field: FieldPath;
  readonly parent?: ObjectOf<'IstioGateway'>;
}

export function istioDetachmentsOf(cluster: Cluster): IstioDetachment[] {
  const gateways = new NearNames(cluster, cluster.all('IstioGateway'));
  return cluster.all('VirtualService').flatMap((route) => {
    const { gateways: named = [], http = [] } = route.spec ?? {};
    const seen = new Set<string>();
    const places: { readonly name: string; readonly field: FieldPath }[] = [
      ...named.map((name, i) => ({ name, field: ['spec', 'gateways', i] })),
      ...http.flatMap(({ match = [] }, i) =>
        match.flatMap((each, j) =>
          (each.gateways ?? []).map((name, k) => ({ name, field: ['spec', 'http', i, 'match', j, 'gateways', k] })),
        ),
      ),
    ];
    return places.flatMap(({ name, field }): IstioDetachment[] => {
      if (!isGateway(name) || seen.has(name)) {
        return [];
      }
      seen.add(name);
      const found = problemOf(cluster, gateways, route, name);
      return found === undefined ? [] : [{ field, route, ...found }];
    });
  });
}

function problemOf(
  cluster: Cluster,
  gateways: NearNames,
  route: VirtualService,
  given: string,
): (Problem & { readonly field?: FieldPath; readonly parent?: ObjectOf<'IstioGateway'> }) | undefined {
  const home = cluster.namespaceOf(route);
  const [namespace, name] = partsOf(given, home);
  const gateway = cluster.find('IstioGateway', namespace, name);
  if (gateway !== undefined) {
    return hostProblem(route, gateway, home, given);
  }
  const near = gateways.near(namespace, name);
  const elsewhere = gateways.elsewhere(namespace, name);
  const meant = near ?? (elsewhere === undefined ? undefined : `${elsewhere}/${name}`);
  if (meant === undefined && !(namespace === home && gateways.areShown(home))) {
    return undefined;
  }
  const written = near !== undefined && given.includes('/') ? `${namespace}/${near}` : meant;
  return {
    given: `gateway ${show(given)}`,
    rule: `namespace ${show(namespace)} has no Gateway ${show(name)}${written === undefined ? '' : ` (did you mean ${show(written)}?)`}, so no gateway follows these routes`,
    fix: written === undefined ? 'Name an existing Gateway, or create this one' : `Write ${written}`,
  };
}

/** Namespace and name: `namespace/name`, a name, or the old form of a host. */
function partsOf(given: string, home: string): [string, string] {
  if (given.includes('/')) {
    const [namespace, name] = given.split('/');
    return [namespace === '.' ? home : namespace, name];
  }
  const [name, namespace = home] = given.split('.');
  return [namespace, name];
}

/** A gateway serves only the hosts of its servers. */
function hostProblem(
  route: VirtualService,
  gateway: ObjectOf<'IstioGateway'>,
  home: string,
  given: string,
): (Problem & { readonly field: FieldPath; readonly parent: ObjectOf<'IstioGateway'> }) | undefined {
  const { hosts = [] } = route.spec ?? {};
  const served = (gateway.spec?.servers ?? []).flatMap((server) => server.hosts ?? []);
  const isServed = served.some((each) => {
    const [namespace, host] = each.includes('/') ? each.split('/') : ['*', each];
    const isOpen = namespace === '*' || namespace === home || namespace === '.';
    return isOpen && hosts.some((wanted) => haveCommon(wanted, host));
  });
  return served.length === 0 || hosts.length === 0 || isServed
    ? undefined
    : {
        parent: gateway,
        field: ['spec', 'hosts'],
        given: `hosts ${listText(hosts.map(show))} at gateway ${show(given)}`,
        rule: `${describeObject(gateway)} serves ${listText(served.map(show))} only, so it does not follow these routes`,
        fix: 'Write a host that the Gateway serves, or add this one to its servers',
      };
}

/** Whether two hosts of Istio have one in common; a wildcard may stand for everything. */
function haveCommon(one: string, other: string): boolean {
  const includes = (pattern: string, host: string) => pattern.startsWith('*') && host.endsWith(pattern.slice(1));
  return one === other || includes(one, other) || includes(other, one);
}
