import { findingLine, followersText, placedMessage, severityCounts, summaryOf } from '../../src/check/finding-text';
import { configMap, finding } from '../support/sample-findings';

test.each([
  ['', []],
  ['1 error', ['error']],
  ['2 warnings', ['warning', 'warning']],
  ['1 error, 2 warnings', ['warning', 'error', 'warning']],
] as const)('counts "%s" for %j', (expected, severities) => {
  expect(severityCounts(severities.map((severity) => finding('a', severity)))).toBe(expected);
});

test('a finding in one line, with where it is, if that is known', () => {
  const found = finding('some-rule', 'error');
  expect(findingLine(found)).toBe('error some-rule: ConfigMap mesh/a (mesh.yaml:1): given: problem. Fix.');
  expect(findingLine({ ...found, where: undefined })).toBe('error some-rule: ConfigMap mesh/a: given: problem. Fix.');
});

test('what follows from a finding is counted, and the first are named', () => {
  const cause = finding('label', 'error');
  const follow = (name: string) => ({ ...finding('policy', 'error', configMap(name)), cause });
  const one = [cause, follow('b')];
  expect(summaryOf(one)).toBe('1 error and 1 finding that follows from it');
  expect(followersText(cause, one)).toBe('and 1 finding that follows from it: policy of ConfigMap mesh/b');
  const many = [cause, ...['b', 'c', 'd', 'e', 'f'].map(follow), finding('other', 'warning')];
  expect(summaryOf(many)).toBe('1 error, 1 warning and 5 findings that follow from them');
  expect(followersText(cause, many)).toBe(
    'and 5 findings that follow from it: policy of ConfigMap mesh/b, policy of ConfigMap mesh/c, policy of ConfigMap mesh/d and 2 more',
  );
  expect(followersText(many[6], many)).toBeUndefined();
  expect(summaryOf([cause])).toBe('1 error');
});

test('another object of the same name is told by its place', () => {
  const found = finding('some-rule', 'error');
  const beside = (name: string, where?: string) => ({ object: configMap(name), where });
  expect(placedMessage({ ...found, related: [beside('a', 'b.yaml:7'), beside('b', 'c.yaml:1')] })).toBe(
    'given: problem. Fix. The other one is at b.yaml:7.',
  );
  expect(placedMessage({ ...found, related: [beside('a'), { object: found.object, where: 'b.yaml:7' }] })).toBe(
    'given: problem. Fix.',
  );
});
