import { KubernetesObject } from '../../../src/api/kubernetes-object';
import { Finding } from '../../../src/check/finding';
import { linkedToCauses } from '../../../src/check/processors/causes';
import { behindTheirCauses } from '../../../src/check/processors/sort';
import { Severity } from '../../../src/rules/rule';
import { configMap, finding } from '../../support/sample-findings';

/*
 * Findings of an invented rule: an object with annotation `broken` is one, and so is each that names it by `needs`. To repair
 * an object is to take the annotation away.
 */

const broken = (name: string, more: { [key: string]: string } = {}) => configMap(name, { broken: 'yes', ...more });
const needing = (name: string, ...needed: string[]) => configMap(name, { needs: needed.join(',') });

function find(objects: KubernetesObject[], severities: { [rule: string]: Severity } = {}): Finding[] {
  const isBroken = (name: string) =>
    objects.some(({ metadata }) => metadata.name === name && metadata.annotations?.broken);
  return objects.flatMap((object) => {
    const { broken: own, needs = '' } = object.metadata.annotations ?? {};
    const missing = needs.split(',').filter(isBroken);
    const make = (id: string, message: string): Finding => ({
      ...finding(id, severities[id] ?? 'error', object),
      message,
    });
    return [
      ...(own
        ? [
            {
              ...make('broken', 'it is broken'),
              repair: () => [{ object, by: configMap(object.metadata.name, { needs }) }],
            },
          ]
        : []),
      ...(missing.length > 0 ? [make('needs', `it needs ${missing.join(' and ')}`)] : []),
    ];
  });
}

const linked = (objects: KubernetesObject[], severities?: { [rule: string]: Severity }) =>
  behindTheirCauses(linkedToCauses(objects, (repaired) => find(repaired, severities))(find(objects, severities))).map(
    ({ rule, object, cause }) =>
      `${object.metadata.name} ${rule.id}${cause ? ` because of ${cause.object.metadata.name}` : ''}`,
  );

test('what is gone once another finding is repaired follows from it, and comes behind it', () => {
  expect(linked([needing('a', 'c'), needing('b', 'x'), broken('c'), needing('d', 'c')])).toEqual([
    'c broken',
    'a needs because of c',
    'd needs because of c',
  ]);
});

test('what needs two repairs follows from the second, and stays until then', () => {
  expect(linked([needing('a', 'c', 'd'), broken('c'), broken('d')])).toEqual([
    'c broken',
    'd broken',
    'a needs because of d',
  ]);
});

test('what another message takes the place of does not follow', () => {
  const objects = [needing('a', 'c', 'd'), broken('c'), configMap('d', { broken: 'yes' })];
  const onlyFirst = linkedToCauses(objects, (repaired) => find(repaired))(
    find(objects).map((each) => (each.object.metadata.name === 'd' ? { ...each, repair: undefined } : each)),
  );
  expect(onlyFirst.map(({ cause }) => cause)).toEqual([undefined, undefined, undefined]);
});

test('a cause that has a cause itself: all follow from the first', () => {
  // To repair c repairs d as well.
  const objects = [broken('c'), broken('d'), needing('a', 'd')];
  const findings = find(objects);
  findings[0] = { ...findings[0], repair: () => [0, 1].map((i) => ({ object: objects[i], by: configMap('cd'[i]) })) };
  const causes = linkedToCauses(objects, (repaired) => find(repaired))(findings).map(({ cause }) => cause);
  expect(causes).toEqual([undefined, findings[0], findings[0]]);
});

test('a repair that does not help explains nothing', () => {
  const objects = [broken('c'), needing('a', 'c')];
  const [cause, other] = find(objects);
  const useless = { ...cause, repair: () => [] };
  expect(linkedToCauses(objects, (repaired) => find(repaired))([useless, other])).toEqual([useless, other]);
});

test('an error does not follow from a warning', () => {
  const objects = [broken('c'), needing('a', 'c')];
  expect(linked(objects, { broken: 'warning' })).toEqual(['c broken', 'a needs']);
  expect(linked(objects, { needs: 'warning' })).toEqual(['c broken', 'a needs because of c']);
});

test('rules run again for five causes at most, and not if nothing is left to explain', () => {
  const names = 'abcdefgh'.split('');
  const objects = [...names.map((name) => broken(name)), needing('z', 'x')];
  const runs: number[] = [];
  const count = (repaired: KubernetesObject[]) => {
    runs.push(1);
    return find(repaired);
  };
  linkedToCauses(objects, count)(find(objects));
  expect(runs).toHaveLength(5);
  linkedToCauses([broken('a')], count)(find([broken('a')]));
  expect(runs).toHaveLength(5);
});
