import { Lazy } from 'cdk8s';

/** Thrown for a value that only cdk8s' own resolvers can render. */
export class NotPlain extends Error {}

/**
 * A value as it is written: Lazy values produced, keys sorted, undefined fields left out. The result is that of cdk8s' own
 * `ApiObject.toJson` for plain values, in one pass. cdk8s calls every resolver of the app for every value, and walks up the tree
 * to find them. See docs/cost.md.
 *
 * @throws NotPlain for instances of other classes, which cdk8s' resolvers may know
 */
export function plainJson(value: any, sortKeys: boolean): any {
  if (value === null || value === undefined) {
    return undefined;
  }
  if (typeof value !== 'object') {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((each) => plainJson(each, sortKeys));
  }
  if (value instanceof Lazy) {
    return plainJson((value as unknown as { produce(): unknown }).produce(), sortKeys);
  }
  if (value.constructor !== Object || typeof value.resolve === 'function') {
    throw new NotPlain();
  }
  const plain: { [key: string]: any } = {};
  const keys = Object.keys(value);
  for (const key of sortKeys ? keys.sort() : keys) {
    const each = plainJson(value[key], sortKeys);
    if (each !== undefined) {
      plain[key] = each;
    }
  }
  return plain;
}
