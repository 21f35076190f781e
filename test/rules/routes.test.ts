import { IstioRouting, IstioRoutingProps, IstioRoutingShape, MeshAgent, MeshRegistry, ServiceMesh } from '../../src';
import { ROUTE_TO_UNKNOWN_HOST, ROUTE_TO_UNKNOWN_PORT } from '../../src/rules/route-destinations';
import { HOST_ROUTED_TWICE, ROUTE_SHADOWED, ROUTE_WITHOUT_DEFAULT } from '../../src/rules/route-order';
import { guideObject, ours } from '../guide/guide-fixtures';
import { Manifest, meshChart, synth } from '../support/manifests';
import { object, said } from '../support/workload-manifests';

const service = (name: string, ports: Manifest[] = [{ name: 'http', port: 8080 }], more: Manifest = {}) =>
  object('v1', 'Service', name, { ...more, spec: { ports, ...more.spec } });

const serviceEntry = (host: string, ports: Manifest[] = [{ name: 'http', number: 8080, protocol: 'HTTP' }]) =>
  object('networking.istio.io/v1', 'ServiceEntry', 'entry', { spec: { hosts: [host], ports } });

/** A VirtualService for the Service `router`, or what else is given. */
const virtualService = (http: Manifest[], spec: Manifest = {}, name: string = 'routes') =>
  object('networking.istio.io/v1beta1', 'VirtualService', name, { spec: { hosts: ['router'], http, ...spec } });

/** A route of a VirtualService to a host, for requests of a capability or all. */
const to = (host: string, port?: number, capability?: string) => ({
  ...(capability === undefined ? {} : { match: [{ headers: { capability: { exact: capability } } }] }),
  route: [{ destination: { host, ...(port === undefined ? {} : { port: { number: port } }) } }],
});

/** An HTTPRoute for the Service `router`, or what else is given. */
const httpRoute = (rules: Manifest[], spec: Manifest = {}, name: string = 'routes') =>
  object('gateway.networking.k8s.io/v1', 'HTTPRoute', name, {
    spec: { parentRefs: [{ group: '', kind: 'Service', name: 'router' }], rules, ...spec },
  });

const backend = (name: string, port?: number, more: Manifest = {}) => ({ backendRefs: [{ name, port, ...more }] });

