import { sortedByObjectAndRule } from '../../../src/check/processors/sort';
import { configMap, finding } from '../../support/sample-findings';

test('findings come in the order of the objects, and those of one object by the ids of the rules', () => {
  const [first, second] = [configMap('z'), configMap('a')];
  const findings = [
    finding('b', 'warning', second),
    finding('b', 'warning', first),
    finding('a', 'error', second),
    finding('a', 'error', first),
  ];
  expect(
    sortedByObjectAndRule([first, second])(findings).map(({ rule, object }) => `${object.metadata.name} ${rule.id}`),
  ).toEqual(['z a', 'z b', 'a a', 'a b']);
  expect(findings[0].object).toBe(second);
});
