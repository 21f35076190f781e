/** An object with the fields by which a cluster, and a report, identify it. What else it holds is not checked. */
export interface IdentifiedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly [field: string]: unknown };
}

/** Whether an object can be identified. A patch may have removed what it takes. */
export function hasIdentity(value: unknown): value is IdentifiedObject {
  const { apiVersion, kind, metadata } = (value ?? {}) as { [field: string]: unknown };
  const { name } = (metadata ?? {}) as { [field: string]: unknown };
  return typeof apiVersion === 'string' && typeof kind === 'string' && typeof name === 'string';
}
