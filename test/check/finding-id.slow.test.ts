import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import * as fc from 'fast-check';
import { check } from '../../src/check/check';
import { parseManifests, ParsedObject } from '../../src/input/manifest-parser';
import { Manifest } from '../support/manifests';

/* An id is the same for the same finding, so that a baseline and code scanning know it again when manifests are sorted anew. */

const pages = join(__dirname, '..', '..', 'docs', 'rules');
const examples: [string, ParsedObject[]][] = readdirSync(pages)
  .filter((page) => page !== 'README.md')
  .map((page) => {
    const [, text] = /## What fails\n[\s\S]*?```yaml\n([\s\S]*?)```/.exec(readFileSync(join(pages, page), 'utf8'))!;
    return [page, parseManifests(page, text).objects];
  });

const idsOf = (objects: { object: ParsedObject['object'] }[]) =>
  check(objects.map(({ object }) => ({ object })))
    .map(({ id }) => id)
    .sort();

test('an id is given once', () => {
  for (const [, objects] of examples) {
    const ids = idsOf(objects);
    expect(new Set(ids).size).toBe(ids.length);
  }
});

test.each(examples)('%s: the order of objects changes no id', (_, objects) => {
  const expected = idsOf(objects);
  fc.assert(
    fc.property(fc.shuffledSubarray(objects, { minLength: objects.length }), (shuffled) => {
      expect(idsOf(shuffled)).toEqual(expected);
    }),
    { numRuns: 20 },
  );
});

/** Turns the named entries of lists around: variables whose order is not the finding, containers, ports. */
function turned(value: Manifest): Manifest {
  if (Array.isArray(value)) {
    const items = value.map(turned);
    return items.every((each) => typeof each?.name === 'string') ? items.reverse() : items;
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, each]) => [key, turned(each)]),
      )
    : value;
}

/** For these, the order of variables is what is wrong, or would be: one refers to another. */
const ABOUT_ORDER = ['variable-before-definition.md', 'variable-not-expanded.md', 'service-name-differs-from-label.md'];

test.each(examples.filter(([page]) => !ABOUT_ORDER.includes(page)))(
  '%s: the order of keys and named entries changes no id',
  (_, objects) => {
    expect(idsOf(objects.map(({ object }) => ({ object: turned(object) })))).toEqual(idsOf(objects));
  },
);

test('another name, field or kind of value is another finding', () => {
  const service = (name: string, spec: Manifest) => ({
    object: { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec },
  });
  const ids = [
    service('a', { ports: [{ name: 'http', port: 'eighty' }] }),
    service('b', { ports: [{ name: 'http', port: 'eighty' }] }),
    service('a', { ports: [{ name: 'web', port: 'eighty' }] }),
    service('a', { ports: 'eighty' }),
  ].map((each) => idsOf([each]));
  expect(new Set(ids.flat()).size).toBe(4);
  expect(idsOf([service('a', { ports: [{ name: 'http', port: 'ninety' }] })])).toEqual(ids[0]);
});
