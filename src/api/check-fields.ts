import { FieldPath } from './field-path';
import { Fields, FieldType, ListOf, MapOf, ScalarType } from './field-types';
import { fieldsOf } from './kinds';
import { KubernetesObject } from './kubernetes-object';
import { METADATA } from './metadata';
import { show } from '../base/problem';
import { IdentifiedObject } from '../kubernetes/object-identity';

/** A field whose value has another type than the API gives it. */
export interface MistypedField {
  readonly path: string;
  readonly field: FieldPath;
  readonly given: string;
  readonly wanted: string;
}

export interface CheckedObject {
  readonly object: KubernetesObject;
  readonly mistyped: MistypedField[];
}

/**
 * An object without the fields of a wrong type, and which those are. Manifests may come from anywhere: after this, a field that
 * is read has its type, or is missing. If all fields have their types, it is the object itself and not a copy.
 */
export function checkFields(object: IdentifiedObject): CheckedObject {
  const mistyped: MistypedField[] = [];
  const types = { metadata: METADATA, ...fieldsOf(object) };
  const checked = checkedValue(object, types, undefined, mistyped) as KubernetesObject;
  if (mistyped.length > 0) {
    REMOVED_FIELDS.set(checked, mistyped);
  }
  return { object: checked, mistyped };
}

const REMOVED_FIELDS = new WeakMap<KubernetesObject, MistypedField[]>();

/** The fields of a checked object that are not missing in its manifest, but had another type. */
export function removedFields(object: KubernetesObject): readonly MistypedField[] {
  return REMOVED_FIELDS.get(object) ?? [];
}

/** The way to a value, from below: paths are seldom needed, and values are many. */
interface Trail {
  readonly above?: Trail;
  readonly key: string | number;
}

function pathOf(trail: Trail | undefined): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let step = trail; step; step = step.above) {
    keys.push(step.key);
  }
  return keys.reverse();
}

function pathText(field: FieldPath): string {
  return field.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${key}`)).join('');
}

/** In place of a value of a wrong type. */
const REMOVED = Symbol('removed');

const SCALARS: { [type in ScalarType]: { readonly wanted: string; readonly is: (value: unknown) => boolean } } = {
  string: { wanted: 'text', is: (value) => typeof value === 'string' },
  integer: { wanted: 'a whole number', is: Number.isInteger },
  boolean: { wanted: 'true or false', is: (value) => typeof value === 'boolean' },
  'int-or-string': { wanted: 'a number or text', is: (value) => ['string', 'number'].includes(typeof value) },
};

function checkedValue(value: unknown, type: FieldType, trail: Trail | undefined, mistyped: MistypedField[]): unknown {
  const remove = (wanted: string) => {
    const field = pathOf(trail);
    mistyped.push({ path: pathText(field), field, given: givenText(value, wanted), wanted });
    return REMOVED;
  };
  if (typeof type === 'string') {
    const { is, wanted } = SCALARS[type];
    return is(value) ? value : remove(wanted);
  }
  if (type instanceof ListOf) {
    return Array.isArray(value) ? checkedList(value, type, trail, mistyped) : remove('a list');
  }
  return isMap(value) ? checkedMap(value, type, trail, mistyped) : remove('a map');
}

/** What should be a string may be a secret that looks like a number: of that, only the type is shown. */
function givenText(value: unknown, wanted: string): string {
  return wanted === SCALARS.string.wanted ? `is ${typeText(value)}` : show(value).slice(0, 60);
}

function typeText(value: unknown): string {
  if (Array.isArray(value)) {
    return 'a list';
  }
  return typeof value === 'object' ? 'a map' : `a ${typeof value}`;
}

function checkedList(
  values: unknown[],
  { element }: ListOf<FieldType>,
  trail: Trail | undefined,
  mistyped: MistypedField[],
): unknown[] {
  const checked = Array.from(values, (value, i) => checkedValue(value, element, { above: trail, key: i }, mistyped));
  return checked.every((value, i) => value === values[i]) ? values : checked.filter((value) => value !== REMOVED);
}

interface Values {
  readonly [field: string]: unknown;
}

function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkedMap(
  values: Values,
  types: MapOf<FieldType> | Fields,
  trail: Trail | undefined,
  mistyped: MistypedField[],
): Values {
  let copy: { [field: string]: unknown } | undefined;
  for (const [field, value] of Object.entries(values)) {
    const type = typeOfField(types, field);
    const checked = type === undefined ? value : checkedField(value, type, { above: trail, key: field }, mistyped);
    if (checked !== value) {
      copy ??= { ...values };
      if (checked === REMOVED) {
        delete copy[field];
      } else {
        copy[field] = checked;
      }
    }
  }
  return copy ?? values;
}

function typeOfField(types: MapOf<FieldType> | Fields, field: string): FieldType | undefined {
  if (types instanceof MapOf) {
    return types.value;
  }
  return Object.hasOwn(types, field) ? types[field] : undefined;
}

/** In YAML, null means that a field is missing. */
function checkedField(value: unknown, type: FieldType, trail: Trail | undefined, mistyped: MistypedField[]): unknown {
  return value === null || value === undefined ? REMOVED : checkedValue(value, type, trail, mistyped);
}
