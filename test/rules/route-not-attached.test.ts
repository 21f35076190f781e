import { RULE } from '../../src/rules/route-not-attached';
import { namespace } from '../support/istio-manifests';
import { Manifest } from '../support/manifests';
import { MALFORMED_ROUTES, service, virtualService } from '../support/route-manifests';
import { object, said } from '../support/workload-manifests';

const faults = (...objects: Manifest[]) => said(RULE, objects);

const API = 'gateway.networking.k8s.io/v1';

const listener = (more: Manifest = {}) => ({ name: 'http', port: 80, protocol: 'HTTP', ...more });

const gateway = (listeners: Manifest[], name: string = 'public', home: string = 'mesh') =>
  object(API, 'Gateway', name, { metadata: { namespace: home }, spec: { listeners } });

const route = (parent: Manifest, spec: Manifest = {}, kind: string = 'HTTPRoute') =>
  object(API, kind, 'routes', { spec: { parentRefs: [{ name: 'public', ...parent }], rules: [], ...spec } });

const AT = 'HTTPRoute mesh/routes: ';
const NOT_SERVED = 'and the route is not served there. ';

describe('a Gateway that is not there', () => {
  test('by a slip', () => {
    expect(faults(gateway([listener()]), route({ name: 'publik' }))).toEqual([
      `${AT}Gateway "publik": namespace "mesh" has no such Gateway (did you mean "public"?), ${NOT_SERVED}Write public, or make a Gateway "publik".`,
    ]);
  });

  test('in another namespace', () => {
    expect(faults(gateway([listener()], 'public', 'istio-system'), route({}))).toEqual([
      `${AT}Gateway "public": namespace "mesh" has no such Gateway, but "istio-system" has, ${NOT_SERVED}Say namespace: istio-system, if that one is meant.`,
    ]);
    expect(faults(gateway([listener()], 'public', 'istio-system'), route({ namespace: 'istio' }))).toEqual([
      `${AT}Gateway "public" of namespace "istio": namespace "istio" has no such Gateway, but "istio-system" has, ${NOT_SERVED}` +
        'Say namespace: istio-system, if that one is meant.',
    ]);
  });

  test('beside others of its namespace', () => {
    expect(faults(gateway([listener()], 'internal'), route({}))).toEqual([
      `${AT}Gateway "public": namespace "mesh" has no such Gateway, ${NOT_SERVED}Name an existing Gateway, or create this one.`,
    ]);
  });

  test('silent: a Gateway of a namespace that is not shown', () => {
    expect(faults(route({ namespace: 'infra' }), gateway([listener()], 'internal'))).toEqual([]);
    expect(faults(route({}))).toEqual([]);
    expect(faults(route({ kind: 'ListenerSet', name: 'x' }), gateway([listener()]))).toEqual([]);
  });
});

