import { Manifest } from './manifest';

/** Annotations by which tools remember what they did; none of them makes anybody write into the object. */
const BOOKKEEPING = /(^|\.)(helm\.sh|kubernetes\.io|k8s\.io|argoproj\.io|fluxcd\.io|cdk8s-mcp-mesh)\//;

/** Keys and values of the annotations that may be meant for a controller. */
export function forControllers({ metadata }: Manifest): [string, string][] {
  return Object.entries<string>(metadata.annotations ?? {}).filter(([key]) => !BOOKKEEPING.test(key));
}

/** The keys that a ConfigMap or Secret has in its manifest. */
export function keysOf({ data, binaryData, stringData }: Manifest): string[] {
  return [...new Set([data, binaryData, stringData].flatMap((each) => Object.keys(each ?? {})))];
}

/**
 * Whether something in the cluster fills a ConfigMap or Secret: its manifest is empty, and says by its type, an annotation or an
 * `inject-…` label who writes into it.
 */
export function isFilledInCluster(map: Manifest): boolean {
  return (
    keysOf(map).length === 0 &&
    ((map.type ?? 'Opaque') !== 'Opaque' ||
      forControllers(map).length > 0 ||
      Object.keys(map.metadata.labels ?? {}).some((key) => /\binject-/.test(key)))
  );
}
