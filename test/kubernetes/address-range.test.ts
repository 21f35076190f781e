import { App } from 'cdk8s';
import { checkRange } from '../../src/kubernetes/address-range';

const check = (cidr: string, except?: string[]) => checkRange(new App(), 'egressTo', { cidr, except });

test.each([
  '0.0.0.0/0',
  '10.0.0.0/8',
  '203.0.113.7/32',
  '::/0',
  '2001:db8::/32',
  '2001:db8:0:0:0:0:0:7/128',
  '2001:0DB8::/32',
  'fe80::/10',
])('%s', (range) => {
  expect(check(range)).toEqual({ cidr: range });
});

test.each([
  ['10.0.0.1/8', '10.0.0.0/8'],
  ['203.0.113.200/25', '203.0.113.128/25'],
  ['255.255.255.255/0', '0.0.0.0/0'],
  ['2001:db8::1/32', '2001:db8::/32'],
  ['2001:db8:ffff::/33', '2001:db8:8000::/33'],
  ['::1/0', '::/0'],
  ['1:2:3:4:5:6:7:8/127', undefined],
  ['1:2:3:4:5:6:7:9/127', '1:2:3:4:5:6:7:8/127'],
])('the network of %s is %s', (range, network) => {
  if (network === undefined) {
    expect(check(range)).toEqual({ cidr: range });
    return;
  }
  expect(() => check(range)).toThrow(
    new Error(
      `[] egressTo: "${range}": the bits of the address behind those that are fixed are zero, or some network plugins refuse the policy. Write "${network}", or give all bits for the one address.`,
    ),
  );
});

test.each(['2001:db8::/129', '::1', '2001:db8::g/32', '10.0.0.0/33', 'fe80::1%eth0/64'])('%s is no range', (range) => {
  expect(() => check(range)).toThrow('a range of addresses is written as an address');
});

test('what is excluded lies within the range, of the same family', () => {
  expect(check('::/0', ['fc00::/7']).except).toEqual(['fc00::/7']);
  expect(() => check('::/0', ['10.0.0.0/8'])).toThrow('"10.0.0.0/8" excluded from "::/0"');
  expect(() => check('2001:db8::/32', ['2001:db9::/48'])).toThrow('"2001:db9::/48" excluded from "2001:db8::/32"');
});
