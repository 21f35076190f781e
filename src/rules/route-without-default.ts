import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { isForSome, takesAll } from '../routes/route-matches';
import { HttpRoute, httpRoutesOf, Parent, Route, VirtualService, virtualServicesOf } from '../routes/routes';

/** A gateway rightly answers 404 to unknown requests; inside of the mesh, the 404 comes from the caller's own proxy. */
export const RULE: Rule = {
  id: 'route-without-default',
  title: 'Some requests to a host match none of its routes',
  severity: 'warning',
  find: (mesh) => {
    const httpRoutes = httpRoutesOf(mesh);
    const defaults = new Set(
      httpRoutes.filter(hasDefault).flatMap((route) => route.parents.map((parent) => attachment(route, parent))),
    );
    return [
      ...virtualServicesOf(mesh).flatMap(withoutDefault),
      ...httpRoutes.flatMap((route) => attachedWithoutDefault(route, defaults)),
    ];
  },
};

function withoutDefault({ object, hosts, onMesh, http }: VirtualService): Fault[] {
  return !onMesh || hosts.length === 0 || http.length === 0 || hasDefault({ http })
    ? []
    : [
        {
          object,
          field: ['spec', 'http'],
          given: `every http route for ${hosts.map(show).join(', ')} has a match`,
          rule: "a request that none of them matches gets an empty 404 from its caller's own proxy",
          fix: 'Add a last route without match: to a destination, or with a directResponse that says why',
        },
      ];
}

function attachedWithoutDefault(route: HttpRoute, defaults: Set<string>): Fault[] {
  const parent = route.parents.find((each) => !defaults.has(attachment(route, each)));
  return parent === undefined || route.http.length === 0
    ? []
    : [
        {
          object: route.object,
          field: ['spec', 'rules'],
          given: `every rule for Service ${show(parent.name)} has a match`,
          rule: 'a route replaces the default routing of the Service, so a request that matches no rule gets a 404',
          fix: 'Add a rule without matches, with the Service itself or another one that can answer as backendRef',
        },
      ];
}

function hasDefault({ http }: { readonly http: Route[] }): boolean {
  return http.some(({ matches }) => matches.some((match) => takesAll(match) && !isForSome(match)));
}

/** A Service, for the routes of one namespace: they are merged. Routes for different ports of it count together. */
function attachment({ namespace }: HttpRoute, parent: Parent): string {
  return `${namespace} ${parent.namespace}/${parent.name}`;
}
