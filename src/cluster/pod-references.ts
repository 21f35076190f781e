import { containersOf } from './containers';
import { Manifest } from './manifest';
import { Pod } from './pods';
import { show } from '../base/problem';

/** A name by which one object means another of its own namespace. */
export interface Reference {
  readonly kind: string;
  readonly name: string;
  /** Where it stands and what it does, as a message begins. */
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

/** The maps of what should be a list of them. */
function maps(list: unknown): Manifest[] {
  return Array.isArray(list) ? list.filter((each) => typeof each === 'object' && each !== null) : [];
}
