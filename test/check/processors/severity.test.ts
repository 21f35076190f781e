import { atLeast } from '../../../src/check/processors/severity';
import { finding } from '../../support/sample-findings';

const findings = [finding('a', 'warning'), finding('b', 'error'), finding('c', 'warning')];

test('of severity error, warnings are left out', () => {
  expect(atLeast('error')(findings)).toEqual([findings[1]]);
});

test('of severity warning, all is left in', () => {
  expect(atLeast('warning')(findings)).toEqual(findings);
});
