import { Cluster } from '../../src/cluster/cluster';
import { isCustom, mayMakePods, mayMakeServices, OperatorObjects } from '../../src/cluster/operator-objects';
import { object } from '../support/workload-manifests';

const of = (apiVersion: string, kind: string = 'Any', name: string = 'weather') =>
  object(apiVersion, kind, name) as never;

test.each([
  ['sparkoperator.k8s.io/v1beta2', true],
  ['jobset.x-k8s.io/v1alpha2', true],
  ['ray.io/v1', true],
  ['gateway.networking.k8s.io/v1', false],
  ['flowcontrol.apiserver.k8s.io/v1', false],
  ['batch/v1', false],
  ['v1', false],
])('a kind of %s is custom: %s', (apiVersion, custom) => expect(isCustom(of(apiVersion))).toBe(custom));

test('routes make neither pods nor Services, and a Rollout makes pods alone', () => {
  const makes = (apiVersion: string, kind: string) =>
    [mayMakePods, mayMakeServices].map((may) => may(of(apiVersion, kind)));
  expect(makes('networking.istio.io/v1', 'VirtualService')).toEqual([false, false]);
  expect(makes('argoproj.io/v1alpha1', 'ApplicationSet')).toEqual([false, false]);
  expect(makes('argoproj.io/v1alpha1', 'Rollout')).toEqual([true, false]);
  expect(makes('ray.io/v1', 'RayCluster')).toEqual([true, true]);
});

test('what is made begins with the name of the object, word by word, in its namespace', () => {
  const operators = new OperatorObjects(new Cluster([of('ray.io/v1', 'RayCluster'), of('batch/v1', 'Job', 'news')]));
  expect(operators.mayMake('mesh', 'weather')).toBe(true);
  expect(operators.mayMake('mesh', 'weather-head-svc')).toBe(true);
  expect(operators.mayMake('mesh', 'weathers-head-svc')).toBe(false);
  expect(operators.mayMake('other', 'weather')).toBe(false);
  expect(operators.mayMake('mesh', 'news')).toBe(false);
});
