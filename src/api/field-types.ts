/*
 * The types of the fields that are read of Kubernetes objects, as values: `check-fields.ts` holds manifests to them, and
 * TypeScript knows from the same values what may be read. So a field that is typed is a field that is checked.
 */

/** The type that the API gives a field. Each field may be missing. */
export type FieldType = ScalarType | ListOf<FieldType> | MapOf<FieldType> | Fields;

/** `int-or-string` is also for quantities. */
export type ScalarType = 'string' | 'integer' | 'int-or-string' | 'boolean';

/** Fields by their names. Fields that are not listed are not read. */
export interface Fields {
  readonly [field: string]: FieldType;
}

export class ListOf<T> {
  /** Makes the class nominal: fields may be called `element`, too. */
  protected readonly isList = true;

  constructor(public readonly element: T) {}
}

/** Any keys, and values of one type. */
export class MapOf<T> {
  /** Makes the class nominal: fields may be called `value`, too. */
  protected readonly isMap = true;

  constructor(public readonly value: T) {}
}

export function fields<const T extends Fields>(types: T): T {
  return types;
}

export function listOf<const T extends FieldType>(element: T): ListOf<T> {
  return new ListOf(element);
}

export function mapOf<const T extends FieldType>(value: T): MapOf<T> {
  return new MapOf(value);
}

interface Scalars {
  readonly string: string;
  readonly integer: number;
  readonly 'int-or-string': number | string;
  readonly boolean: boolean;
}

/** What may be read of a field, after it was checked. */
export type ValueOf<T> = T extends ScalarType
  ? Scalars[T]
  : T extends ListOf<infer E>
    ? ValueOf<E>[]
    : T extends MapOf<infer V>
      ? { readonly [key: string]: ValueOf<V> }
      : { readonly [field in keyof T]?: ValueOf<T[field]> };
