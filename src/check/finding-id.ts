import { createHash } from 'crypto';
import { Finding, UnnumberedFinding } from './finding';
import { FieldPath, fieldText, valueAt } from '../api/field-path';
import { groupOf, KubernetesObject } from '../api/kubernetes-object';
import { groupBy } from '../base/group-by';
import { Place } from '../rules/rule';

/**
 * Gives findings their ids: a hash of the rule, the object, the field and the kind of its value, and the objects that it is related to.
 * If several sets of objects are checked in one run, the scope tells them apart. Neither files, lines and the order of objects are in it, nor the words of messages.
 */
export function withIds(scope: string | undefined, findings: UnnumberedFinding[]): Finding[] {
  const ids = new Map<UnnumberedFinding, string>();
  for (const alike of groupBy(findings, facts)) {
    // What has all of this in common is told apart by its words.
    [...alike]
      .sort(byMessage)
      .forEach((finding, i) =>
        ids.set(finding, hash(`${scope === undefined ? '' : `${scope}\n`}${facts(finding)}\n${i}`)),
      );
  }
  return findings.map((finding) => ({ ...finding, id: ids.get(finding)! }));
}

function facts(finding: UnnumberedFinding): string {
  const { rule, object, field = [], related } = finding;
  const others = [...new Set(related.map((place) => identity(place)))].sort();
  return [rule.id, identity(finding), stableField(object, field), kindOf(valueAt(object, field)), ...others].join('\n');
}

function identity({ object }: Place): string {
  const { kind, metadata } = object;
  return JSON.stringify([groupOf(object), kind, metadata.namespace ?? '', metadata.name]);
}

/** A field by the names of entries in lists, which may be sorted anew. */
export function stableField(object: KubernetesObject, field: FieldPath): string {
  let value: unknown = object;
  const names = field.map((key) => {
    value = valueAt(value, [key]);
    const name = typeof key === 'number' ? valueAt(value, ['name']) : undefined;
    return typeof name === 'string' ? `name=${name}` : key;
  });
  return fieldText(names);
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) {
    return 'missing';
  }
  return Array.isArray(value) ? 'list' : typeof value;
}

function byMessage(one: UnnumberedFinding, other: UnnumberedFinding): number {
  return Number(one.message > other.message) - Number(one.message < other.message);
}

/** As long as needed to tell a few thousand findings apart. */
const LENGTH = 20;

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, LENGTH);
}
