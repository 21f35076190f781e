import { Cluster } from './cluster';
import { isKind, ObjectOf } from '../api/kinds';
import { KubernetesObject } from '../api/kubernetes-object';
import { EnvFrom, EnvVar } from '../api/pod-spec';

/** What variables are read from. */
export type DataObject = ObjectOf<'ConfigMap'> | ObjectOf<'Secret'>;

/** A ConfigMap or Secret as a variable, or `envFrom`, refers to it. */
export interface DataReference {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name?: string;
  readonly optional?: boolean;
}

/** One key of a ConfigMap or Secret. */
export interface KeyReference extends DataReference {
  readonly key?: string;
}

/** The key that a variable reads, if it reads one. */
export function keyReference({ valueFrom }: EnvVar): KeyReference | undefined {
  const { configMapKeyRef, secretKeyRef } = valueFrom ?? {};
  if (configMapKeyRef) {
    return { kind: 'ConfigMap', ...configMapKeyRef };
  }
  return secretKeyRef && { kind: 'Secret', ...secretKeyRef };
}

/** The ConfigMap or Secret whose keys become variables. */
export function dataReference({ configMapRef, secretRef }: EnvFrom): DataReference {
  return configMapRef ? { kind: 'ConfigMap', ...configMapRef } : { kind: 'Secret', ...secretRef };
}

/** The object that a reference means, if the manifests contain it. */
export function findData(cluster: Cluster, namespace: string, { kind, name }: DataReference): DataObject | undefined {
  return cluster.find<'ConfigMap' | 'Secret'>(kind, namespace, name);
}

/** Of an object that does not change: thousands of variables may read one. */
function onceFor<T>(find: (object: DataObject) => T): (object: DataObject) => T {
  const found = new WeakMap<DataObject, T>();
  return (object) => {
    const known = found.get(object) ?? find(object);
    found.set(object, known);
    return known;
  };
}

type DataValues = { readonly [key: string]: string };

/** The values that variables read. A Secret's data is base64; what is under stringData is plain. */
export const dataValues = onceFor((object): DataValues => {
  if (!isKind(object, 'Secret')) {
    return { ...object.data };
  }
  const decoded = Object.entries(object.data ?? {}).map(([key, value]) => [
    key,
    Buffer.from(value, 'base64').toString(),
  ]);
  return { ...Object.fromEntries(decoded), ...object.stringData };
});

/** The keys that a ConfigMap or Secret has in its manifest, in all of its maps. */
export const dataKeys = onceFor((object): readonly string[] => {
  const maps = isKind(object, 'Secret') ? [object.data, object.stringData] : [object.data, object.binaryData];
  return [...new Set(maps.flatMap((map) => Object.keys(map ?? {})))];
});

/** The keys that variables can read: of a ConfigMap, those under data only. */
export const variableKeys = onceFor((object): readonly string[] =>
  isKind(object, 'Secret') ? dataKeys(object) : Object.keys(object.data ?? {}),
);

/** Whether variables can read a key. */
export function hasVariableKey(object: DataObject, key: string): boolean {
  const maps = isKind(object, 'Secret') ? [object.data, object.stringData] : [object.data];
  return maps.some((map) => map !== undefined && Object.hasOwn(map, key));
}

/** Whether `envFrom` may set a variable: its ConfigMap or Secret is not in the manifests, or a controller fills it. */
export function mayImport(cluster: Cluster, namespace: string, source: EnvFrom, variable: string): boolean {
  const object = findData(cluster, namespace, dataReference(source));
  return variable.startsWith(source.prefix ?? '') && (object === undefined || isFilledByController(object));
}

/** Annotations by which tools remember what they did; none of them makes a controller write into the object. */
const TOOL_ANNOTATIONS = /(^|\.)(helm\.sh|kubernetes\.io|k8s\.io|argoproj\.io|fluxcd\.io|cdk8s-mcp-mesh)\//;

/** Keys and values of the annotations that may be meant for a controller. */
export function controllerAnnotations({ metadata }: KubernetesObject): [string, string][] {
  return Object.entries(metadata.annotations ?? {}).filter(([key]) => !TOOL_ANNOTATIONS.test(key));
}

/**
 * Whether a controller fills a ConfigMap or Secret: its manifest is empty, and names the controller by its type, an annotation
 * or an `inject-…` label.
 */
export function isFilledByController(object: DataObject): boolean {
  const type = isKind(object, 'Secret') ? object.type : undefined;
  return (
    dataKeys(object).length === 0 &&
    ((type ?? 'Opaque') !== 'Opaque' ||
      controllerAnnotations(object).length > 0 ||
      Object.keys(object.metadata.labels ?? {}).some((key) => /\binject-/.test(key)))
  );
}
