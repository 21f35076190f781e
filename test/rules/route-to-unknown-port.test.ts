import { RULE } from '../../src/rules/route-to-unknown-port';
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
import { said } from '../support/workload-manifests';

describe('route-to-unknown-port', () => {
  const faults = (...objects: Manifest[]) => said(RULE, objects);
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

  test('a port of another protocol', () => {
    const udp = service('weather', [{ name: 'http', port: 8080, protocol: 'UDP' }]);
    expect(faults(udp, httpRoute([backend('weather', 8080)]))).toEqual([
      'HTTPRoute mesh/routes: rules[0].backendRefs[0]: Service "weather" with port 8080: that port of the Service is for UDP, and the route forwards TCP. ' +
        'Set the port of the Service to protocol TCP, or name another port.',
    ]);
    const both = service('weather', [
      { name: 'http3', port: 8080, protocol: 'UDP' },
      { name: 'http', port: 8080, protocol: 'TCP' },
    ]);
    expect(faults(both, httpRoute([backend('weather', 8080)]))).toEqual([]);
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

test("the guide's routes, with the agents' Services", () => {
  expect(said(RULE, guideRoutes())).toEqual([
    'VirtualService mcp-mesh/agent-routing: http[0].route[0]: destination host "weather-agent.mcp-mesh.svc.cluster.local" without a port: a sidecar then keeps ' +
      'the port that the caller used, 8080, while the Service has port 8081 only, and requests get 503. Add port: { number: 8081 }.',
  ]);
});

test.each(OUR_KINDS_OF_ROUTES)('our routes are silent: those %s', (_, props) => {
  expect(said(RULE, ourRoutes(props))).toEqual([]);
});

test.each(MALFORMED_ROUTES)('rubbish is read, and what is not there is not missed: %s', (_, rubbish) => {
  expect(said(RULE, [service('weather'), rubbish])).toEqual([]);
});
