import { withoutIgnoredRules } from '../../../src/check/processors/ignored-by-option';
import { configMap, finding } from '../../support/sample-findings';

test('a rule that is switched off is reported for no object', () => {
  const findings = [finding('a', 'error'), finding('b', 'warning'), finding('a', 'error', configMap('other'))];
  expect(withoutIgnoredRules(['a', 'unknown'])(findings)).toEqual([findings[1]]);
  expect(withoutIgnoredRules([])(findings)).toEqual(findings);
});
