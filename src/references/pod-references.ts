import { Volume } from '../api/pod-spec';
import { show } from '../base/problem';
import { containersOf, NamedContainer } from '../cluster/containers';
import { Pod, templateOf } from '../cluster/pods';

/** A reference to another object by name, of the same namespace unless it says another. */
export interface Reference {
  readonly kind: string;
  readonly name: string;
  /** The field and what it does, as the beginning of a message. */
  readonly place: string;
  /** The part of the object that has the name, and the field in it. */
  readonly part: object | undefined;
  readonly field: string;
  /** Where the other object is, if not in the namespace of the one that refers to it; empty if it has none. */
  readonly namespace?: string;
  /** Whether the reference can name any namespace. */
  readonly isOfAnyNamespace?: boolean;
  /** Kinds that may have been meant, if there is no object of this one. */
  readonly otherKinds?: readonly string[];
}

/** All that a pod cannot start without. What is optional is left out: it may be missing on purpose. */
export function referencesOf(pod: Pod): Reference[] {
  const { volumes = [], imagePullSecrets = [], serviceAccountName } = pod.spec;
  return [
    ...containersOf(pod).flatMap(containerReferences),
    ...volumes.flatMap((volume) => volumeReferences(volume, `volume ${show(volume.name)} mounts`)),
    ...imagePullSecrets.flatMap((secret) => reference('Secret', secret, 'imagePullSecrets names')),
    ...reference('ServiceAccount', { name: serviceAccountName }, 'serviceAccountName names', {
      part: templateOf(pod.owner)?.spec,
      field: 'serviceAccountName',
    }),
  ];
}

function containerReferences({ container, title }: NamedContainer): Reference[] {
  const { envFrom = [], env = [] } = container;
  return [
    ...envFrom.flatMap(({ configMapRef, secretRef }) => [
      ...reference('ConfigMap', configMapRef, `${title}: envFrom reads`),
      ...reference('Secret', secretRef, `${title}: envFrom reads`),
    ]),
    ...env.flatMap(({ name, valueFrom }) => [
      ...reference('ConfigMap', valueFrom?.configMapKeyRef, `${title}: env ${name} reads`),
      ...reference('Secret', valueFrom?.secretKeyRef, `${title}: env ${name} reads`),
    ]),
  ];
}

function volumeReferences({ configMap, secret, persistentVolumeClaim, projected }: Volume, place: string): Reference[] {
  return [
    ...reference('ConfigMap', configMap, place),
    ...reference('Secret', secret && { name: secret.secretName, optional: secret.optional }, place, {
      part: secret,
      field: 'secretName',
    }),
    ...reference('PersistentVolumeClaim', { name: persistentVolumeClaim?.claimName }, place, {
      part: persistentVolumeClaim,
      field: 'claimName',
    }),
    ...(projected?.sources ?? []).flatMap((source) => [
      ...reference('ConfigMap', source.configMap, place),
      ...reference('Secret', source.secret, place),
    ]),
  ];
}

/** A reference by name, unless it has none or is optional. */
function reference(
  kind: string,
  named: { readonly name?: string; readonly optional?: boolean } = {},
  place: string,
  at: Pick<Reference, 'part' | 'field'> = { part: named, field: 'name' },
): Reference[] {
  const { name, optional } = named;
  return name && optional !== true ? [{ kind, name, place, ...at }] : [];
}
