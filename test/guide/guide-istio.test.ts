import { capturedAddress, istioRefuses, podOf, routed } from './guide-cluster';
import { DEVIATIONS } from './guide-deviations';
import { agents, guideObject, ours } from './guide-fixtures';
import { find, Manifest } from '../support/manifests';

/* What the guide's Example 2 does under Istio, and ours beside it. */

const MESH = ours('istio-routing');
const ENTRY = find(MESH, 'ServiceEntry');
const ROUTES = find(MESH, 'VirtualService');
const THEIR_ENTRY = guideObject('istio.yaml', 'ServiceEntry');
const THEIR_ROUTES = guideObject('istio.yaml', 'VirtualService');
const SERVICES = MESH.filter(({ kind }) => kind === 'Service');
const WEATHER = 'weather-agent.mcp-mesh.svc.cluster.local:8081';
const ANALYTICS = 'analytics-agent.mcp-mesh.svc.cluster.local:8080';

test('istio-endpoints: a wildcard with resolution DNS and no endpoints is refused', () => {
  expect(istioRefuses(THEIR_ENTRY)).toMatch(/hosts must be FQDN/);
  expect(istioRefuses(ENTRY)).toBeUndefined();
});

test("istio-endpoints: ours are the agents' Services and ports", () => {
  expect(ENTRY.spec.endpoints.map(({ address, ports }: Manifest) => `${address}:${ports.http}`)).toEqual([
    WEATHER,
    ANALYTICS,
  ]);
});

test("istio-address: the guide's host resolves to nothing, ours in every agent whose sidecar captures DNS", () => {
  const callers = agents(MESH).map((workload) => podOf(workload));
  expect(callers.map((caller) => capturedAddress(THEIR_ENTRY, caller))).toEqual([undefined, undefined]);
  expect(callers.map((caller) => capturedAddress(ENTRY, caller))).toEqual(['240.241.0.10', '240.241.0.10']);
  expect(capturedAddress(ENTRY, { ...callers[0], annotations: {} })).toBeUndefined();
});

test('istio-destination-port: without a port a request keeps that of its caller, which the Service does not have', () => {
  const weather = { capability: 'weather' };
  expect(routed(THEIR_ROUTES, weather, 8080, SERVICES)).toBe('503');
  expect(routed(THEIR_ROUTES, weather, 8081, SERVICES)).toBe(WEATHER);
  expect([8080, 8081].map((callersPort) => routed(ROUTES, weather, callersPort, SERVICES))).toEqual([WEATHER, WEATHER]);
  expect(routed(ROUTES, { capability: 'analytics' }, 8080, SERVICES)).toBe(ANALYTICS);
});

test("istio-last-route: the guide's answers an unknown capability with an empty 404, ours says why", () => {
  expect(
    [{ capability: 'news' }, { capability: 'Weather' }, {}].map((headers) =>
      routed(THEIR_ROUTES, headers as any, 8080, SERVICES),
    ),
  ).toEqual(['404', '404', '404']);
  expect(routed(ROUTES, { capability: 'news' }, 8080, SERVICES)).toMatch(/^404 No agent provides the capability/);
});

test("every deviation of the guide's Example 2 is shown here", () => {
  expect(DEVIATIONS.filter(({ id }) => id.startsWith('istio-')).map(({ id }) => id)).toEqual([
    'istio-endpoints',
    'istio-address',
    'istio-destination-port',
    'istio-last-route',
  ]);
});
