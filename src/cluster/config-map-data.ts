import { Manifest } from './manifest';

/** Annotations by which tools remember what they did; none of them makes anybody write into the object. */
const TOOL_ANNOTATIONS = /(^|\.)(helm\.sh|kubernetes\.io|k8s\.io|argoproj\.io|fluxcd\.io|cdk8s-mcp-mesh)\//;

/** Keys and values of the annotations that may be meant for a controller. */
export function controllerAnnotations({ metadata }: Manifest): [string, string][] {
  return Object.entries<string>(metadata.annotations ?? {}).filter(([key]) => !TOOL_ANNOTATIONS.test(key));
}

/** The keys that a ConfigMap or Secret has in its manifest. */
export function dataKeys({ data, binaryData, stringData }: Manifest): string[] {
  return [...new Set([data, binaryData, stringData].flatMap((each) => Object.keys(each ?? {})))];
}

/**
 * Whether something in the cluster fills a ConfigMap or Secret: its manifest is empty, and says by its type, an annotation or an
 * `inject-…` label who writes into it.
 */
export function isFilledByController(map: Manifest): boolean {
  return (
    dataKeys(map).length === 0 &&
    ((map.type ?? 'Opaque') !== 'Opaque' ||
      controllerAnnotations(map).length > 0 ||
      Object.keys(map.metadata.labels ?? {}).some((key) => /\binject-/.test(key)))
  );
}