describe('listeners', () => {
  test('of another name', () => {
    expect(
      faults(gateway([listener(), listener({ name: 'https', port: 443 })]), route({ sectionName: 'web' })),
    ).toEqual([
      `${AT}sectionName "web" of Gateway "public": Gateway mesh/public has no listener of this name, only "http" and "https", ${NOT_SERVED}` +
        'Name one of its listeners, or leave sectionName out.',
    ]);
  });

  test('of another port', () => {
    expect(faults(gateway([listener()]), route({ port: 8080 }))).toEqual([
      `${AT}port 8080 of Gateway "public": Gateway mesh/public has no such listener, only on 80, ${NOT_SERVED}` +
        'Name the port of a listener, or leave port out.',
    ]);
    expect(
      faults(gateway([listener(), listener({ name: 'b', port: 443 })]), route({ port: 443, sectionName: 'http' })),
    ).toEqual([
      `${AT}port 443 of Gateway "public": Gateway mesh/public has no such listener of name "http", only on 80, ${NOT_SERVED}` +
        'Name the port of a listener, or leave port out.',
    ]);
  });

  test('of another protocol', () => {
    expect(faults(gateway([listener()]), route({}, {}, 'TCPRoute'))).toEqual([
      `TCPRoute mesh/routes: Gateway "public": listener "http" of Gateway mesh/public takes no TCPRoute, ${NOT_SERVED}` +
        'Give the Gateway a listener for it, of protocol TCP or TLS.',
    ]);
    expect(faults(gateway([listener({ protocol: 'TCP' })]), route({}))).toHaveLength(1);
    expect(faults(gateway([listener({ allowedRoutes: { kinds: [{ kind: 'GRPCRoute' }] } })]), route({}))).toHaveLength(
      1,
    );
    expect(faults(gateway([listener({ protocol: 'example.com/quic' })]), route({}))).toEqual([]);
    expect(faults(gateway([listener({ protocol: 'HTTPS' })]), route({}, {}, 'GRPCRoute'))).toEqual([]);
  });

  test('that take no other namespace', () => {
    expect(faults(gateway([listener()], 'public', 'infra'), route({ namespace: 'infra' }))).toEqual([
      `${AT}Gateway "public" of namespace "infra": listener "http" of Gateway infra/public takes no routes of namespace "mesh" ` +
        `(allowedRoutes.namespaces.from is Same), ${NOT_SERVED}` +
        'Set allowedRoutes: { namespaces: { from: All } } on the listener, or a selector of the namespace, or move the route.',
    ]);
    const from = (namespaces: Manifest, ...more: Manifest[]) =>
      faults(
        gateway([listener({ allowedRoutes: { namespaces } })], 'public', 'infra'),
        route({ namespace: 'infra' }),
        ...more,
      );
    expect(from({ from: 'All' })).toEqual([]);
    expect(from({ from: 'None' })).toHaveLength(1);
    const selector = { matchLabels: { routes: 'yes' } };
    expect(from({ from: 'Selector', selector })).toEqual([]);
    expect(from({ from: 'Selector', selector }, namespace('mesh'))).toHaveLength(1);
    expect(from({ from: 'Selector', selector }, namespace('mesh', { routes: 'yes' }))).toEqual([]);
  });

  test('of another host', () => {
    const hosted = gateway([listener({ hostname: '*.example.com' })]);
    expect(faults(hosted, route({}, { hostnames: ['api.example.org', 'example.com'] }))).toEqual([
      `${AT}hostnames "api.example.org" and "example.com": listener "http" of Gateway mesh/public serves "*.example.com" only, ${NOT_SERVED}` +
        "Write a host that the listener's hostname includes, or open the listener for this one.",
    ]);
    expect(faults(hosted, route({}, { hostnames: ['a.b.example.com'] }))).toEqual([]);
    expect(faults(hosted, route({}))).toEqual([]);
    expect(
      faults(gateway([listener({ hostname: 'a.example.com' })]), route({}, { hostnames: ['*.example.com'] })),
    ).toEqual([]);
    expect(
      faults(gateway([listener({ hostname: 'x.org' }), listener({ name: 'b' })]), route({}, { hostnames: ['y.org'] })),
    ).toEqual([]);
  });

  test('silent: one that takes it', () => {
    expect(faults(gateway([listener()]), route({}))).toEqual([]);
    expect(faults(gateway([listener()]), route({ sectionName: 'http', port: 80 }))).toEqual([]);
    expect(faults(gateway([]), route({}))).toEqual([]);
  });
});

