import { isSlip } from '../../src/base/slip';

test.each([
  ['weather', 'wether'],
  ['weather', 'waether'],
  ['registry-service', 'registri-service'],
  ['mesh', 'msh'],
  ['api', 'aip'],
  ['api', 'appi'],
  ['web', 'wen'],
])('%s and %s', (one, other) => {
  expect(isSlip(one, other)).toBe(true);
  expect(isSlip(other, one)).toBe(true);
});

test.each([
  ['api', 'app'],
  ['api', 'apis'],
  ['web', 'eweb'],
  ['dev', 'prd'],
  ['cat', 'bat'],
  ['api', 'api'],
  ['ui', 'iu'],
  ['db1', 'db2'],
  ['orders', 'payments'],
])('not %s and %s', (one, other) => {
  expect(isSlip(one, other)).toBe(false);
  expect(isSlip(other, one)).toBe(false);
});
