import { CheckResult } from './printer';
import { neutralJson } from '../../base/neutral-text';
import { Finding } from '../../check/finding';

/** The report for programs: a list of findings, and what could not be read. */
export function printJson({ findings, objects, unreadable }: CheckResult): string {
  return `${neutralJson({ objects: objects.length, unreadable, findings: findings.map(entry) })}\n`;
}

function entry({ rule, object, where, message, cause }: Finding) {
  const { apiVersion, kind, metadata } = object;
  const { namespace, name } = metadata;
  const follows = cause && { rule: cause.rule.id, ...identityOf(cause) };
  return { rule: rule.id, severity: rule.severity, apiVersion, kind, namespace, name, where, message, follows };
}

/** What identifies the object of a finding. */
function identityOf({ object: { kind, metadata } }: Finding) {
  const { namespace, name } = metadata;
  return { kind, namespace, name };
}
