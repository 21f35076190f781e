import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { Coverage, EVERYTHING, Match } from '../routes/route-matches';
import { httpRoutesOf, Routes, virtualServicesOf } from '../routes/routes';

/** Istio matches the routes of a VirtualService in their order. */
export const RULE: Rule = {
  id: 'route-shadowed',
  title: 'A route never receives a request, because an earlier route matches them all',
  severity: 'warning',
  find: (mesh) => [
    ...virtualServicesOf(mesh).flatMap((routes) =>
      shadowed(
        routes,
        (coverage, match) => coverage.findWider(match),
        ({ earlier, isAll }) => ({
          rule:
            `the first route that matches wins, and ${earlier.join(' and ')} in front ${earlier.length > 1 ? 'match' : 'matches'} ` +
            (isAll ? 'every request' : 'all that it matches'),
          fix: 'Put the wider route last, or remove the route that never gets a request',
        }),
      ),
    ),
    ...httpRoutesOf(mesh).flatMap((routes) =>
      shadowed(
        routes,
        (coverage, match) => coverage.findEqual(match),
        ({ earlier }) => ({
          rule: `the matches are those of ${earlier.join(' and ')}, and among equal ones the first rule wins`,
          fix: 'Take one of the two out, or tell their matches apart',
        }),
      ),
    ),
  ],
};

/** Routes that get no request, and the earlier routes that take them all. */
interface Shadow {
  readonly places: string[];
  /** The first of them. */
  readonly part: object;
  readonly earlier: string[];
  /** Whether these take every request. */
  readonly isAll: boolean;
}

/** The routes all of whose matches earlier ones take, grouped by these earlier ones. */
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
      const shadow = shadows.get(key) ?? {
        places: [],
        part: route.part,
        earlier,
        isAll: coverage.findEqual(EVERYTHING) === key,
      };
      shadow.places.push(route.place);
      shadows.set(key, shadow);
    }
    // What a delegate does not match comes back, and goes on to the routes behind it.
    if (!route.delegates) {
      route.matches.forEach((match) => coverage.add(match, route.place));
    }
  }
  return [...shadows.values()].map((shadow) => ({
    object,
    field: fieldOf(object, shadow.part),
    given: shadow.places.join(', '),
    ...explain(shadow),
  }));
}