describe('a Service', () => {
  const parent = (more: Manifest = {}) => route({ group: '', kind: 'Service', name: 'router', ...more });

  test('in another group', () => {
    expect(faults(service('router'), parent({ group: 'core' }))).toEqual([
      `${AT}parent Service "router" with group "core": Services are of the group "", and Istio ignores the route in silence. Write group: "".`,
    ]);
    expect(faults(service('router'), parent({ group: undefined }))).toEqual([
      `${AT}parent Service "router" with no group: Services are of the group "", and without one it is gateway.networking.k8s.io. Write group: "".`,
    ]);
  });

  test('that is missing', () => {
    expect(faults(service('router'), parent({ name: 'ruoter' }))).toEqual([
      `${AT}parent Service "ruoter": namespace "mesh" has no such Service (did you mean "router"?), so the route has no effect. Write router.`,
    ]);
    expect(faults(service('router'), parent({ name: 'weather' }))).toEqual([
      `${AT}parent Service "weather": namespace "mesh" has no such Service, so the route has no effect. Name an existing Service, or create this one.`,
    ]);
    expect(faults(service('router'), parent({ name: 'weather', namespace: 'other' }))).toEqual([]);
  });

  test('without the port', () => {
    expect(faults(service('router'), parent({ port: 80 }))).toEqual([
      `${AT}parent Service "router", port 80: the Service has no such port, only 8080, so the route has no effect. ` +
        "Name a port of the Service, which is not its pods', or leave port out.",
    ]);
    expect(faults(service('router'), parent({ port: 8080 }), parent())).toEqual([]);
  });
});

describe('a VirtualService', () => {
  const istio = (hosts: string[], name: string = 'public', home: string = 'mesh') =>
    object('networking.istio.io/v1', 'Gateway', name, {
      metadata: { namespace: home },
      spec: { servers: [{ hosts }] },
    });
  const at = (gateways: string[], hosts: string[] = ['weather.example.com'], http: Manifest[] = []) =>
    virtualService(http, { hosts, gateways });

  test('at a gateway that is not there', () => {
    expect(faults(istio(['*']), at(['publik', 'mesh']))).toEqual([
      'VirtualService mesh/routes: gateway "publik": namespace "mesh" has no Gateway "publik" (did you mean "public"?), so no gateway follows these routes. Write public.',
    ]);
    expect(faults(istio(['*'], 'public', 'istio-system'), at(['public']))).toEqual([
      'VirtualService mesh/routes: gateway "public": namespace "mesh" has no Gateway "public" (did you mean "istio-system/public"?), so no gateway follows these ' +
        'routes. Write istio-system/public.',
    ]);
    expect(faults(istio(['*'], 'public', 'istio-system'), at(['istio-system/pubic']))).toEqual([
      'VirtualService mesh/routes: gateway "istio-system/pubic": namespace "istio-system" has no Gateway "pubic" (did you mean "istio-system/public"?), so no ' +
        'gateway follows these routes. Write istio-system/public.',
    ]);
    expect(faults(istio(['*']), at(['internal']))).toEqual([
      'VirtualService mesh/routes: gateway "internal": namespace "mesh" has no Gateway "internal", so no gateway follows these routes. ' +
        'Name an existing Gateway, or create this one.',
    ]);
    expect(faults(istio(['*']), at(['mesh'], undefined, [{ match: [{ gateways: ['publik'] }] }]))).toHaveLength(1);
  });

  test('at a gateway that serves other hosts', () => {
    expect(faults(istio(['*.example.org', 'other/*']), at(['public']))).toEqual([
      'VirtualService mesh/routes: hosts "weather.example.com" at gateway "public": Gateway mesh/public serves "*.example.org" and "other/*" only, so it does not ' +
        'follow these routes. Write a host that the Gateway serves, or add this one to its servers.',
    ]);
  });

  test.each([['*'], ['*.example.com'], ['mesh/*'], ['./weather.example.com'], ['*/*']])(
    'silent: a gateway that serves %s',
    (host) => {
      expect(faults(istio([host]), at(['public']))).toEqual([]);
      expect(faults(istio([host]), at(['mesh/public', './public', 'public.mesh']))).toEqual([]);
    },
  );

  test('silent: gateways that are not shown, and sidecars', () => {
    expect(faults(istio(['*'], 'internal', 'other'), at(['infra/public', 'mesh']))).toEqual([]);
    expect(faults(at(['public']))).toEqual([]);
  });
});

test.each(MALFORMED_ROUTES)('rubbish is read: %s', (_, rubbish) => {
  expect(faults(gateway([listener()]), rubbish)).toEqual([]);
});
