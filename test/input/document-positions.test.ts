import { FieldPath } from '../../src/api/field-path';
import { parseManifests } from '../../src/input/manifest-parser';

/** Line and column of a field of the only object, or of the one at a position. */
function at(text: string, field: FieldPath, object: number = 0): string {
  const { line, column } = parseManifests('a.yaml', text).objects[object].source.position(field);
  return `${line}:${column}`;
}

const SERVICE = `# a comment
apiVersion: v1
kind: Service
metadata:
  name: a
  labels:
    app.kubernetes.io/name: a
    8080: b
spec:
  ports:
    - port: 80
      name: http
    - { name: grpc, port: 90 }
`;

test.each<[FieldPath, string]>([
  [[], '2:1'],
  [['metadata', 'name'], '5:3'],
  [['metadata', 'labels', 'app.kubernetes.io/name'], '7:5'],
  [['metadata', 'labels', '8080'], '8:5'],
  [['spec', 'ports', 0], '11:7'],
  [['spec', 'ports', 0, 'name'], '12:7'],
  [['spec', 'ports', 1, 'port'], '13:21'],
])('the field %j begins at its key', (field, expected) => {
  expect(at(SERVICE, field)).toBe(expected);
});

test.each<[string, FieldPath, string]>([
  ['a key', ['spec', 'selector', 'app'], '9:1'],
  ['an entry of a list', ['spec', 'ports', 7, 'port'], '10:3'],
  ['a key of an entry', ['spec', 'ports', 1, 'targetPort'], '13:7'],
  ['below a scalar', ['metadata', 'name', 'first'], '5:3'],
])('%s that is missing is where that begins which lacks it', (_, field, expected) => {
  expect(at(SERVICE, field)).toBe(expected);
});

test('in any document of a file, with directives, comments and Windows line ends', () => {
  const file = `%YAML 1.2\n---\n${SERVICE}--- # another\n${SERVICE}`;
  expect(at(file, ['spec', 'ports', 1, 'port'], 1)).toBe('29:21');
  expect(at(file.replace(/\n/g, '\r\n'), ['spec', 'ports', 1, 'port'], 1)).toBe('29:21');
});

test('in a List, and in JSON', () => {
  const object = (name: string) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { type: 'x' } });
  const list = { apiVersion: 'v1', kind: 'List', items: [object('a'), object('b')] };
  expect(at(JSON.stringify(list, undefined, 2), ['spec', 'type'], 1)).toBe('22:9');
  expect(at(JSON.stringify(object('a')), ['spec', 'type'])).toBe('1:69');
});

test('behind an alias, and merged from one', () => {
  const text = `apiVersion: v1
kind: ConfigMap
metadata: { name: a }
shared: &shared
  one: 1
list: [{ <<: *shared, two: 2 }, *shared]
`;
  expect(at(text, ['list', 0, 'one'])).toBe('5:3');
  expect(at(text, ['list', 0, 'two'])).toBe('6:23');
  expect(at(text, ['list', 1, 'one'])).toBe('5:3');
});

test('of a key that is there twice, the last one counts, as it does for kubectl', () => {
  expect(at('apiVersion: v1\nkind: A\nmetadata: { name: a }\nspec: 1\nspec: 2\n', ['spec'])).toBe('5:1');
});
