/** An object without its undefined fields, so that spreading it over defaults replaces none of them by nothing. */
export function definedFields<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
