import { CheckResult } from './printer';
import { neutralJson } from '../base/neutral-text';
import { Finding, FoundPlace } from '../check/finding';
import { positionOf } from '../check/finding-text';

/** The report for programs: a list of findings, and what could not be read. */
export function printJson({ findings, objects, unreadable, notes, baseline, configuration }: CheckResult): string {
  return `${neutralJson({ objects: objects.length, unreadable, notes: notes?.length ? notes : undefined, baseline, configuration, findings: findings.map(entry) })}\n`;
}

function entry(finding: Finding) {
  const { id, rule, object, where, field, message, cause, related } = finding;
  const { line, column } = positionOf(finding) ?? {};
  const { apiVersion, kind, metadata } = object;
  const { namespace, name } = metadata;
  const follows = cause && { rule: cause.rule.id, ...identityOf(cause) };
  const others = related.length === 0 ? undefined : related.map(relatedEntry);
  return {
    id,
    rule: rule.id,
    severity: rule.severity,
    apiVersion,
    kind,
    namespace,
    name,
    where,
    field,
    line,
    column,
    message,
    follows,
    related: others,
  };
}

function relatedEntry(place: FoundPlace) {
  return { ...identityOf(place), where: place.where, field: place.field, ...positionOf(place) };
}

/** What identifies the object of a finding. */
function identityOf({ object: { kind, metadata } }: FoundPlace) {
  const { namespace, name } = metadata;
  return { kind, namespace, name };
}
