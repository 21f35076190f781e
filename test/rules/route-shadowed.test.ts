import { RULE } from '../../src/rules/route-shadowed';
import { Manifest } from '../support/manifests';
import {
  httpRoute,
  to,
  virtualService,
  service,
  guideRoutes,
  MALFORMED_ROUTES,
  OUR_KINDS_OF_ROUTES,
  ourRoutes,
} from '../support/route-manifests';
import { said } from '../support/workload-manifests';

describe('route-shadowed', () => {
  const faults = (...objects: Manifest[]) => said(RULE, objects);
  const on = (...match: Manifest[]) => ({
    match,
    route: [{ destination: { host: 'weather', port: { number: 8080 } } }],
  });
  const header = (value: string, more: Manifest = {}) => ({ headers: { capability: { exact: value }, ...more } });
  const all = to('weather', 8080);

  test('behind a route that takes everything', () => {
    expect(faults(virtualService([{ ...all, name: 'rest' }, on(header('weather')), on(header('news')), all]))).toEqual([
      'VirtualService mesh/routes: http[1], http[2], http[3]: the first route that matches wins, and http[0] "rest" in front matches every request. ' +
        'Put the wider route last, or remove the route that never gets a request.',
    ]);
  });

  test('behind equal matches, in one route or two', () => {
    expect(faults(virtualService([on(header('weather')), on(header('weather')), all]))).toEqual([
      'VirtualService mesh/routes: http[1]: the first route that matches wins, and http[0] in front matches all that it matches. ' +
        'Put the wider route last, or remove the route that never gets a request.',
    ]);
    expect(
      faults(virtualService([on(header('weather')), on(header('news')), on(header('news'), header('weather')), all])),
    ).toEqual([
      'VirtualService mesh/routes: http[2]: the first route that matches wins, and http[1] and http[0] in front match all that it matches. ' +
        'Put the wider route last, or remove the route that never gets a request.',
    ]);
  });

  test.each<[string, Manifest, Manifest]>([
    ['fewer headers', header('weather'), header('weather', { version: { exact: '2' } })],
    ['a shorter prefix', { uri: { prefix: '/api' } }, { uri: { prefix: '/api/v2' } }],
    ['a prefix of a path', { uri: { prefix: '/api' } }, { uri: { exact: '/api/v2' } }],
    [
      'a prefix, whatever the method',
      { uri: { prefix: '/api' } },
      { uri: { prefix: '/api' }, method: { exact: 'GET' } },
    ],
    ['the same pattern', { uri: { regex: '/a.*' } }, { uri: { regex: '/a.*' }, ...header('x') }],
    ['everybody', header('weather'), { ...header('weather'), sourceNamespace: 'mesh' }],
    ['a name of its own', { ...header('weather'), name: 'one' }, { ...header('weather'), name: 'two' }],
    [
      'the same callers',
      { sourceLabels: { a: 'b', c: 'd' }, gateways: ['mesh'] },
      { gateways: ['mesh'], sourceLabels: { c: 'd', a: 'b' }, ...header('x') },
    ],
    ['nothing, written as something', { uri: { prefix: '/' }, headers: {} }, header('weather')],
    [
      'the same eight headers',
      ...(Array.from({ length: 2 }, () => ({
        headers: Object.fromEntries([...'abcdefgh'].map((name) => [name, { exact: '1' }])),
      })) as [Manifest, Manifest]),
    ],
  ])('behind a wider match: %s', (_, first, second) => {
    expect(faults(virtualService([on(first), on(second)]))).toHaveLength(1);
  });

  test.each<[string, Manifest, Manifest]>([
    ['another value', header('weather'), header('Weather')],
    ['another header', header('weather'), { headers: { ability: { exact: 'weather' } } }],
    ['another way to compare', header('weather'), { headers: { capability: { prefix: 'weather' } } }],
    ['more headers first', header('weather', { version: { exact: '2' } }), header('weather')],
    ['a longer prefix first', { uri: { prefix: '/api/v2' } }, { uri: { prefix: '/api' } }],
    ['an exact path first', { uri: { exact: '/api' } }, { uri: { prefix: '/api' } }],
    ['a prefix of a pattern', { uri: { prefix: '/a' } }, { uri: { regex: '/a.*' } }],
    ['one case, then any', { uri: { prefix: '/api' } }, { uri: { prefix: '/api' }, ignoreUriCase: true }],
    ['other callers', { ...header('weather'), sourceNamespace: 'mesh' }, header('weather')],
    [
      'callers by labels, which gateways do not look at',
      { sourceLabels: { a: 'b' } },
      { sourceLabels: { a: 'b' }, gateways: ['public'] },
    ],
    ['another port', { port: 80 }, { port: 8080 }],
    ['with a header and without', header('weather'), { withoutHeaders: { capability: { exact: 'weather' } } }],
  ])('silent: %s', (_, first, second) => {
    expect(faults(virtualService([on(first), on(second)]))).toEqual([]);
  });

  test('a route with one match of its own is not in the shadow', () => {
    expect(faults(virtualService([on(header('weather')), on(header('weather'), header('news'))]))).toEqual([]);
  });

  test('what a delegate does not match goes on', () => {
    expect(faults(virtualService([{ delegate: { name: 'other' } }, on(header('weather'))]))).toEqual([]);
    expect(faults(virtualService([all, { match: [header('x')], delegate: { name: 'other' } }]))).toHaveLength(1);
  });

  test('an HTTPRoute with the same matches twice', () => {
    const matches = [
      {
        path: { value: '/api' },
        headers: [
          { name: 'Capability', value: 'weather' },
          { name: 'a', value: 'b' },
        ],
        method: 'GET',
      },
    ];
    const same = [
      {
        path: { type: 'PathPrefix', value: '/api/' },
        method: 'GET',
        headers: [
          { name: 'a', value: 'b' },
          { name: 'capability', type: 'Exact', value: 'weather' },
        ],
      },
    ];
    expect(faults(httpRoute([{ matches }, { matches: same }]))).toEqual([
      'HTTPRoute mesh/routes: rules[1]: the matches are those of rules[0], and among equal ones the first rule wins. ' +
        'Take one of the two out, or tell their matches apart.',
    ]);
    expect(faults(httpRoute([{}, { matches: [{ path: { value: '/' } }] }]))).toHaveLength(1);
  });

  test('an HTTPRoute is not read in its order: the more special match wins', () => {
    expect(
      faults(
        httpRoute([{}, { matches: [{ path: { value: '/api' } }] }, { matches: [{ path: { value: '/api/v2' } }] }]),
      ),
    ).toEqual([]);
    expect(
      faults(
        httpRoute([
          { matches: [{ path: { type: 'Exact', value: '/api' } }] },
          { matches: [{ path: { value: '/api' } }] },
        ]),
      ),
    ).toEqual([]);
    expect(
      faults(
        httpRoute([
          { matches: [{ headers: [{ name: 'a', value: 'b' }] }] },
          { matches: [{ queryParams: [{ name: 'a', value: 'b' }] }] },
        ]),
      ),
    ).toEqual([]);
  });
});

test("the guide's routes, with the agents' Services", () => {
  expect(said(RULE, guideRoutes())).toEqual([]);
});

test.each(OUR_KINDS_OF_ROUTES)('our routes are silent: those %s', (_, props) => {
  expect(said(RULE, ourRoutes(props))).toEqual([]);
});

test.each(MALFORMED_ROUTES)('rubbish is read, and what is not there is not missed: %s', (name, rubbish) => {
  expect(said(RULE, [service('weather'), rubbish])).toEqual(
    name === 'lists and maps in the wrong places of a VirtualService'
      ? [
          'VirtualService mesh/routes: http[1]: the first route that matches wins, and http[0] in front matches every request. ' +
            'Put the wider route last, or remove the route that never gets a request.',
        ]
      : [],
  );
});
