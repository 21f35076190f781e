import { parseVersion } from '../../src/base/versions';

test.each([
  ['2', '2.0.0'],
  ['2.0', '2.0.0'],
  ['v1.2', '1.2.0'],
  ['1.2.3', '1.2.3'],
  ['2.1-rc.1', '2.1.0-rc.1'],
])('%s is %s', (text, version) => expect(parseVersion(text)?.version).toBe(version));

test.each(['', 'newest', '1.2.x', '1.2.3.4', '-1', '1.', '01.2.3'])('%s is no version', (text) =>
  expect(parseVersion(text)).toBeUndefined(),
);
