import { ALL_RULES } from '../../src/rules/all-rules';
import { RULE } from '../../src/rules/ignored-without-reason';
import { object, said } from '../support/workload-manifests';

/** What the rule says of one annotation of a ConfigMap. */
const faults = (annotation: string, value: string) =>
  said(RULE, [object('v1', 'ConfigMap', 'settings', { metadata: { annotations: { [annotation]: value } } })]);

test.each(['', ' \n'])('a rule is switched off without a reason: %j', (reason) => {
  expect(faults('cdk8s-mcp-mesh/ignore-image-not-pinned', reason)).toEqual([
    'ConfigMap mesh/settings: annotation cdk8s-mcp-mesh/ignore-image-not-pinned without a reason: ' +
      'the next reader needs to know why the rule does not apply here, so it stays on. ' +
      "Give the reason as the annotation's value.",
  ]);
});

test.each(['a reason', ''])('there is no such rule (%j)', (reason) => {
  expect(faults('cdk8s-mcp-mesh/ignore-images-not-pinned', reason)).toEqual([
    'ConfigMap mesh/settings: annotation cdk8s-mcp-mesh/ignore-images-not-pinned: there is no rule "images-not-pinned". ' +
      'Take the annotation out, or spell the rule as the report does.',
  ]);
});

test.each(ALL_RULES.map(({ id }) => id))('%s may be switched off with a reason', (id) => {
  expect(faults(`cdk8s-mcp-mesh/ignore-${id}`, 'the cluster is for development')).toEqual([]);
});

test.each(['cdk8s-mcp-mesh/capabilities', 'example.com/ignore-image-not-pinned', 'ignore-image-not-pinned'])(
  '%s switches nothing off',
  (annotation) => {
    expect(faults(annotation, '')).toEqual([]);
  },
);

test('each annotation is a finding of its own', () => {
  const annotations = { 'cdk8s-mcp-mesh/ignore-one': '', 'cdk8s-mcp-mesh/ignore-image-not-pinned': '' };
  expect(said(RULE, [object('v1', 'ConfigMap', 'settings', { metadata: { annotations } })])).toHaveLength(2);
});