describe('route-to-unknown-host', () => {
  const faults = (...objects: Manifest[]) => said(ROUTE_TO_UNKNOWN_HOST, objects);

  test('a slip of the pen', () => {
    expect(faults(service('weather-agent'), virtualService([to('weather-agnt', 8080)]))).toEqual([
      'VirtualService mesh/routes: http[0].route[0]: destination host "weather-agnt": namespace "mesh" has no Service "weather-agnt" (did you mean ' +
        '"weather-agent"?), and requests get 503. Name a Service that is there, or make this one.',
    ]);
    expect(faults(service('weather-agent'), httpRoute([backend('weather-agnt', 8080)]))).toEqual([
      'HTTPRoute mesh/routes: rules[0].backendRefs[0]: Service "weather-agnt": namespace "mesh" has no Service "weather-agnt" (did you mean ' +
        '"weather-agent"?), and requests get 500. Name a Service that is there, or make this one.',
    ]);
  });

  test('a Service of another namespace', () => {
    const elsewhere = service('weather', undefined, { metadata: { namespace: 'agents' } });
    expect(faults(service('news'), elsewhere, virtualService([to('weather', 8080)]))).toEqual([
      'VirtualService mesh/routes: http[0].route[0]: destination host "weather": namespace "mesh" has no Service "weather", and requests get 503. ' +
        'Write "weather.agents.svc.cluster.local", if that one is meant, or name a Service that is there.',
    ]);
    expect(faults(service('news'), elsewhere, httpRoute([backend('weather', 8080)]))).toEqual([
      'HTTPRoute mesh/routes: rules[0].backendRefs[0]: Service "weather": namespace "mesh" has no Service "weather", and requests get 500. ' +
        'Say namespace: agents, if that one is meant, or name a Service that is there.',
    ]);
    expect(
      faults(
        service('news'),
        elsewhere,
        virtualService([to('weather.agents.svc.cluster.local', 8080)]),
        httpRoute([backend('weather', 8080, { namespace: 'agents' })]),
      ),
    ).toEqual([]);
  });

  test.each(['weather.mesh', 'weather.mesh.svc'])('a name that Istio does not complete: %s', (host) => {
    expect(faults(service('weather'), virtualService([to(host, 8080)]))).toEqual([
      `VirtualService mesh/routes: http[0].route[0]: destination host "${host}": Istio completes names without a dot only, so to Istio this is no Service ` +
        'of the cluster, and requests get 503. Write "weather.mesh.svc.cluster.local".',
    ]);
  });

  test('wherever a VirtualService names one, and each once', () => {
    const destination = { host: 'nobody', port: { number: 1 } };
    const one = (place: string) =>
      expect.stringMatching(
        `^VirtualService mesh/routes: ${place.replace(/[[\].]/g, '\\$&')}: destination host "nobody": `,
      );
    const wrong = (http: Manifest, more: Manifest = {}) => faults(service('weather'), virtualService([http], more));
    expect(wrong({ ...to('weather', 8080), mirror: destination })).toEqual([one('http[0].mirror')]);
    expect(wrong({ ...to('weather', 8080), mirrors: [{ destination }] })).toEqual([one('http[0].mirrors[0]')]);
    expect(wrong(to('weather', 8080), { tcp: [{ route: [{ destination }] }] })).toEqual([one('tcp[0].route[0]')]);
    expect(wrong(to('weather', 8080), { tls: [{ route: [{ destination }] }] })).toEqual([one('tls[0].route[0]')]);
    expect(wrong({ route: [{ destination }, { destination }] }, { tcp: [{ route: [{ destination }] }] })).toEqual([
      one('http[0].route[0]'),
    ]);
  });

  test('a mirror of an HTTPRoute', () => {
    const filters = [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'nobody', port: 1 } } }];
    expect(faults(service('weather'), httpRoute([{ filters, ...backend('weather', 8080) }]))).toEqual([
      expect.stringMatching(/^HTTPRoute mesh\/routes: rules\[0\]\.filters\[0\]\.requestMirror: Service "nobody": /),
    ]);
  });

  test.each([
    ['a short name', 'weather'],
    ['a whole name', 'weather.mesh.svc.cluster.local'],
    ['outside of the cluster', 'api.example.com'],
    ['a namespace without Services here', 'postgres.data.svc.cluster.local'],
    ["a name below a Service's", 'weather-0.weather.mesh.svc.cluster.local'],
    ["a name that is no Service's", 'nobody.mesh.x.svc.cluster.local'],
    ['an address', '10.0.0.1'],
  ])('silent: %s', (_, host) => {
    expect(faults(service('weather'), virtualService([to(host, 8080)]))).toEqual([]);
  });

  test.each(['nobody.mesh.svc.cluster.local', '*.mesh.svc.cluster.local', '*dy.mesh.svc.cluster.local'])(
    'silent: a ServiceEntry for %s',
    (host) => {
      expect(faults(service('weather'), serviceEntry(host), virtualService([to('nobody', 8080)]))).toEqual([]);
    },
  );

  test('backends that are no Services, and kinds of other groups, say nothing of Services', () => {
    expect(
      faults(
        service('weather'),
        httpRoute([backend('nobody', 1, { group: 'multicluster.x-k8s.io', kind: 'ServiceImport' })]),
      ),
    ).toEqual([]);
    expect(
      faults(service('weather'), { ...httpRoute([backend('nobody', 1)]), apiVersion: 'policy.linkerd.io/v1beta3' }),
    ).toEqual([]);
    expect(faults(service('weather'), { ...virtualService([to('nobody', 1)]), apiVersion: 'example.com/v1' })).toEqual(
      [],
    );
  });

  test('a ServiceEntry is no Service of an HTTPRoute', () => {
    expect(
      faults(service('weather'), serviceEntry('nobody.mesh.svc.cluster.local'), httpRoute([backend('nobody', 8080)])),
    ).toHaveLength(1);
  });
});

