import { Finding } from './check';
import { describeObject } from '../cluster/manifest';

/** How many findings there are, by severity: "2 errors, 1 warning". */
export function tally(findings: Finding[]): string {
  const count = (severity: string) => findings.filter(({ rule }) => rule.severity === severity).length;
  return [
    [count('error'), 'error'],
    [count('warning'), 'warning'],
  ]
    .filter(([number]) => number)
    .map(([number, word]) => `${number} ${word}${number === 1 ? '' : 's'}`)
    .join(', ');
}

/** One finding in one line, with the object and where to find it. */
export function line({ rule, object, where, message }: Finding): string {
  return `${rule.severity} ${rule.id}: ${describeObject(object)}${where === undefined ? '' : ` (${where})`}: ${message}`;
}
