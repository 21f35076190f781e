import { withoutIgnoredByAnnotation } from '../../../src/check/processors/ignored-by-annotation';
import { configMap, finding } from '../../support/sample-findings';

test.each([
  [{ 'cdk8s-mcp-mesh/ignore-a': 'it is a test' }, ['b']],
  [{ 'cdk8s-mcp-mesh/ignore-a': '  ' }, ['a', 'b']],
  [{ 'cdk8s-mcp-mesh/ignore-c': 'it is a test' }, ['a', 'b']],
  [undefined, ['a', 'b']],
])('under %j, rules %j are reported', (annotations, expected) => {
  const object = configMap('map', annotations);
  const findings = [finding('a', 'error', object), finding('b', 'error', object)];
  expect(withoutIgnoredByAnnotation(findings).map(({ rule }) => rule.id)).toEqual(expected);
  expect(findings).toHaveLength(2);
});
