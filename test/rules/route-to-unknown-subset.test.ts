import { RULE } from '../../src/rules/route-to-unknown-subset';
import { Manifest } from '../support/manifests';
import { MALFORMED_ROUTES, service, to, virtualService } from '../support/route-manifests';
import { object, said } from '../support/workload-manifests';

const faults = (...objects: Manifest[]) => said(RULE, objects);
const route = (subset: string, host: string = 'weather') =>
  virtualService([{ route: [{ destination: { host, subset } }] }]);
const rule = (host: string, ...subsets: string[]) =>
  object('networking.istio.io/v1', 'DestinationRule', 'weather', {
    spec: { host, subsets: subsets.map((name) => ({ name, labels: { version: name } })) },
  });

const GIVEN = 'VirtualService mesh/routes: http[0].route[0]: destination host "weather", subset "v2": ';
const DEFINE = 'Define the subset in a DestinationRule for the host, or leave it out.';

test('no DestinationRule', () => {
  expect(faults(service('weather'), route('v2'))).toEqual([
    `${GIVEN}there is no DestinationRule for this host, and requests get 503. ${DEFINE}`,
  ]);
  expect(faults(service('weather'), route('v2'), rule('news', 'v2'))).toHaveLength(1);
});

test('a DestinationRule without it', () => {
  expect(faults(rule('weather', 'stable', 'canary'), route('v2'))).toEqual([
    `${GIVEN}the host's DestinationRule has "stable" and "canary" only, and requests get 503. ${DEFINE}`,
  ]);
  expect(faults(rule('weather'), route('v2'))).toEqual([
    `${GIVEN}the host's DestinationRule has no subsets, and requests get 503. ${DEFINE}`,
  ]);
  expect(faults(rule('weather', 'stable'), route('stabel'))).toEqual([
    'VirtualService mesh/routes: http[0].route[0]: destination host "weather", subset "stabel": the host\'s DestinationRule has "stable" only (did you mean ' +
      '"stable"?), and requests get 503. Write stable.',
  ]);
});

test('each once, wherever it is', () => {
  const destination = { host: 'weather', subset: 'v2' };
  const both = virtualService([{ route: [{ destination }], mirror: destination }], {
    tcp: [{ route: [{ destination }] }],
  });
  expect(faults(service('weather'), both)).toHaveLength(1);
});

test.each(['weather', 'weather.mesh.svc.cluster.local', '*.mesh.svc.cluster.local', '*'])(
  'silent: defined for %s',
  (host) => {
    expect(faults(service('weather'), rule(host, 'v2'), route('v2'))).toEqual([]);
  },
);

test('silent: no subset, and hosts of others', () => {
  expect(faults(service('weather'), virtualService([to('weather', 8080)]))).toEqual([]);
  expect(faults(route('v2', 'api.example.com'))).toEqual([]);
  expect(faults(route('v2'))).toEqual([]);
});

test.each(MALFORMED_ROUTES)('rubbish is read: %s', (_, rubbish) => {
  expect(faults(service('weather'), rubbish)).toEqual([]);
});
