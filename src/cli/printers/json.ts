import { CheckResult } from './printer';
import { Finding } from '../../check/finding';

/** The report for programs: a list of findings. */
export function printJson({ findings, objects }: CheckResult): string {
  return `${JSON.stringify({ objects: objects.length, findings: findings.map(entry) }, undefined, 2)}\n`;
}

function entry({ rule, object, where, message }: Finding) {
  const { apiVersion, kind, metadata } = object;
  const { namespace, name } = metadata;
  return { rule: rule.id, severity: rule.severity, apiVersion, kind, namespace, name, where, message };
}
