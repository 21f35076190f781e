import { containersOf, NamedContainer } from './containers';
import { Pod } from './pods';
import { Volume } from '../api/pod-spec';
import { show } from '../base/problem';

/** A reference to another object of the same namespace, by name. */
export interface Reference {
  readonly kind: string;
  readonly name: string;
  /** The field and what it does, as the beginning of a message. */
  readonly place: string;
}

/** All that a pod cannot start without. What is optional is left out: it may be missing on purpose. */
export function referencesOf(pod: Pod): Reference[] {
  const { volumes = [], imagePullSecrets = [], serviceAccountName } = pod.spec;
  return [
    ...containersOf(pod).flatMap(containerReferences),
    ...volumes.flatMap((volume) => volumeReferences(volume, `volume ${show(volume.name)} mounts`)),
    ...imagePullSecrets.flatMap((secret) => reference('Secret', secret, 'imagePullSecrets names')),
    ...reference('ServiceAccount', { name: serviceAccountName }, 'serviceAccountName names'),
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
    ...reference('Secret', secret && { name: secret.secretName, optional: secret.optional }, place),
    ...reference('PersistentVolumeClaim', { name: persistentVolumeClaim?.claimName }, place),
    ...(projected?.sources ?? []).flatMap((source) => [
      ...reference('ConfigMap', source.configMap, place),
      ...reference('Secret', source.secret, place),
    ]),
  ];
}

/** A reference by name, unless it has none or is optional. */
function reference(
  kind: string,
  { name, optional }: { readonly name?: string; readonly optional?: boolean } = {},
  place: string,
): Reference[] {
  return name && optional !== true ? [{ kind, name, place }] : [];
}
