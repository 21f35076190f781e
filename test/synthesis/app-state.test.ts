import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { AppState } from '../../src/synthesis/app-state';

/* Whether an app is another one than last time. */

function world() {
  const app = new App();
  const chart = new Chart(app, 'chart');
  const make = (id: string) => new ApiObject(chart, id, { apiVersion: 'v1', kind: 'ConfigMap' });
  return { app, chart, make, object: make('map'), other: make('other') };
}

type World = ReturnType<typeof world>;

test.each<[string, (world: World) => unknown]>([
  ['a label', ({ object }) => object.metadata.addLabel('a', '1')],
  ['an annotation', ({ object }) => object.metadata.addAnnotation('a', '1')],
  ['another field of the metadata', ({ object }) => object.metadata.add('generateName', 'a-')],
  ['a finalizer', ({ object }) => object.metadata.addFinalizers('a')],
  [
    'an owner',
    ({ object }) => object.metadata.addOwnerReference({ apiVersion: 'v1', kind: 'Pod', name: 'a', uid: '1' }),
  ],
  ['a patch', ({ object }) => object.addJsonPatch(JsonPatch.add('/data', {}))],
  ['a construct', ({ make }) => make('third')],
  ['a construct less', ({ chart }) => chart.node.tryRemoveChild('other')],
  [
    'a construct in place of another',
    ({ chart, make }) => {
      chart.node.tryRemoveChild('other');
      make('third');
    },
  ],
])('%s makes another app of it, once', (_, change) => {
  const each = world();
  each.object.metadata.addLabel('known', '1');
  const state = new AppState(each.app);
  expect([state.update(), state.update()]).toEqual([true, false]);
  change(each);
  expect([state.update(), state.update()]).toEqual([true, false]);
});

test('a label that is replaced makes another app of it', () => {
  const { app, object } = world();
  object.metadata.addLabel('a', '1');
  const state = new AppState(app);
  state.update();
  object.metadata.addLabel('a', '2');
  expect(state.update()).toBe(true);
});
