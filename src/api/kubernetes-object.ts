import { ValueOf } from './field-types';
import { METADATA } from './metadata';
import { IdentifiedObject } from '../kubernetes/object-identity';

/** An object of any kind after `checkFields`: its metadata has the types that the API gives it, and its fields those of its kind. */
export interface KubernetesObject extends IdentifiedObject {
  readonly metadata: ValueOf<typeof METADATA> & { readonly name: string };
  readonly spec?: unknown;
}

/** Kind, namespace and name: what identifies an object on a cluster. */
export function describeObject({ kind, metadata }: IdentifiedObject): string {
  return `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
}

/** The API group of an object; the core group has no name. */
export function groupOf({ apiVersion }: IdentifiedObject): string {
  return apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
}
