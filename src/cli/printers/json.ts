import { CheckResult } from './printer';
import { neutralJson } from '../../base/neutral-text';
import { Finding } from '../../check/finding';

/** The report for programs: a list of findings, and what could not be read. */
export function printJson({ findings, objects, unreadable }: CheckResult): string {
  return `${neutralJson({ objects: objects.length, unreadable, findings: findings.map(entry) })}\n`;
}

function entry({ rule, object, where, message }: Finding) {
  const { apiVersion, kind, metadata } = object;
  const { namespace, name } = metadata;
  return { rule: rule.id, severity: rule.severity, apiVersion, kind, namespace, name, where, message };
}
