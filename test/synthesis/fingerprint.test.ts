import { ApiObject, App, Chart, Lazy } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { fingerprint } from '../../src/synthesis/fingerprint';

function chartOf(app = new App()): Chart {
  return new Chart(app, 'chart');
}

const configMap = (chart: Chart, data: unknown = {}) =>
  new ApiObject(chart, 'map', { apiVersion: 'v1', kind: 'ConfigMap', data });

test.each<[string, () => { object: ApiObject; change: () => void }]>([
  [
    'a field that its user changes in place',
    () => {
      const data = { a: '1' };
      return { object: configMap(chartOf(), data), change: () => (data.a = '2') };
    },
  ],
  [
    'a Lazy value',
    () => {
      let value = '1';
      const object = configMap(chartOf(), { a: Lazy.any({ produce: () => value }) });
      return { object, change: () => (value = '2') };
    },
  ],
  [
    'a token',
    () => {
      let value = '1';
      return { object: configMap(chartOf(), { a: { resolve: () => value } }), change: () => (value = '2') };
    },
  ],
  [
    'a label',
    () => {
      const object = configMap(chartOf());
      return { object, change: () => object.metadata.addLabel('a', '1') };
    },
  ],
  [
    'a container of a cdk8s-plus Deployment',
    () => {
      const deployment = new kplus.Deployment(chartOf(), 'deployment', { containers: [{ image: 'nginx' }] });
      return {
        object: ApiObject.of(deployment),
        change: () => void deployment.addContainer({ name: 'b', image: 'nginx' }),
      };
    },
  ],
  [
    'toJson of its own',
    () => {
      const object = configMap(chartOf());
      let value = '1';
      object.toJson = () => ({ value });
      return { object, change: () => (value = '2') };
    },
  ],
  [
    'toJson of its own class',
    () => {
      let value = '1';
      class OwnMap extends ApiObject {
        public override toJson(): any {
          return { ...super.toJson(), value };
        }
      }
      const object = new OwnMap(chartOf(), 'map', { apiVersion: 'v1', kind: 'ConfigMap' });
      return { object, change: () => (value = '2') };
    },
  ],
  [
    'a resolver of its app',
    () => {
      let value = '1';
      const resolver = { resolve: (context: any) => context.value === 'x' && context.replaceValue(value) };
      return {
        object: configMap(chartOf(new App({ resolvers: [resolver] })), { a: 'x' }),
        change: () => (value = '2'),
      };
    },
  ],
])('another one for %s', (_, make) => {
  const { object, change } = make();
  const before = fingerprint(object);
  expect(before).toBeDefined();
  expect(fingerprint(object)).toBe(before);
  change();
  expect(fingerprint(object)).not.toBe(before);
});

test('none for what cannot be rendered', () => {
  const broken = () => {
    throw new Error('no such thing');
  };
  expect(fingerprint(configMap(chartOf(), { a: Lazy.any({ produce: broken }) }))).toBeUndefined();
});

test('gives no spread to a workload that has none', () => {
  const deployment = new kplus.Deployment(chartOf(), 'deployment', { containers: [{ image: 'nginx' }] });
  const object = ApiObject.of(deployment);
  fingerprint(object);
  expect(JSON.stringify(object.toJson())).not.toContain('topologyKey');
});

test('leaves a spread as it is', () => {
  const deployment = new kplus.Deployment(chartOf(), 'deployment', { spread: true, containers: [{ image: 'nginx' }] });
  const object = ApiObject.of(deployment);
  fingerprint(object);
  fingerprint(object);
  expect(JSON.stringify(object.toJson()).match(/topologyKey/g)).toHaveLength(2);
});
