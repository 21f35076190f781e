import { IGNORE_ANNOTATION } from '../naming';
import { ignoredWithReason, MISFIT } from './intake';
import { Rule } from './rule';

/** Every rule that looks at the mesh, in the order of reports. */
export const RULES: Rule[] = [
  ignoredWithReason(() => ALL_RULES.map(({ id }) => id), IGNORE_ANNOTATION),
];

/** With the one that looks at single fields, before the others. */
export const ALL_RULES: Rule[] = [MISFIT, ...RULES];