describe('route-to-unknown-port', () => {
  const faults = (...objects: Manifest[]) => said(ROUTE_TO_UNKNOWN_PORT, objects);
  const router = service('router');
  const two = [
    { name: 'http', port: 8080 },
    { name: 'debug', port: 9229 },
  ];

  test('a port that the Service lacks', () => {
    expect(faults(service('weather'), virtualService([to('weather', 8081)]))).toEqual([
      'VirtualService mesh/routes: http[0].route[0]: destination host "weather" with port 8081: the Service has port 8080 only, and requests get 503. ' +
        'Name port 8080, or add 8081 to the Service.',
    ]);
    expect(faults(service('weather', two), httpRoute([backend('weather', 8081)]))).toEqual([
      'HTTPRoute mesh/routes: rules[0].backendRefs[0]: Service "weather" with port 8081: the Service has ports 8080 and 9229 only, and requests get an ' +
        'error. Name port 8080, or add 8081 to the Service.',
    ]);
    expect(
      faults(service('weather', two), virtualService([to('weather', 9229)]), httpRoute([backend('weather', 8080)])),
    ).toEqual([]);
  });

  test('each wrong port once', () => {
    expect(
      faults(
        service('weather'),
        virtualService([
          to('weather', 8080),
          to('weather', 1),
          to('weather.mesh.svc.cluster.local', 1),
          to('weather', 2),
        ]),
      ),
    ).toEqual([
      expect.stringMatching(/^VirtualService mesh\/routes: http\[1\].*with port 1: /),
      expect.stringMatching(/^VirtualService mesh\/routes: http\[3\].*with port 2: /),
    ]);
  });

  test('the port of the pods', () => {
    expect(faults(service('weather', [{ port: 80, targetPort: 8080 }]), virtualService([to('weather', 8080)]))).toEqual(
      [
        'VirtualService mesh/routes: http[0].route[0]: destination host "weather" with port 8080: the Service has port 80 only (8080 is the port of its ' +
          'pods, which routes do not name), and requests get 503. Name port 80.',
      ],
    );
  });

  test('a port that a ServiceEntry lacks', () => {
    expect(faults(serviceEntry('api.example.com'), virtualService([to('api.example.com', 443)]))).toEqual([
      'VirtualService mesh/routes: http[0].route[0]: destination host "api.example.com" with port 443: the ServiceEntry has port 8080 only, and requests ' +
        'get 503. Name port 8080, or add 443 to the ServiceEntry.',
    ]);
  });

  test('an HTTPRoute that names no port', () => {
    expect(faults(service('weather'), httpRoute([backend('weather')]))).toEqual([
      'HTTPRoute mesh/routes: rules[0].backendRefs[0]: Service "weather" without a port: the Gateway API wants the port of a Service, and the API server ' +
        'refuses the route. Add port: 8080.',
    ]);
  });

  // What istiod makes of it was tried: with one port or several, a sidecar's route goes to the port that the caller used.
  test.each([
    ['one port', [{ port: 8081 }], 'port 8081', 'Add port: { number: 8081 }.'],
    [
      'several ports',
      [
        { name: 'http', port: 8081 },
        { name: 'debug', port: 9229 },
      ],
      'ports 8081 and 9229',
      'Name one of them, such as port: { number: 8081 }.',
    ],
  ])("no port where the caller's is not among %s", (_, ports, list, fix) => {
    expect(faults(router, service('weather', ports), virtualService([to('weather')]))).toEqual([
      'VirtualService mesh/routes: http[0].route[0]: destination host "weather" without a port: a sidecar then keeps the port that the caller used, 8080, ' +
        `while the Service has ${list} only, and requests get 503. ${fix}`,
    ]);
    expect(
      faults(
        serviceEntry('*.agent.local'),
        service('weather', ports),
        virtualService([to('weather')], { hosts: ['*.agent.local'] }),
      ),
    ).toHaveLength(1);
  });

  test("no port where the caller's is not known, or a gateway's", () => {
    const guessed = [
      'VirtualService mesh/routes: http[0].route[0]: destination host "weather" without a port: the Service has ports 8080 and 9229, and Istio then takes ' +
        'the one that the caller used, whether it is there or not. Name one of them, such as port: { number: 8080 }.',
    ];
    expect(faults(service('weather', two), virtualService([to('weather')], { hosts: ['api.example.com'] }))).toEqual(
      guessed,
    );
    expect(faults(service('weather', two), virtualService([to('weather')], { hosts: undefined }))).toEqual(guessed);
    expect(faults(router, service('weather', two), virtualService([to('weather')], { gateways: ['public'] }))).toEqual(
      guessed,
    );
    expect(
      faults(router, service('weather', two), virtualService([to('weather')], { gateways: ['public', 'mesh'] })),
    ).toEqual(guessed);
    expect(
      faults(router, service('weather', two), virtualService([], { http: undefined, tcp: [to('weather')] })),
    ).toEqual([guessed[0].replace('http[0].route', 'tcp[0].route')]);
  });

  test("no port where every caller's is there", () => {
    expect(faults(router, service('weather', two), virtualService([to('weather')]))).toEqual([]);
    expect(faults(service('weather', two), virtualService([to('weather')], { hosts: ['weather'] }))).toEqual([]);
    // Calls that are not HTTP never meet the routes.
    expect(faults(service('router', two), service('weather'), virtualService([to('weather')]))).toEqual([]);
  });

  test('silent where the manifests do not tell', () => {
    expect(faults(virtualService([to('weather', 1)]), httpRoute([backend('weather', 1)]))).toEqual([]);
    expect(faults(service('weather'), virtualService([to('weather')], { hosts: ['api.example.com'] }))).toEqual([]);
    expect(
      faults(
        service('router', [{ port: 80 }]),
        service('weather'),
        virtualService([to('weather')], { gateways: ['public'] }),
      ),
    ).toEqual([]);
    expect(
      faults(
        service('weather', two, { spec: { type: 'ExternalName', externalName: 'a.example.com' } }),
        virtualService([to('weather', 1)]),
      ),
    ).toEqual([]);
    expect(faults(service('weather', []), virtualService([to('weather', 1)]))).toEqual([]);
  });
});

