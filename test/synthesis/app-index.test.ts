import { ApiObject, App, Chart } from 'cdk8s';
import { AppIndex } from '../../src/synthesis/app-index';

const app = new App();
const chart = new Chart(app, 'chart', { namespace: 'mesh' });
const object = (id: string, apiVersion: string, kind: string, namespace?: string) =>
  new ApiObject(chart, id, { apiVersion, kind, metadata: { name: 'settings', namespace } });
const map = object('map', 'v1', 'ConfigMap');
const far = object('far', 'v1', 'ConfigMap', 'far');
const again = object('again', 'v1', 'ConfigMap');
const service = object('service', 'v1', 'Service');
const knative = object('knative', 'serving.knative.dev/v1', 'Service');
const loose = new ApiObject(new Chart(app, 'loose'), 'loose', {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'settings' },
});
const index = AppIndex.of(chart);

test('objects of one group, kind, namespace and name are the same', () => {
  expect(index.sameIdentity(map)).toEqual([map, again]);
  expect(index.sameIdentity(far)).toEqual([far]);
  expect(index.sameIdentity(service)).toEqual([service]);
});

test('an object is found by kind, namespace and name, in the core group', () => {
  expect(index.find('ConfigMap', 'mesh', 'settings')).toBe(map);
  expect(index.find('ConfigMap', 'far', 'settings')).toBe(far);
  expect(index.find('Secret', undefined, 'settings')).toBe(loose);
  expect(index.find('Secret', 'mesh', 'settings')).toBeUndefined();
});

test('objects of a kind are those of any group', () => {
  expect(index.ofKind('Service')).toEqual([service, knative]);
  expect(index.ofKind('Ingress')).toEqual([]);
});

test('an object that comes later is found after the app has changed', () => {
  const later = new ApiObject(chart, 'later', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'later' } });
  app.synthYaml();
  expect(index.find('Secret', 'mesh', 'later')).toBe(later);
  expect(index.sameIdentity(later)).toEqual([later]);
});

test('there is one for each app', () => {
  expect(AppIndex.of(loose)).toBe(index);
  expect(AppIndex.of(new App())).not.toBe(index);
});
