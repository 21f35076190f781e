import { RULE } from '../../src/rules/http-route-on-tcp-port';
import { Manifest } from '../support/manifests';
import {
  backend,
  httpRoute,
  MALFORMED_ROUTES,
  OUR_KINDS_OF_ROUTES,
  ourRoutes,
  service,
  serviceEntry,
  to,
  virtualService,
} from '../support/route-manifests';
import { said } from '../support/workload-manifests';

const faults = (...objects: Manifest[]) => said(RULE, objects);
const router = (...ports: Manifest[]) => service('router', ports);
const ROUTES = virtualService([to('weather', 8080)]);
const FIX =
  'which Istio does not read as HTTP, so the routes never match. Name the port http or http-…, or give it appProtocol: http.';

test('a VirtualService', () => {
  expect(faults(router({ name: 'tcp-mcp', port: 8080 }), ROUTES)).toEqual([
    `VirtualService mesh/routes: http routes for host "router": Service mesh/router has port 8080, named "tcp-mcp" only, ${FIX}`,
  ]);
  expect(faults(router({ name: 'http', appProtocol: 'tcp', port: 8080 }), ROUTES)).toEqual([
    `VirtualService mesh/routes: http routes for host "router": Service mesh/router has port 8080, appProtocol "tcp" only, ${FIX}`,
  ]);
  expect(
    faults(
      serviceEntry('router.local', [{ number: 8080, name: 'a', protocol: 'TCP' }]),
      virtualService([to('a', 1)], { hosts: ['router.local'] }),
    ),
  ).toEqual([
    `VirtualService mesh/routes: http routes for host "router.local": ServiceEntry mesh/entry has port 8080, protocol "TCP" only, ${FIX}`,
  ]);
});

test('an HTTPRoute', () => {
  const port = (number: number) =>
    httpRoute([backend('weather', 8080)], {
      parentRefs: [{ group: '', kind: 'Service', name: 'router', port: number }],
    });
  const both = router({ name: 'tcp', port: 9000 }, { name: 'http', port: 8080 });
  expect(faults(both, port(9000))).toEqual([
    `HTTPRoute mesh/routes: an HTTPRoute for Service "router", port 9000: Service mesh/router has port 9000, named "tcp" only, ${FIX}`,
  ]);
  expect(faults(both, port(8080), httpRoute([backend('weather', 8080)]))).toEqual([]);
  expect(faults(router({ name: 'tls', port: 443 }), httpRoute([backend('weather', 8080)]))).toHaveLength(1);
});

test.each<[string, Manifest]>([
  ['http', { name: 'http-mcp' }],
  ['grpc', { name: 'grpc' }],
  ['no name, where Istio looks', {}],
  ['a name that says nothing', { name: 'mcp' }],
  ['a name that only begins so', { name: 'tcpmux' }],
  ['an appProtocol, which wins', { name: 'tcp', appProtocol: 'http' }],
  ['h2c', { name: 'tcp', appProtocol: 'kubernetes.io/h2c' }],
])('silent: %s', (_, port) => {
  expect(faults(router({ port: 8080, ...port }), ROUTES)).toEqual([]);
});

test('silent: one port of several, hosts of others, other routes, and gateways', () => {
  const tcp = router({ name: 'tcp', port: 8080 });
  expect(faults(router({ name: 'tcp', port: 1 }, { name: 'http', port: 2 }), ROUTES)).toEqual([]);
  expect(faults(router({ name: 'dns', port: 53, protocol: 'UDP' }), ROUTES)).toEqual([]);
  expect(faults(tcp, virtualService([to('a', 1)], { hosts: ['elsewhere'] }))).toEqual([]);
  expect(faults(tcp, virtualService([], { tcp: [to('weather', 8080)] }))).toEqual([]);
  expect(faults(tcp, virtualService([to('a', 1)], { gateways: ['public'] }))).toEqual([]);
});

test.each(OUR_KINDS_OF_ROUTES)('our routes are silent: those %s', (_, props) => {
  expect(said(RULE, ourRoutes(props))).toEqual([]);
});

test.each(MALFORMED_ROUTES)('rubbish is read: %s', (_, rubbish) => {
  expect(faults(router({ name: 'http', port: 8080 }), rubbish)).toEqual([]);
});
