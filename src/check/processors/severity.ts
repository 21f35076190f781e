import { Processor } from './processor';
import { Severity } from '../../rules/rule';

/** Leaves out what is less severe. */
export function atLeast(severity: Severity): Processor {
  return (findings) => findings.filter(({ rule }) => severity === 'warning' || rule.severity === 'error');
}
