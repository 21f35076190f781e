import { Manifest } from './manifests';
import { refusalsOf } from '../../src/admission/refusals';
import { valueAt } from '../../src/api/field-path';
import { KubernetesObject } from '../../src/api/kubernetes-object';
import { describe } from '../../src/base/problem';

const END = '; otherwise the API server refuses the object';

/** An edit: a path with slashes, and the value there; undefined takes the field out. */
export type Edit = readonly [path: string, value: unknown];

/** A copy of an object with other values. */
export function edited(object: Manifest, ...edits: Edit[]): Manifest {
  const copy = structuredClone(object);
  for (const [path, value] of edits) {
    const keys = path.split('/').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
    const last = keys.pop()!;
    const holder = keys.reduce((each, key) => (each[key] ??= {}), copy);
    if (value === undefined) {
      delete holder[last];
    } else {
      holder[last] = value;
    }
  }
  return copy;
}

/** What is refused of an object, without the words that all messages have. The field of each is one that may be written. */
export function refused(object: Manifest, ...edits: Edit[]): string[] {
  const changed = edited(object, ...edits);
  return refusalsOf(changed as KubernetesObject).map((refusal) => {
    const holder = valueAt(changed, refusal.field.slice(0, -1));
    expect(refusal.field.length === 0 || holder === undefined || typeof holder === 'object').toBe(true);
    expect(refusal.rule).toContain(END);
    return describe(refusal).replace(END, '');
  });
}
