import { IstioDataPlane } from '../../../src';
import { Istio } from '../../../src/service-mesh/istio/istio';
import { meshChart } from '../../support/manifests';

const noWildcards = { wildcardHosts: () => false };

test("under a classic sidecar the wait runs as the proxy's own user, and has no identity", () => {
  expect(new Istio({}).initContainers).toEqual({
    securityContext: { runAsUser: 1337, runAsGroup: 1337 },
    hasIdentity: false,
  });
});

test.each([IstioDataPlane.SIDECAR, IstioDataPlane.NATIVE_SIDECAR])('the wait asks by HTTP (%s)', (dataPlane) => {
  const target = { scheme: 'http', host: 'registry', port: 8000 };
  const wait = new Istio({ dataPlane }).registryWait._container(meshChart(), target);
  expect(wait?.args).toEqual([expect.stringContaining('wget ')]);
});

test('a native sidecar carries the wait, and its identity', () => {
  expect(new Istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR }).initContainers).toEqual({
    securityContext: {},
    hasIdentity: true,
  });
});

test('a Job ends a classic sidecar itself; a native one ends with the pod', () => {
  expect(new Istio({}).proxyShutdownUrl).toBe('http://127.0.0.1:15020/quitquitquit');
  expect(new Istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR }).proxyShutdownUrl).toBeUndefined();
});

test.each([
  [undefined, 'istio-system'],
  ['istio-1-27', 'istio-1-27'],
])('istiod of controlPlaneNamespace %s is in %s', (controlPlaneNamespace, namespace) => {
  const expected = [{ namespace, labels: { app: 'istiod' }, port: 15012 }];
  expect(new Istio({ controlPlaneNamespace }).controlPlane).toEqual(expected);
});

test('pods ask for the sidecar of a revision', () => {
  expect(new Istio({}).podLabels).toEqual({ 'sidecar.istio.io/inject': 'true' });
  expect(new Istio({ revision: 'canary' }).podLabels).toEqual({
    'sidecar.istio.io/inject': 'true',
    'istio.io/rev': 'canary',
  });
});

test('pods ask for a native sidecar by annotation', () => {
  const annotations = (dataPlane: IstioDataPlane) => Object.keys(new Istio({ dataPlane }).podAnnotations(noWildcards));
  expect(annotations(IstioDataPlane.SIDECAR)).toEqual(['proxy.istio.io/config']);
  expect(annotations(IstioDataPlane.NATIVE_SIDECAR)).toEqual([
    'sidecar.istio.io/nativeSidecar',
    'proxy.istio.io/config',
  ]);
});
