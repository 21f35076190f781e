import { processed } from '../../../src/check/processors/processor';
import { finding } from '../../support/sample-findings';

test('each processor gets what the one before it left', () => {
  const [a, b, c] = [finding('a', 'error'), finding('b', 'error'), finding('c', 'error')];
  const steps: string[][] = [];
  const withoutFirst = (findings: (typeof a)[]) => {
    steps.push(findings.map(({ rule }) => rule.id));
    return findings.slice(1);
  };
  expect(processed([a, b, c], [withoutFirst, withoutFirst])).toEqual([c]);
  expect(steps).toEqual([
    ['a', 'b', 'c'],
    ['b', 'c'],
  ]);
});
