import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { GatewayRoute, ObjectOf } from '../api/kinds';
import { groupBy } from '../base/group-by';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { gatewaysOfRoute } from '../cluster/route-endpoints';
import { GatewayReference, gatewayReferencesOf, gatewayRoutes } from '../routes/backend-references';

type ReferenceGrant = ObjectOf<'ReferenceGrant'>;

const GROUP = 'gateway.networking.k8s.io';

/** Within a mesh no grant is asked for, and Services that are not shown may have one that is not shown either. */
export const RULE: Rule = {
  id: 'route-backend-not-granted',
  title: 'A route leads to another namespace without a ReferenceGrant',
  severity: 'error',
  find: ({ cluster }) => {
    const grants = new Map(
      groupBy(cluster.all('ReferenceGrant'), (grant) => cluster.namespaceOf(grant)).map((each) => [
        cluster.namespaceOf(each[0]),
        each,
      ]),
    );
    return gatewayRoutes(cluster).flatMap((route) => {
      const seen = new Set<string>();
      return gatewaysOfRoute(route).length === 0
        ? []
        : gatewayReferencesOf(route).flatMap((reference) => faultOf(cluster, grants, route, reference, seen));
    });
  },
};

function faultOf(
  cluster: Cluster,
  all: Map<string, ReferenceGrant[]>,
  route: GatewayRoute,
  { ref, place }: GatewayReference,
  seen: Set<string>,
): Fault[] {
  const { group = '', kind = 'Service', name = '', namespace } = ref;
  const home = cluster.namespaceOf(route);
  if (
    namespace === undefined ||
    namespace === home ||
    group !== '' ||
    kind !== 'Service' ||
    seen.has(`${namespace}/${name}`) ||
    cluster.service(namespace, name) === undefined
  ) {
    return [];
  }
  const grants = all.get(namespace) ?? [];
  const isGranted = grants.some(
    ({ spec }) =>
      (spec?.from ?? []).some((each) => each.group === GROUP && each.kind === route.kind && each.namespace === home) &&
      (spec?.to ?? []).some(
        (each) =>
          (each.group ?? '') === '' && each.kind === 'Service' && (each.name === undefined || each.name === name),
      ),
  );
  if (isGranted) {
    return [];
  }
  seen.add(`${namespace}/${name}`);
  return [
    {
      object: route,
      field: fieldOf(route, ref, 'namespace'),
      related: grants.slice(0, 3).map((grant) => ({ object: grant, field: ['spec'] })),
      given: `${place}: Service ${show(name)} of namespace ${show(namespace)}`,
      rule: `${grants.length === 0 ? 'that namespace has no ReferenceGrant' : 'no ReferenceGrant of that namespace is'} for ${route.kind}s of namespace ${show(home)}, and requests get 500`,
      fix: `Put the ${route.kind} into namespace ${show(namespace)}, or make a ReferenceGrant there { from: [{ group: ${GROUP}, kind: ${route.kind}, namespace: ${home} }], to: [{ group: "", kind: Service, name: ${name} }] }`,
    },
  ];
}
