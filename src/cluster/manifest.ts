/** An object as it is written; loosely typed, because it may be anybody's. */
export type Manifest = any;

/** What identifies an object on a cluster. */
export function describeObject({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
}
