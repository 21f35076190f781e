import { Cluster } from './cluster';
import { Manifest } from './manifest';

/** Annotations of tools for their own bookkeeping. No controller writes into an object because of them. */
const TOOL_ANNOTATIONS = /(^|\.)(helm\.sh|kubernetes\.io|k8s\.io|argoproj\.io|fluxcd\.io|cdk8s-mcp-mesh)\//;

/** Keys and values of the annotations that may be meant for a controller. */
export function controllerAnnotations({ metadata }: Manifest): [string, string][] {
  return Object.entries<string>(metadata.annotations ?? {}).filter(([key]) => !TOOL_ANNOTATIONS.test(key));
}

/** A key of a ConfigMap or Secret that a variable reads. */
export interface KeyReference {
  readonly kind: string;
  readonly name: string;
  readonly key?: string;
  readonly optional: boolean;
}

/** What a variable reads by `valueFrom`, if that is a key. */
export function keyReference({ valueFrom }: Manifest): KeyReference | undefined {
  const { configMapKeyRef, secretKeyRef } = valueFrom ?? {};
  const ref = configMapKeyRef ?? secretKeyRef;
  return (
    ref && {
      kind: configMapKeyRef ? 'ConfigMap' : 'Secret',
      name: ref.name,
      key: ref.key,
      optional: ref.optional === true,
    }
  );
}

/** A ConfigMap or Secret of which a container reads every key, with a prefix. */
export interface MapReference {
  readonly kind: string;
  readonly name: string;
  readonly prefix: string;
}

/** What a container reads by `envFrom`. */
export function envFromReferences({ envFrom = [] }: Manifest): MapReference[] {
  return envFrom.map(({ configMapRef, secretRef, prefix = '' }: Manifest) => ({
    kind: configMapRef ? 'ConfigMap' : 'Secret',
    name: (configMapRef ?? secretRef)?.name,
    prefix,
  }));
}

/** The keys that a ConfigMap or Secret has in its manifest. */
export function dataKeys({ data, binaryData, stringData }: Manifest): string[] {
  return [...new Set([data, binaryData, stringData].flatMap((each) => Object.keys(each ?? {})))];
}

/**
 * Whether a controller fills a ConfigMap or Secret: its manifest is empty, and its type, an annotation or an `inject-…`
 * label is meant for a controller.
 */
export function isFilledByController(map: Manifest): boolean {
  return (
    dataKeys(map).length === 0 &&
    ((map.type ?? 'Opaque') !== 'Opaque' ||
      controllerAnnotations(map).length > 0 ||
      Object.keys(map.metadata.labels ?? {}).some((key) => /\binject-/.test(key)))
  );
}

/** Whether `envFrom` may define a variable from a ConfigMap or Secret whose keys the manifests do not show. */
export function mayComeFromEnvFrom(
  cluster: Cluster,
  namespace: string,
  container: Manifest,
  variable: string,
): boolean {
  return envFromReferences(container).some(({ kind, name, prefix }) => {
    const map = cluster.find(kind, namespace, name);
    return variable.startsWith(prefix) && (map === undefined || isFilledByController(map));
  });
}
