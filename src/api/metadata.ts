import { fields, listOf, mapOf, ValueOf } from './field-types';

/** Metadata of an object, or of a pod template. */
export const METADATA = fields({
  name: 'string',
  namespace: 'string',
  labels: mapOf('string'),
  annotations: mapOf('string'),
});

const LABEL_SELECTOR_REQUIREMENT = fields({ key: 'string', operator: 'string', values: listOf('string') });
export type LabelSelectorRequirement = ValueOf<typeof LABEL_SELECTOR_REQUIREMENT>;

export const LABEL_SELECTOR = fields({
  matchLabels: mapOf('string'),
  matchExpressions: listOf(LABEL_SELECTOR_REQUIREMENT),
});
export type LabelSelector = ValueOf<typeof LABEL_SELECTOR>;
