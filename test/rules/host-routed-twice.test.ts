import { RULE } from '../../src/rules/host-routed-twice';
import { Manifest } from '../support/manifests';
import {
  to,
  virtualService,
  service,
  guideRoutes,
  MALFORMED_ROUTES,
  OUR_KINDS_OF_ROUTES,
  ourRoutes,
} from '../support/route-manifests';
import { said } from '../support/workload-manifests';

describe('host-routed-twice', () => {
  const faults = (...objects: Manifest[]) => said(RULE, objects);
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
      'VirtualService mesh/two: host "Router.mesh.svc.cluster.local", which VirtualService mesh/one routes too: Istio merges the routes of one host only at gateways. A sidecar uses one of the two VirtualServices and ignores the other. Put all routes of the host into one VirtualService.',
    ]);
  });

  test('once for each pair', () => {
    const hosts = ['a', 'b', '*.c.d'];
    expect(faults(...['one', 'two', 'three'].map((name) => virtualService(routes, { hosts }, name)))).toEqual([
      expect.stringMatching(
        /^VirtualService mesh\/three: host "a\.mesh\.svc\.cluster\.local", which VirtualService mesh\/one /,
      ),
      expect.stringMatching(
        /^VirtualService mesh\/two: host "a\.mesh\.svc\.cluster\.local", which VirtualService mesh\/one /,
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

test("the guide's routes, with the agents' Services", () => {
  expect(said(RULE, guideRoutes())).toEqual([]);
});

test.each(OUR_KINDS_OF_ROUTES)('our routes are silent: those %s', (_, props) => {
  expect(said(RULE, ourRoutes(props))).toEqual([]);
});

test.each(MALFORMED_ROUTES)('rubbish is read, and what is not there is not missed: %s', (_, rubbish) => {
  expect(said(RULE, [service('weather'), rubbish])).toEqual([]);
});
