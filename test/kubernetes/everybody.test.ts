import { areEverybody } from '../../src/kubernetes/everybody';

test.each([
  [['0.0.0.0/0']],
  [['::/0']],
  [['0.0.0.0/1', '128.0.0.0/1']],
  [['10.0.0.0/8', ' 128.0.0.0/1']],
  [['0.0.0.0/2', '64.0.0.0/2']],
])('%j are everybody', (ranges) => expect(areEverybody(ranges)).toBe(true));

test.each([
  [[]],
  [['10.0.0.0/8', '192.168.0.0/16']],
  [['2001:db8::/32']],
  [['0.0.0.0/2', '0.0.0.0/2', '::/2']],
  [['x', '0.0.0.0', '/0']],
])('%j are not', (ranges) => expect(areEverybody(ranges)).toBe(false));
