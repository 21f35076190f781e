/*
 * Objects of others as they are rendered. Nobody checked them, so any field may be missing or of another type.
 */

/** A part of such an object. */
export interface Loose {
  readonly [field: string]: any;
}

/** The objects in what should be a list of them. */
export function entriesOf(value: unknown): Loose[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The words in what should be a list of them. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** What should be an object, or an empty one. */
export function objectOf(value: unknown): Loose {
  return isObject(value) ? value : {};
}

/** What should be a map of words; other values are left out. */
export function mapOf(value: unknown): { [key: string]: string } {
  return Object.fromEntries(Object.entries(objectOf(value)).filter(([, each]) => typeof each === 'string'));
}

/** What should be a word. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
