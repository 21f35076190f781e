import { valueAt } from '../../src/api/field-path';
import { describeObject, KubernetesObject } from '../../src/api/kubernetes-object';
import { Fault, Place } from '../../src/rules/rule';

type Found = Place & Pick<Fault, 'given' | 'related' | 'repair'>;

/**
 * What holds of all that a rule finds: it is about objects that were given, in fields that they have or could have, and it is gone
 * when the object is repaired.
 *
 * @param find what the rule finds in other objects
 */
export function expectSound(
  found: Found[],
  objects: readonly KubernetesObject[],
  find: (objects: KubernetesObject[]) => Found[],
): void {
  const names = objects.map(describeObject);
  for (const fault of found) {
    [fault, ...(fault.related ?? [])].forEach(({ object, field = [] }) => {
      expect(names).toContain(describeObject(object));
      expect([field, typeof valueAt(object, field.slice(0, -2))]).toEqual([field, 'object']);
      expect(field).not.toContain('');
    });
    if (fault.repair) {
      const repairs = fault.repair();
      const byName = new Map(repairs.map(({ object, by }) => [describeObject(object), by]));
      const repaired = objects.map((object) => byName.get(describeObject(object)) ?? object);
      const left = find(repaired).map((each) => `${describeObject(each.object)}: ${each.given}`);
      expect(repairs).not.toEqual([]);
      expect(left).not.toContain(`${describeObject(fault.object)}: ${fault.given}`);
    }
  }
}
