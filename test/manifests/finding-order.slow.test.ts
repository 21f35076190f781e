import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import * as fc from 'fast-check';
import { describeObject } from '../../src/api/kubernetes-object';
import { check } from '../../src/check/check';
import { parseManifests, ParsedObject } from '../../src/input/manifest-parser';

/* The order of files is that of their names, so what a finding says must not depend on it. */

const pages = join(__dirname, '..', '..', 'docs', 'rules');
const failing = (page: string) => {
  const [, text] = /## What fails\n[\s\S]*?```yaml\n([\s\S]*?)```/.exec(readFileSync(join(pages, page), 'utf8'))!;
  return parseManifests(page, text).objects;
};
const names = readdirSync(pages).filter((page) => page !== 'README.md');

const textsOf = (objects: ParsedObject[]) =>
  check(objects)
    .map(({ rule, object, message }) => `${rule.id} ${describeObject(object)} ${message}`)
    .sort();

/** The one that is applied last replaces the other, so that order counts. */
const OF_DUPLICATES = 'duplicate-identity.md';

test.each(names.filter((page) => page !== OF_DUPLICATES))('%s: the order of objects changes no text', (page) => {
  const objects = failing(page);
  const expected = textsOf(objects);
  fc.assert(
    fc.property(fc.shuffledSubarray(objects, { minLength: objects.length }), (shuffled) => {
      expect(textsOf(shuffled)).toEqual(expected);
    }),
    { numRuns: 10 },
  );
});

test('the examples of several rules at once', () => {
  const groups = Array.from({ length: 8 }, (_, i) =>
    names.filter((page, at) => at % 8 === i && page !== OF_DUPLICATES),
  );
  for (const group of groups) {
    // Those of one name would replace each other.
    const objects = [
      ...new Map(
        group.flatMap(failing).map((each) => [`${each.object.apiVersion} ${describeObject(each.object)}`, each]),
      ).values(),
    ];
    const expected = textsOf(objects);
    fc.assert(
      fc.property(fc.shuffledSubarray(objects, { minLength: objects.length }), (shuffled) => {
        expect(textsOf(shuffled)).toEqual(expected);
      }),
      { numRuns: 5 },
    );
  }
});
