/*
 * Fields of kinds that are not read, such as custom resources: nothing is known of them until it is checked here.
 */

type UnknownFields = { readonly [field: string]: unknown };

/** A map of fields, or none if the value is something else. */
export function fieldsIn(value: unknown): UnknownFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as UnknownFields) : {};
}

/** The value at a path of fields, if there is one. */
export function valueAt(value: unknown, ...path: string[]): unknown {
  return path.reduce((inner, field) => fieldsIn(inner)[field], value);
}

/** The string at a path of fields, if there is one. */
export function stringAt(value: unknown, ...path: string[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

/** The strings of a map at a path of fields. */
export function stringsAt(value: unknown, ...path: string[]): { [key: string]: string } {
  const entries = Object.entries(fieldsIn(valueAt(value, ...path)));
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
