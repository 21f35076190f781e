import { Finding } from './finding';
import { describeObject } from '../api/kubernetes-object';
import { Severity } from '../rules/rule';

/** How many findings there are, by severity: "2 errors, 1 warning". */
export function severityCounts(findings: Finding[]): string {
  return (['error', 'warning'] as Severity[])
    .map((severity) => ({ severity, number: findings.filter(({ rule }) => rule.severity === severity).length }))
    .filter(({ number }) => number > 0)
    .map(({ severity, number }) => `${number} ${severity}${number === 1 ? '' : 's'}`)
    .join(', ');
}

/** One finding in one line, with the object and where it is. */
export function findingLine({ rule, object, where, message }: Finding): string {
  const place = where === undefined ? '' : ` (${where})`;
  return `${rule.severity} ${rule.id}: ${describeObject(object)}${place}: ${message}`;
}
