import { findingLine, severityCounts } from '../../src/check/finding-text';
import { finding } from '../support/sample-findings';

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
