import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parse, parseAllDocuments } from 'yaml';
import { Application, objectsOf } from './corpus/components';
import { describeObject } from '../../src/api/kubernetes-object';
import { check } from '../../src/check/check';
import { Finding } from '../../src/check/finding';
import { listItems } from '../../src/check/list-items';
import { parseManifests } from '../../src/input/manifest-parser';
import { IdentifiedObject } from '../../src/kubernetes/object-identity';

/*
 * Applications and platforms that others have published, retyped: what each has that rules look at. A file begins with what is
 * repetitive in it (components), and goes on with manifests. findings.yaml has all that the rules find, with the reason why it is true.
 */

const CORPUS = join(__dirname, 'corpus');

const FILES = readdirSync(CORPUS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(join(CORPUS, name)).map((file) => `${name}/${file}`))
  .sort();

const OBJECTS = new Map(FILES.map((file) => [file, objectsIn(file)]));

/** Findings of a file that are true for one reason. */
interface Pinned {
  readonly because: string;
  readonly findings: string[];
}

const PINNED: { readonly [file: string]: Pinned[] } = parse(readFileSync(join(CORPUS, 'findings.yaml'), 'utf8'));

function objectsIn(file: string): IdentifiedObject[] {
  const text = readFileSync(join(CORPUS, file), 'utf8');
  const [first] = parseAllDocuments(text);
  const application = first.toJS() as Application;
  const { objects, rejected } = parseManifests(file, text);
  // The description of the components is no object, and all else is.
  if (rejected.length !== 1 || !/\d/.test(application.seen)) {
    throw new Error(
      `${file}: it begins with where it was seen, with a version, and has objects behind; ${rejected.map(({ message }) => message).join(', ')}`,
    );
  }
  return [...objectsOf(application), ...objects.map(({ object }) => object)] as IdentifiedObject[];
}

const findingsIn = (objects: IdentifiedObject[]) => check(objects.map((object) => ({ object }))).map(lineOf);

function lineOf({ rule, object, field = [], given }: Finding): string {
  return `${rule.severity} ${rule.id} of ${describeObject(object)} at ${field.join('.')}: ${given}`.slice(0, 180);
}

test.each(FILES)('%s', (file) => {
  const known = new Set((PINNED[file] ?? []).flatMap(({ findings }) => findings));
  const found = findingsIn(OBJECTS.get(file)!);
  const added = found.filter((line) => !known.has(line));
  const gone = [...known].filter((line) => !found.includes(line));
  const message = [...added.map((line) => `Found: ${line}`), ...gone.map((line) => `Not found any more: ${line}`)].join(
    '\n',
  );
  if (message !== '') {
    throw new Error(
      `${message}\nRead each in ${file}. If a finding is false, fix its rule. If it is true, write it into corpus/findings.yaml, ` +
        'with the reason. Take out what is rightly gone.',
    );
  }
});

test('applications together on one cluster have no other findings', () => {
  const taken = new Set<string>();
  const together = [...OBJECTS.entries()].filter(([, objects]) => {
    const names = objects.map(describeObject);
    const isFree = names.every((name) => !taken.has(name));
    names.filter(() => isFree).forEach((name) => taken.add(name));
    return isFree;
  });
  expect(together.length).toBeGreaterThan(40);
  const alone = together.flatMap(([, objects]) => findingsIn(objects));
  const all = findingsIn(together.flatMap(([, objects]) => objects));
  expect(all.filter((line) => !alone.includes(line))).toEqual([]);
});

test('there are as many applications and objects as the corpus promises', () => {
  const objects = [...OBJECTS.values()].flat().flatMap((object) => listItems({ object }));
  expect(FILES.length).toBeGreaterThanOrEqual(60);
  expect(objects.length).toBeGreaterThanOrEqual(500);
  expect(new Set(objects.map(({ object }) => `${object.apiVersion} ${object.kind}`)).size).toBeGreaterThanOrEqual(80);
});

test('each pinned finding is of a file that there is, and has its reason', () => {
  const entries = Object.entries(PINNED);
  expect(entries.filter(([file]) => !OBJECTS.has(file))).toEqual([]);
  expect(entries.flatMap(([, pinned]) => pinned).filter(({ because }) => !/\w+ \w+/.test(because))).toEqual([]);
});
