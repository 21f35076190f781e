import { RULE } from '../../src/rules/route-backend-not-granted';
import { Manifest } from '../support/manifests';
import { backend, httpRoute, MALFORMED_ROUTES, service } from '../support/route-manifests';
import { object, said } from '../support/workload-manifests';

const AGENTS = { namespace: 'agents' };
const weather = service('weather', undefined, { metadata: AGENTS });
const route = (more: Manifest = AGENTS) =>
  httpRoute([backend('weather', 8080, more)], { parentRefs: [{ name: 'public' }] });
const grant = (from: Manifest = {}, to: Manifest = {}, home: string = 'agents') =>
  object('gateway.networking.k8s.io/v1beta1', 'ReferenceGrant', 'routes', {
    metadata: { namespace: home },
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'mesh', ...from }],
      to: [{ group: '', kind: 'Service', ...to }],
    },
  });
const faults = (...objects: Manifest[]) => said(RULE, objects);

const GIVEN = 'HTTPRoute mesh/routes: rules[0].backendRefs[0]: Service "weather" of namespace "agents": ';
const FIX =
  ' and requests get 500. Put the HTTPRoute into namespace "agents", or make a ReferenceGrant there { from: [{ group: gateway.networking.k8s.io, kind: ' +
  'HTTPRoute, namespace: mesh }], to: [{ group: "", kind: Service, name: weather }] }.';

test('no grant', () => {
  expect(faults(weather, route())).toEqual([
    `${GIVEN}that namespace has no ReferenceGrant for HTTPRoutes of namespace "mesh",${FIX}`,
  ]);
});

test.each<[string, Manifest]>([
  ['another kind', grant({ kind: 'GRPCRoute' })],
  ['another namespace', grant({ namespace: 'other' })],
  ['another group', grant({ group: '' })],
  ['another Service', grant({}, { name: 'news' })],
  ['a Secret', grant({}, { kind: 'Secret' })],
])('a grant for %s', (_, given) => {
  expect(faults(weather, route(), given)).toEqual([
    `${GIVEN}no ReferenceGrant of that namespace is for HTTPRoutes of namespace "mesh",${FIX}`,
  ]);
});

test('a grant of another namespace is none, and each Service is said once', () => {
  expect(faults(weather, route(), grant({}, {}, 'mesh'))).toHaveLength(1);
  const twice = [backend('weather', 8080, AGENTS), backend('weather', 8080, AGENTS)];
  expect(faults(weather, httpRoute(twice, { parentRefs: [{ name: 'public' }] }))).toHaveLength(1);
  const mirror = {
    filters: [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'weather', port: 8080, ...AGENTS } } }],
  };
  expect(faults(weather, httpRoute([mirror], { parentRefs: [{ name: 'public' }] }))).toHaveLength(1);
});

test('silent: granted, in its own namespace, within the mesh, or not shown', () => {
  expect(faults(weather, route(), grant())).toEqual([]);
  expect(faults(weather, route(), grant({}, { name: 'weather', group: undefined }))).toEqual([]);
  expect(faults(service('weather'), route({}), route({ namespace: 'mesh' }))).toEqual([]);
  expect(faults(weather, httpRoute([backend('weather', 8080, AGENTS)]))).toEqual([]);
  expect(faults(route())).toEqual([]);
  expect(faults(weather, route({ ...AGENTS, group: 'multicluster.x-k8s.io', kind: 'ServiceImport' }))).toEqual([]);
});

test.each(MALFORMED_ROUTES)('rubbish is read: %s', (_, rubbish) => {
  expect(faults(weather, rubbish)).toEqual([]);
});
