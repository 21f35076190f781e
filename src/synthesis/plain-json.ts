import { Lazy } from 'cdk8s';

/** The Lazy values of the library. */
const OWN = new WeakSet<object>();

/** A value of the library's own that is computed when it is written. It may change only if `Synthesis.changed` is called. */
export function lazily<T = any>(produce: () => unknown): T {
  const lazy = Lazy.any({ produce });
  OWN.add(lazy);
  return lazy as T;
}

/** Whether a value is computed by somebody else, so that it may be another one each time. */
export function isLazyOfOthers(value: unknown): boolean {
  return value instanceof Lazy && !OWN.has(value);
}

export interface PlainJsonOptions {
  readonly sortKeys: boolean;
  /** Called for a Lazy value that is not the library's own. */
  readonly onValueOfOthers?: () => void;
}

/** Thrown for a value that only cdk8s' own resolvers can render. */
export class NotPlain extends Error {}

/**
 * A value as it is written: Lazy values produced, keys sorted, undefined fields left out. The result is that of cdk8s' own
 * `ApiObject.toJson` for plain values, in one pass. cdk8s calls every resolver of the app for every value, and walks up the tree
 * to find them. See docs/cost.md.
 *
 * @throws NotPlain for instances of other classes, which cdk8s' resolvers may know
 */
export function plainJson(value: any, options: PlainJsonOptions): any {
  if (value === null || value === undefined) {
    return undefined;
  }
  if (typeof value !== 'object') {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((each) => plainJson(each, options));
  }
  if (value instanceof Lazy) {
    if (isLazyOfOthers(value)) {
      options.onValueOfOthers?.();
    }
    return plainJson((value as unknown as { produce(): unknown }).produce(), options);
  }
  if (value.constructor !== Object || typeof value.resolve === 'function') {
    throw new NotPlain();
  }
  const plain: { [key: string]: any } = {};
  const keys = Object.keys(value);
  for (const key of options.sortKeys ? keys.sort() : keys) {
    const each = plainJson(value[key], options);
    if (each !== undefined) {
      plain[key] = each;
    }
  }
  return plain;
}
