import { Processor } from './processor';
import { IGNORE_ANNOTATION } from '../../kubernetes/naming';

/** Leaves out what an annotation of the object ignores. An annotation without a reason ignores nothing. */
export const withoutIgnoredByAnnotation: Processor = (findings) =>
  findings.filter(({ rule, object }) => !object.metadata.annotations?.[`${IGNORE_ANNOTATION}${rule.id}`]?.trim());
