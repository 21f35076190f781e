import { SelectorIndex } from '../../src/istio-policies/selector-index';

const index = new SelectorIndex<string>();
index.add('mesh', { app: 'weather', tier: 'agent' }, 'weather');
index.add('mesh', undefined, 'everybody');
index.add('mesh', { app: 'news' }, 'news');
index.add('other', {}, 'others');
index.add('mesh', { app: 'weather' }, 'weather again');

test.each<[string, { [key: string]: string }, string[]]>([
  ['mesh', { app: 'weather', tier: 'agent' }, ['weather', 'everybody', 'weather again']],
  ['mesh', { tier: 'agent' }, ['everybody']],
  ['mesh', { app: 'weather' }, ['everybody', 'weather again']],
  ['mesh', {}, ['everybody']],
  ['other', { app: 'news' }, ['others']],
  ['elsewhere', { app: 'news' }, []],
])('over pods of %s with %j', (namespace, labels, found) => {
  expect(index.over(namespace, labels)).toEqual(found);
});
