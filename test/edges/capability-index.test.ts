import { CapabilityIndex } from '../../src/edges/capability-index';

const old = { capabilities: [{ name: 'forecast', version: '0.9.0' }] };
const recent = { capabilities: [{ name: 'forecast', version: '1.2.0', tags: ['hourly'] }, { name: 'tides' }] };
const twice = {
  capabilities: [
    { name: 'forecast', version: '1.0.0' },
    { name: 'forecast', version: '3.0.0' },
  ],
};
const index = new CapabilityIndex([old, recent, twice]);

test('names what somebody offers, each once', () => {
  expect(index.names).toEqual(['forecast', 'tides']);
});

test('knows who offers a name, each agent once, in the order in which they came', () => {
  expect(index.offering('forecast')).toEqual([old, recent, twice]);
  expect(index.offering('news')).toEqual([]);
});

test('tells who meets a requirement: one of the capabilities of that name is enough', () => {
  expect(index.providersOf({ name: 'forecast', versionRange: '>=1' })).toEqual([recent, twice]);
  expect(index.providersOf({ name: 'forecast', versionRange: '^3.0.0' })).toEqual([twice]);
  expect(index.providersOf({ name: 'forecast', tags: ['hourly'] })).toEqual([recent]);
  expect(index.providersOf({ name: 'news' })).toEqual([]);
});