describe('route-without-default', () => {
  const faults = (...objects: Manifest[]) => said(ROUTE_WITHOUT_DEFAULT, objects);
  const weather = to('weather', 8080, 'weather');
  const headers = { matches: [{ headers: [{ name: 'capability', value: 'weather' }] }] };

  test('a VirtualService whose routes all have matches', () => {
    expect(faults(virtualService([weather, to('news', 8080, 'news')], { hosts: ['router', 'agents'] }))).toEqual([
      'VirtualService mesh/routes: every http route for "router.mesh.svc.cluster.local", "agents.mesh.svc.cluster.local" has a match: a request that none of ' +
        "them matches gets an empty 404 from its caller's own proxy. Add a last route without match: to a destination, or with a directResponse that says why.",
    ]);
    expect(faults(virtualService([weather], { gateways: ['public', 'mesh'] }))).toHaveLength(1);
  });

  test.each<[string, Manifest]>([
    ['a last route without match', to('weather', 8080)],
    ['an empty match', { ...weather, match: [] }],
    ['a direct response', { directResponse: { status: 404 } }],
    ['a redirect', { redirect: { uri: '/' } }],
    ['a delegate', { delegate: { name: 'other' } }],
    ['the path /', { ...weather, match: [{ uri: { prefix: '/' } }] }],
    ['an empty prefix', { ...weather, match: [{ uri: { prefix: '' } }] }],
    ['every path by a pattern', { ...weather, match: [{ uri: { regex: '.*' } }] }],
    ['a match without conditions', { ...weather, match: [{ name: 'all', headers: {}, statPrefix: 'x' }] }],
    [
      'everything of some callers',
      { ...weather, match: [{ sourceLabels: { app: 'x' }, gateways: ['mesh'], port: 80 }] },
    ],
  ])('silent: %s', (_, last) => {
    expect(faults(virtualService([weather, last]))).toEqual([]);
  });

  test.each<[string, Manifest]>([
    ['a path', { uri: { prefix: '/api' } }],
    ['an exact path', { uri: { exact: '/' } }],
    ['a method', { uri: { prefix: '/' }, method: { exact: 'GET' } }],
    ['a header that must be missing', { withoutHeaders: { a: {} } }],
    ['a parameter', { queryParams: { a: { exact: '1' } } }],
  ])('%s is no default', (_, match) => {
    expect(faults(virtualService([weather, { ...weather, match: [match] }]))).toHaveLength(1);
  });

  test('at a gateway a 404 is right, a delegate leaves it to whoever delegates, and TCP has no requests', () => {
    expect(faults(virtualService([weather], { gateways: ['public'] }))).toEqual([]);
    expect(faults(virtualService([weather], { hosts: undefined }))).toEqual([]);
    expect(faults(virtualService([], { http: undefined, tcp: [to('weather')] }))).toEqual([]);
  });

  test('an HTTPRoute of a Service whose rules all have matches', () => {
    expect(faults(httpRoute([{ ...headers, ...backend('weather', 8080) }]))).toEqual([
      'HTTPRoute mesh/routes: every rule for Service "router" has a match: a route takes the place of what the Service does by itself, and a request that no ' +
        'rule matches gets a 404. Add a rule without matches, with the Service itself or another one that can answer as backendRef.',
    ]);
  });

  test.each<[string, Manifest]>([
    ['no matches', {}],
    ['a match without conditions', { matches: [{}] }],
    ['the path /', { matches: [{ path: { type: 'PathPrefix', value: '/' } }] }],
    ['every path by a pattern', { matches: [{ path: { type: 'RegularExpression', value: '/.*' } }] }],
  ])('silent: a rule with %s', (_, rule) => {
    expect(faults(httpRoute([headers, rule]))).toEqual([]);
  });

  test.each<[string, Manifest]>([
    ['a path', { path: { value: '/api' } }],
    ['an exact path', { path: { type: 'Exact', value: '/' } }],
    ['a method', { method: 'GET' }],
    ['a parameter', { queryParams: [{ name: 'a', value: '1' }] }],
  ])('%s is no default of an HTTPRoute', (_, match) => {
    expect(faults(httpRoute([{ matches: [match] }]))).toHaveLength(1);
  });

  test('the routes of a Service are joined, those of one namespace', () => {
    const rest = httpRoute([backend('weather', 8080)], {}, 'rest');
    expect(faults(httpRoute([headers]), rest)).toEqual([]);
    const parentRefs = [{ group: '', kind: 'Service', name: 'router', namespace: 'mesh' }];
    expect(faults(httpRoute([headers], { parentRefs }), rest)).toEqual([]);
    expect(
      faults(httpRoute([headers]), {
        ...httpRoute([backend('weather', 8080)], { parentRefs }),
        metadata: { name: 'rest', namespace: 'other' },
      }),
    ).toHaveLength(1);
    expect(
      faults(
        httpRoute([headers]),
        httpRoute([backend('weather', 8080)], { parentRefs: [{ group: '', kind: 'Service', name: 'news' }] }, 'rest'),
      ),
    ).toHaveLength(1);
  });

  test('silent for an HTTPRoute of a gateway, and for one that is attached to nothing', () => {
    expect(faults(httpRoute([headers], { parentRefs: [{ name: 'public' }] }))).toEqual([]);
    expect(faults(httpRoute([headers], { parentRefs: undefined }))).toEqual([]);
    expect(faults(httpRoute([], { rules: undefined }))).toEqual([]);
  });
});

