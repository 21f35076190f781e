import { RULE } from '../../src/rules/route-without-default';
import { Manifest } from '../support/manifests';
import {
  backend,
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

describe('route-without-default', () => {
  const faults = (...objects: Manifest[]) => said(RULE, objects);
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
    ['everything of sidecars, on a port', { ...weather, match: [{ gateways: ['mesh'], port: 80 }] }],
  ])('silent: %s', (_, last) => {
    expect(faults(virtualService([weather, last]))).toEqual([]);
  });

  test.each<[string, Manifest]>([
    ['a path', { uri: { prefix: '/api' } }],
    ['an exact path', { uri: { exact: '/' } }],
    ['a method', { uri: { prefix: '/' }, method: { exact: 'GET' } }],
    ['a header that must be missing', { withoutHeaders: { a: {} } }],
    ['a parameter', { queryParams: { a: { exact: '1' } } }],
    ['the namespace of callers', { sourceNamespace: 'mesh' }],
    ['labels of callers', { sourceLabels: { app: 'x' }, gateways: ['mesh'] }],
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
      'HTTPRoute mesh/routes: every rule for Service "router" has a match: a route replaces the default routing of the Service, so a request that matches no rule gets a 404. Add a rule without matches, with the Service itself or another one that can answer as backendRef.',
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

test("the guide's routes, with the agents' Services", () => {
  expect(said(RULE, guideRoutes())).toEqual([
    'VirtualService mcp-mesh/agent-routing: every http route for "*.agent.mcp-mesh.local" has a match: a request that none of them matches gets an empty 404 ' +
      "from its caller's own proxy. Add a last route without match: to a destination, or with a directResponse that says why.",
  ]);
});

test.each(OUR_KINDS_OF_ROUTES)('our routes are silent: those %s', (_, props) => {
  expect(said(RULE, ourRoutes(props))).toEqual([]);
});

test.each(MALFORMED_ROUTES)('rubbish is read, and what is not there is not missed: %s', (_, rubbish) => {
  expect(said(RULE, [service('weather'), rubbish])).toEqual([]);
});
