import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { describeObject, Manifest } from '../cluster/manifest';
import { Coverage, EVERYTHING, Match, takesAll } from '../mesh/route-matches';
import { HttpRoute, httpRoutesOf, Parent, Route, Routes, VirtualService, virtualServicesOf } from '../mesh/routes';

/** At a gateway a 404 is the right answer to what nobody serves; inside of the mesh it comes from the caller's own proxy. */
export const ROUTE_WITHOUT_DEFAULT: Rule = {
  id: 'route-without-default',
  title: 'Routes leave some requests to nobody',
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

/** Istio asks the routes of a VirtualService in their order. */
export const ROUTE_SHADOWED: Rule = {
  id: 'route-shadowed',
  title: 'A route never gets a request, because an earlier one takes them all',
  severity: 'warning',
  find: (mesh) => [
    ...virtualServicesOf(mesh).flatMap((routes) =>
      shadowed(
        routes,
        (coverage, match) => coverage.wider(match),
        ({ earlier, isAll }) => ({
          rule:
            `the first route that matches wins, and ${earlier.join(' and ')} in front ${earlier.length > 1 ? 'match' : 'matches'} ` +
            (isAll ? 'every request' : 'all that it matches'),
          fix: 'Put the wider route last, or take out what never gets a request',
        }),
      ),
    ),
    ...httpRoutesOf(mesh).flatMap((routes) =>
      shadowed(
        routes,
        (coverage, match) => coverage.equal(match),
        ({ earlier }) => ({
          rule: `the matches are those of ${earlier.join(' and ')}, and among equal ones the first rule wins`,
          fix: 'Take one of the two out, or tell their matches apart',
        }),
      ),
    ),
  ],
};

/** Only gateways join VirtualServices of one host. */
export const HOST_ROUTED_TWICE: Rule = {
  id: 'host-routed-twice',
  title: 'Two VirtualServices route one host inside of the mesh',
  severity: 'warning',
  find: (mesh) => {
    const first = new Map<string, Manifest>();
    return virtualServicesOf(mesh)
      .filter(({ onMesh, http }) => onMesh && http.length > 0)
      .flatMap((routes) => {
        const rivals = new Map<Manifest, string>();
        for (const host of routes.hosts) {
          for (const scope of scopes(routes)) {
            const key = `${scope} ${host.toLowerCase()}`;
            const rival = first.get(key) ?? routes.object;
            first.set(key, rival);
            // One object that is given twice is no rival of itself.
            if (describeObject(rival) !== describeObject(routes.object) && !rivals.has(rival)) {
              rivals.set(rival, host);
            }
          }
        }
        return [...rivals].map(([rival, host]): Fault => ({
          object: routes.object,
          given: `host ${show(host)}, which ${describeObject(rival)} routes too`,
          rule: 'Istio joins the routes of one host at gateways only; a sidecar follows one of the two, and knows nothing of the other',
          fix: 'Put all routes of the host into one VirtualService',
        }));
      });
  },
};

function withoutDefault({ object, hosts, onMesh, http }: VirtualService): Fault[] {
  return !onMesh || hosts.length === 0 || http.length === 0 || hasDefault({ http })
    ? []
    : [
        {
          object,
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
          given: `every rule for Service ${show(parent.name)} has a match`,
          rule: 'a route takes the place of what the Service does by itself, and a request that no rule matches gets a 404',
          fix: 'Add a rule without matches, with the Service itself or another one that can answer as backendRef',
        },
      ];
}

function hasDefault({ http }: { readonly http: Route[] }): boolean {
  return http.some(({ matches }) => matches.some(takesAll));
}

/** A Service as routes of one namespace see it: those are joined, and what two of them say of different ports is taken together here. */
function attachment({ namespace }: HttpRoute, parent: Parent): string {
  return `${namespace} ${parent.namespace}/${parent.name}`;
}

/** Routes that no request gets to, with what takes all of it before. */
interface Shadow {
  readonly places: string[];
  readonly earlier: string[];
  /** Whether that takes everything there is. */
  readonly isAll: boolean;
}

/** The routes whose every match is taken by earlier ones, those with the same cause in one. */
function shadowed(
  { object, http }: Routes,
  taken: (coverage: Coverage, match: Match) => string | undefined,
  explain: (shadow: Shadow) => Omit<Fault, 'object' | 'given'>,
): Fault[] {
  const coverage = new Coverage();
  const shadows = new Map<string, Shadow>();
  for (const route of http) {
    const by = route.matches.map((match) => taken(coverage, match));
    if (by.every((place) => place !== undefined)) {
      const earlier = [...new Set(by as string[])];
      const key = earlier.join();
      const shadow = shadows.get(key) ?? { places: [], earlier, isAll: coverage.equal(EVERYTHING) === key };
      shadow.places.push(route.place);
      shadows.set(key, shadow);
    }
    // What a delegate does not match comes back, and goes on to the routes behind it.
    if (!route.delegates) {
      route.matches.forEach((match) => coverage.add(match, route.place));
    }
  }
  return [...shadows.values()].map((shadow) => ({ object, given: shadow.places.join(', '), ...explain(shadow) }));
}

/** The namespaces whose sidecars see a VirtualService; `*` for all. One that a namespace keeps to itself may well differ from the common one. */
function scopes({ object, namespace }: VirtualService): string[] {
  const exported: unknown = object.spec.exportTo;
  const named = (Array.isArray(exported) ? exported : []).map((each) => (each === '.' ? namespace : String(each)));
  return named.length === 0 || named.includes('*') ? ['*'] : [...new Set(named)].filter((each) => each !== '~');
}