describe('route-shadowed', () => {
  const faults = (...objects: Manifest[]) => said(ROUTE_SHADOWED, objects);
  const on = (...match: Manifest[]) => ({
    match,
    route: [{ destination: { host: 'weather', port: { number: 8080 } } }],
  });
  const header = (value: string, more: Manifest = {}) => ({ headers: { capability: { exact: value }, ...more } });
  const all = to('weather', 8080);

  test('behind a route that takes everything', () => {
    expect(faults(virtualService([{ ...all, name: 'rest' }, on(header('weather')), on(header('news')), all]))).toEqual([
      'VirtualService mesh/routes: http[1], http[2], http[3]: the first route that matches wins, and http[0] "rest" in front matches every request. ' +
        'Put the wider route last, or take out what never gets a request.',
    ]);
  });

  test('behind equal matches, in one route or two', () => {
    expect(faults(virtualService([on(header('weather')), on(header('weather')), all]))).toEqual([
      'VirtualService mesh/routes: http[1]: the first route that matches wins, and http[0] in front matches all that it matches. ' +
        'Put the wider route last, or take out what never gets a request.',
    ]);
    expect(
      faults(virtualService([on(header('weather')), on(header('news')), on(header('news'), header('weather')), all])),
    ).toEqual([
      'VirtualService mesh/routes: http[2]: the first route that matches wins, and http[1] and http[0] in front match all that it matches. ' +
        'Put the wider route last, or take out what never gets a request.',
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

describe('host-routed-twice', () => {
  const faults = (...objects: Manifest[]) => said(HOST_ROUTED_TWICE, objects);
  const routes = [to('weather', 8080)];
  const one = virtualService(routes, {}, 'one');

  test('by its short name and its whole one', () => {
    expect(
      faults(
        one,
        virtualService(
          routes,
          { hosts: ['other', 'Router.mesh.svc.cluster.local'], gateways: ['public', 'mesh'] },
          'two',
        ),
      ),
    ).toEqual([
      'VirtualService mesh/two: host "Router.mesh.svc.cluster.local", which VirtualService mesh/one routes too: Istio joins the routes of one host at gateways ' +
        'only; a sidecar follows one of the two, and knows nothing of the other. Put all routes of the host into one VirtualService.',
    ]);
  });

  test('once for each pair', () => {
    const hosts = ['a', 'b', '*.c.d'];
    expect(faults(...['one', 'two', 'three'].map((name) => virtualService(routes, { hosts }, name)))).toEqual([
      expect.stringMatching(
        /^VirtualService mesh\/two: host "a\.mesh\.svc\.cluster\.local", which VirtualService mesh\/one /,
      ),
      expect.stringMatching(
        /^VirtualService mesh\/three: host "a\.mesh\.svc\.cluster\.local", which VirtualService mesh\/one /,
      ),
    ]);
  });

  test('for one namespace only', () => {
    const two = (exportTo: string[]) => virtualService(routes, { exportTo }, 'two');
    expect(faults(two(['.']), virtualService(routes, { exportTo: ['other', 'mesh'] }, 'one'))).toHaveLength(1);
    expect(faults(one, two(['*']))).toHaveLength(1);
    expect(faults(one, two(['.']))).toEqual([]);
    expect(faults(two(['~']), virtualService(routes, { exportTo: ['~'] }, 'one'))).toEqual([]);
  });

  test.each<[string, Manifest]>([
    ['a gateway, which joins them', { gateways: ['public'] }],
    ['another host', { hosts: ['other'] }],
    ['a wildcard beside a name', { hosts: ['*.mesh.svc.cluster.local'] }],
    ['TCP beside HTTP', { http: undefined, tcp: [to('weather')] }],
    ['a delegate', { hosts: undefined }],
  ])('silent: %s', (_, spec) => {
    expect(faults(one, virtualService(routes, spec, 'two'))).toEqual([]);
  });

  test('silent: the same short name in another namespace, and one object twice', () => {
    expect(faults(one, { ...one, metadata: { ...one.metadata, namespace: 'other' } })).toEqual([]);
    expect(faults(one, { ...one })).toEqual([]);
  });
});

const ALL = [ROUTE_TO_UNKNOWN_HOST, ROUTE_TO_UNKNOWN_PORT, ROUTE_WITHOUT_DEFAULT, ROUTE_SHADOWED, HOST_ROUTED_TWICE];

test("the guide's routes, with the agents' Services", () => {
  const services = ours('istio-routing').filter(({ kind }) => kind === 'Service');
  const guide = [guideObject('istio.yaml', 'ServiceEntry'), guideObject('istio.yaml', 'VirtualService')];
  expect(ALL.flatMap((rule) => said(rule, [...services, ...guide]))).toEqual([
    'VirtualService mcp-mesh/agent-routing: http[0].route[0]: destination host "weather-agent.mcp-mesh.svc.cluster.local" without a port: a sidecar then keeps ' +
      'the port that the caller used, 8080, while the Service has port 8081 only, and requests get 503. Add port: { number: 8081 }.',
    'VirtualService mcp-mesh/agent-routing: every http route for "*.agent.mcp-mesh.local" has a match: a request that none of them matches gets an empty 404 ' +
      "from its caller's own proxy. Add a last route without match: to a destination, or with a directResponse that says why.",
  ]);
});

test.each<[string, Partial<IstioRoutingProps>]>([
  ['of a ServiceEntry', {}],
  ['of a router Service', { shape: IstioRoutingShape.ROUTER_SERVICE }],
  ['at a gateway too', { gateways: ['istio-system/public', 'mesh'], port: 80 }],
])('our routes are silent: those %s', (_, props) => {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', { serviceMesh: ServiceMesh.istio() });
  const agent = (name: string, port: number) =>
    new MeshAgent(chart, name, {
      registry,
      image: 'registry.example.com/agent:1.0.0',
      port,
      capabilities: [name, 'any'],
    });
  const agents = [agent('weather', 8081), agent('news', 8082)];
  new IstioRouting(chart, 'routing', { agents, ...props });
  new IstioRouting(chart, 'second', {
    agents,
    domain: 'second.local',
    addresses: ['240.241.0.11'],
    name: 'second',
    serviceEntryName: 'second',
    fallback: agents[0],
  });
  const objects = synth(chart);
  expect(objects.filter(({ kind }) => kind === 'VirtualService')).toHaveLength(2);
  expect(ALL.flatMap((rule) => said(rule, objects))).toEqual([]);
});

const circular: Manifest = { exact: 'x' };
circular.self = circular;

test.each<[string, Manifest, string[]]>([
  ['no spec', object('networking.istio.io/v1', 'VirtualService', 'routes'), []],
  ['no spec', object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'routes'), []],
  [
    'lists and maps in the wrong places',
    virtualService(
      [
        { match: 'x', route: { destination: 5 }, mirror: 7, mirrors: { a: 1 }, delegate: 3 },
        {
          match: [{ withoutHeaders: 'x', queryParams: 5, sourceLabels: [{}], uri: 1, scheme: circular }],
          route: [{}, { destination: { host: 5, port: 'x' } }],
        },
      ],
      { tls: [null, 5, { route: [null] }], tcp: 'x', exportTo: { a: 1 }, hosts: [5, 'a'] },
    ),
    [
      'VirtualService mesh/routes: http[1]: the first route that matches wins, and http[0] in front matches every request. ' +
        'Put the wider route last, or take out what never gets a request.',
    ],
  ],
  [
    'lists and maps in the wrong places',
    httpRoute(
      [
        null,
        5,
        {
          matches: [{ headers: [null, {}], path: 'x', queryParams: [{}] }],
          filters: [{ requestMirror: 5 }, { requestMirror: { backendRef: { name: 5 } } }],
          backendRefs: [{}, null],
        },
      ],
      { parentRefs: [{}, 5, { group: '', kind: 'Service' }] },
    ),
    [],
  ],
])('rubbish is read, and what is not there is not missed: %s', (_, rubbish, findings) => {
  expect(ALL.flatMap((rule) => said(rule, [service('weather'), rubbish]))).toEqual(findings);
});
