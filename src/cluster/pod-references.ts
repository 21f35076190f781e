import { containersOf } from './containers';
import { Manifest } from './manifest';
import { Pod } from './pods';
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
  const { spec } = pod;
  return [
    ...containersOf(pod).flatMap(({ container, title }) => [
      ...(container.envFrom ?? []).flatMap(({ configMapRef, secretRef }: Manifest) => [
        ...reference('ConfigMap', configMapRef, `${title}: envFrom reads`),
        ...reference('Secret', secretRef, `${title}: envFrom reads`),
      ]),
      ...(container.env ?? []).flatMap(({ name, valueFrom }: Manifest) => [
        ...reference('ConfigMap', valueFrom?.configMapKeyRef, `${title}: env ${name} reads`),
        ...reference('Secret', valueFrom?.secretKeyRef, `${title}: env ${name} reads`),
      ]),
    ]),
    ...maps(spec.volumes).flatMap((volume) => volumeReferences(volume, `volume ${show(volume.name)} mounts`)),
    ...maps(spec.imagePullSecrets).flatMap((secret) => reference('Secret', secret, 'imagePullSecrets names')),
    ...reference('ServiceAccount', { name: spec.serviceAccountName }, 'serviceAccountName names'),
  ];
}

function volumeReferences(
  { configMap, secret, persistentVolumeClaim, projected }: Manifest,
  place: string,
): Reference[] {
  return [
    ...reference('ConfigMap', configMap, place),
    ...reference('Secret', secret, place, 'secretName'),
    ...reference('PersistentVolumeClaim', persistentVolumeClaim, place, 'claimName'),
    ...maps(projected?.sources).flatMap((source) => [
      ...reference('ConfigMap', source.configMap, place),
      ...reference('Secret', source.secret, place),
    ]),
  ];
}

function reference(kind: string, by: Manifest, place: string, field: string = 'name'): Reference[] {
  const name = by?.[field];
  return typeof name === 'string' && name !== '' && by.optional !== true ? [{ kind, name, place }] : [];
}

/** The maps in a field that should be a list of maps. */
function maps(list: unknown): Manifest[] {
  return Array.isArray(list) ? list.filter((each) => typeof each === 'object' && each !== null) : [];
}
