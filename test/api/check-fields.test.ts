import { checkFields } from '../../src/api/check-fields';
import { FieldType, ListOf, MapOf, ScalarType } from '../../src/api/field-types';
import { KindName, kindOf, KINDS } from '../../src/api/kinds';
import { Manifest } from '../support/manifests';

/** A value of each type, and one of another type. */
const VALUES: { [type in ScalarType]: { readonly right: unknown; readonly wrong: unknown; readonly wanted: string } } =
  {
    string: { right: 'text', wrong: 5, wanted: 'text' },
    integer: { right: 5, wrong: 1.5, wanted: 'a whole number' },
    'int-or-string': { right: '5m', wrong: true, wanted: 'a number or text' },
    boolean: { right: true, wrong: 'yes', wanted: 'true or false' },
  };

/** A value in which each field is there, and is right. */
function complete(type: FieldType): unknown {
  if (typeof type === 'string') {
    return VALUES[type].right;
  }
  if (type instanceof ListOf) {
    return [complete(type.element)];
  }
  return type instanceof MapOf
    ? { key: complete(type.value) }
    : Object.fromEntries(Object.entries(type).map(([field, each]) => [field, complete(each)]));
}

interface Place {
  readonly keys: (string | number)[];
  readonly path: string;
  readonly wrong: unknown;
  readonly wanted: string;
}

/** Each place in such a value, with one of another type. */
function places(type: FieldType, keys: (string | number)[] = [], path: string = ''): Place[] {
  if (typeof type === 'string') {
    return [{ keys, path, ...VALUES[type] }];
  }
  if (type instanceof ListOf) {
    return [{ keys, path, wrong: 'x', wanted: 'a list' }, ...places(type.element, [...keys, 0], `${path}[0]`)];
  }
  const fields = type instanceof MapOf ? [['key', type.value] as const] : Object.entries(type);
  const below = fields.flatMap(([field, each]) =>
    places(each, [...keys, field], path === '' ? field : `${path}.${field}`),
  );
  return [...(path === '' ? [] : [{ keys, path, wrong: [], wanted: 'a map' }]), ...below];
}

function object(kind: KindName): Manifest {
  const { groups, fields } = KINDS[kind];
  const [group] = groups === 'any' ? ['apps'] : groups;
  const apiVersion = group === '' ? 'v1' : `${group}/v1`;
  return { apiVersion, kind: kindOf(kind), metadata: { name: 'a' }, ...(complete(fields) as object) };
}

describe.each(Object.keys(KINDS) as KindName[])('%s', (kind) => {
  test('an object in which each field has its type is the object itself', () => {
    const given = object(kind);
    expect(checkFields(given)).toEqual({ object: given, mistyped: [] });
    expect(checkFields(given).object).toBe(given);
  });

  test('each field that is typed is removed and reported if it has another type', () => {
    for (const { keys, path, wrong, wanted } of places(KINDS[kind].fields)) {
      const given = object(kind);
      const parent = keys.slice(0, -1).reduce((inner, key) => inner[key], given);
      const last = keys[keys.length - 1];
      parent[last] = wrong;
      const before = JSON.stringify(given);
      const checked = checkFields(given);
      expect(checked.mistyped).toEqual([{ path, field: keys, given: expect.any(String), wanted }]);
      const left = keys.slice(0, -1).reduce((inner: Manifest, key) => inner[key], checked.object);
      expect(Array.isArray(left) ? left : left[last]).toEqual(Array.isArray(left) ? [] : undefined);
      expect(JSON.stringify(given)).toBe(before);
    }
  });
});

test('what is null in YAML is missing, and nothing to report', () => {
  const given = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', labels: null }, spec: null };
  expect(checkFields(given)).toEqual({
    object: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } },
    mistyped: [],
  });
});

test('what should be text may be a secret: its value is not shown', () => {
  const given = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, stringData: { password: 12345 } };
  expect(checkFields(given).mistyped).toEqual([
    { path: 'stringData.password', field: ['stringData', 'password'], given: 'is a number', wanted: 'text' },
  ]);
});

test('fields that are not read, and kinds that are not read, stay as they are', () => {
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: { sessionAffinity: 5 } };
  const other = { apiVersion: 'example.com/v1', kind: 'Service', metadata: { name: 'a' }, spec: { ports: 5 } };
  for (const given of [service, other]) {
    expect(checkFields(given)).toEqual({ object: given, mistyped: [] });
  }
});
