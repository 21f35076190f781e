import { RULE } from '../../src/rules/route-to-unknown-host';
import { Manifest } from '../support/manifests';
import {
  backend,
  httpRoute,
  service,
  serviceEntry,
  to,
  virtualService,
  guideRoutes,
  MALFORMED_ROUTES,
  OUR_KINDS_OF_ROUTES,
  ourRoutes,
} from '../support/route-manifests';
import { object, said } from '../support/workload-manifests';

describe('route-to-unknown-host', () => {
  const faults = (...objects: Manifest[]) => said(RULE, objects);

  test('a slip of the pen', () => {
    expect(faults(service('weather-agent'), virtualService([to('weather-agnt', 8080)]))).toEqual([
      'VirtualService mesh/routes: http[0].route[0]: destination host "weather-agnt": namespace "mesh" has no Service "weather-agnt" (did you mean ' +
        '"weather-agent"?), and requests get 503. Name an existing Service, or create this one.',
    ]);
    expect(faults(service('weather-agent'), httpRoute([backend('weather-agnt', 8080)]))).toEqual([
      'HTTPRoute mesh/routes: rules[0].backendRefs[0]: Service "weather-agnt": namespace "mesh" has no Service "weather-agnt" (did you mean ' +
        '"weather-agent"?), and requests get 500. Name an existing Service, or create this one.',
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

  test.each([
    ['GRPCRoute', 'calls get UNAVAILABLE'],
    ['TLSRoute', 'connections are closed'],
    ['TCPRoute', 'connections are closed'],
  ])('a %s', (kind, answer) => {
    expect(faults(service('weather-agent'), { ...httpRoute([backend('weather-agnt', 8080)]), kind })).toEqual([
      `${kind} mesh/routes: rules[0].backendRefs[0]: Service "weather-agnt": namespace "mesh" has no Service "weather-agnt" (did you mean ` +
        `"weather-agent"?), and ${answer}. Name an existing Service, or create this one.`,
    ]);
  });

  test('an operator may make the Service, and names it after its object', () => {
    const made = (kind: string, name: string = 'weather', apiVersion: string = 'ray.io/v1') =>
      faults(service('news'), object(apiVersion, kind, name, {}), httpRoute([backend('weather-head-svc', 8000)]));
    expect(made('RayCluster')).toEqual([]);
    expect(made('RayCluster', 'weath')).toHaveLength(1);
    expect(made('Rollout', 'weather', 'argoproj.io/v1alpha1')).toHaveLength(1);
    expect(made('VirtualService', 'weather', 'networking.istio.io/v1')).toHaveLength(1);
    expect(made('Job', 'weather', 'batch/v1')).toHaveLength(1);
  });

  test('a ServiceEntry is no Service of an HTTPRoute', () => {
    expect(
      faults(service('weather'), serviceEntry('nobody.mesh.svc.cluster.local'), httpRoute([backend('nobody', 8080)])),
    ).toHaveLength(1);
  });
});

test("the guide's routes, with the agents' Services", () => {
  expect(said(RULE, guideRoutes())).toEqual([]);
});

test.each(OUR_KINDS_OF_ROUTES)('our routes are silent: those %s', (_, props) => {
  expect(said(RULE, ourRoutes(props))).toEqual([]);
});

test.each(MALFORMED_ROUTES)('rubbish is read, and what is not there is not missed: %s', (_, rubbish) => {
  expect(said(RULE, [service('weather'), rubbish])).toEqual([]);
});

test('a host that is nearly that of a ServiceEntry', () => {
  const objects = [serviceEntry('api.partner.example.com')];
  expect(said(RULE, [...objects, virtualService([to('api.partnr.example.com', 443)])])).toEqual([
    expect.stringMatching(
      /no ServiceEntry has this host \(did you mean "api\.partner\.example\.com"\?\), and .*\. Write "api\.partner\.example\.com", or add a ServiceEntry for the host\.$/,
    ),
  ]);
  expect(said(RULE, [...objects, virtualService([to('api.partner.example.com', 443)])])).toEqual([]);
  expect(said(RULE, [...objects, virtualService([to('www.example.com', 443)])])).toEqual([]);
});
