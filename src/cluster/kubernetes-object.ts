import { IdentifiedObject } from '../kubernetes/object-identity';

/** Metadata of an object, or of a pod template. */
export interface ObjectMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
}

/** An object of any kind whose metadata has the types that the API gives it. What its other fields hold is not known. */
export interface KubernetesObject extends IdentifiedObject {
  readonly metadata: ObjectMetadata & { readonly [field: string]: unknown };
}

/** Kind, namespace and name: what identifies an object on a cluster. */
export function describeObject({ kind, metadata }: IdentifiedObject): string {
  return `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
}
