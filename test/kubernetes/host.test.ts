import { hostOf, withoutBrackets } from '../../src/kubernetes/host';

test.each([
  ['mesh.example.com', { inUrl: 'mesh.example.com' }],
  ['registry', { inUrl: 'registry' }],
  ['203.0.113.7', { inUrl: '203.0.113.7', address: '203.0.113.7' }],
  ['2001:db8::7', { inUrl: '[2001:db8::7]', address: '2001:db8::7' }],
  ['[2001:db8::7]', { inUrl: '[2001:db8::7]', address: '2001:db8::7' }],
])('%s', (given, host) => {
  expect(hostOf(given)).toEqual(host);
});

test.each([
  '',
  '10.0.0.256',
  'a.7',
  '[mesh.example.com]',
  '[203.0.113.7]',
  'fe80::1%eth0',
  '2001:db8::7::1',
  '[::1',
  'http://a',
  undefined,
])('no host: %s', (given) => {
  expect(hostOf(given as string)).toBeUndefined();
});

test('brackets are those of URLs', () => {
  expect(['[::1]', '::1', 'a'].map(withoutBrackets)).toEqual(['::1', '::1', 'a']);
});
