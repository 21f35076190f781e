import * as fc from 'fast-check';
import { Coverage, gatewayMatch, istioMatch } from '../../src/routes/route-matches';
import { Manifest } from '../support/manifests';

/* A match that is said to be in the shadow of others must get no request that they leave over: asked of requests, one by one. */

const PATHS = ['/', '/api', '/api/v2', '/apis', '/other'];
const text = (values: string[]) =>
  fc.oneof(...['exact', 'prefix'].map((how) => fc.constantFrom(...values).map((value) => ({ [how]: value }))));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 });

const istio: fc.Arbitrary<Manifest> = fc.record({
  uri: maybe(text(PATHS)),
  headers: fc.record({ a: text(['1', '12']), b: text(['1', '2']) }, { requiredKeys: [] }),
  method: maybe(text(['GET', 'POST'])),
  port: maybe(fc.constantFrom(80, 8080)),
});

interface Request {
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly method: string;
  readonly port: number;
}

const requests: Request[] = [...PATHS, '/api/v2/x'].flatMap((path) =>
  ['GET', 'POST'].flatMap((method) =>
    [80, 8080].flatMap((port) =>
      [undefined, '1', '12'].flatMap((a) =>
        [undefined, '1', '2'].map((b) => ({ path, method, port, headers: { ...(a && { a }), ...(b && { b }) } })),
      ),
    ),
  ),
);

/** As Envoy does. */
function meets({ path, headers, method, port }: Request, match: Manifest): boolean {
  const is = (value: string | undefined, wanted?: Manifest) =>
    wanted === undefined ||
    (value !== undefined && (wanted.exact === undefined ? value.startsWith(wanted.prefix) : value === wanted.exact));
  return (
    is(path, match.uri) &&
    is(method, match.method) &&
    (match.port ?? port) === port &&
    Object.entries<Manifest>(match.headers).every(([name, wanted]) => is(headers[name], wanted))
  );
}

test('an Istio match in the shadow of others gets no request', () => {
  let found = 0;
  fc.assert(
    fc.property(fc.array(istio, { minLength: 1, maxLength: 4 }), istio, (earlier, later) => {
      const coverage = new Coverage();
      earlier.forEach((match, i) => coverage.add(istioMatch(match), String(i)));
      const place = coverage.findWider(istioMatch(later));
      if (place !== undefined) {
        found += 1;
        expect(requests.filter((request) => meets(request, later) && !meets(request, earlier[Number(place)]))).toEqual(
          [],
        );
      }
    }),
    { numRuns: 500 },
  );
  expect(found).toBeGreaterThan(20);
});

test('defaults of the Gateway API are the same as nothing', () => {
  expect(gatewayMatch({ path: { type: 'PathPrefix', value: '/' } })).toEqual(gatewayMatch({}));
  expect(gatewayMatch({ headers: [{ name: 'A', value: '1' }] })).toEqual(
    gatewayMatch({ headers: [{ name: 'a', type: 'Exact', value: '1' }] }),
  );
  expect(gatewayMatch({ path: { type: 'Exact', value: '/' } })).not.toEqual(gatewayMatch({}));
});
