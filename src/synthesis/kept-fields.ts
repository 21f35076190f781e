import { describe, show } from '../base/problem';

/** Kinds whose objects others refer to by name. */
const REFERRED_TO = ['ConfigMap', 'PersistentVolumeClaim', 'Role', 'Service', 'ServiceAccount'];

/** Fields by which a kind selects pods. */
const SELECTORS: { [kind: string]: string[] } = {
  AuthorizationPolicy: ['spec', 'selector'],
  NetworkPolicy: ['spec', 'podSelector'],
  PodDisruptionBudget: ['spec', 'selector'],
  PeerAuthentication: ['spec', 'selector'],
};

/** One field, and what it must go on to be. */
interface Field {
  readonly path: string[];
  readonly rule: string;
}

/**
 * What patches change in an object of a mesh that others rely on: its namespace, its name if others refer to it, the pods that it
 * selects, and the labels by which its own pods are selected. Workloads and their Services have a check of their own, the
 * critical pattern.
 *
 * @param plain the object without its patches
 * @param patched the object as it is written
 */
export function changedFields(plain: any, patched: any): string[] {
  const { kind, metadata } = plain;
  const isCritical = ['Deployment', 'StatefulSet', 'Service'].includes(kind) && plain.spec?.selector !== undefined;
  return (isCritical ? [] : fieldsOf(plain))
    .filter(({ path }) => JSON.stringify(valueAt(plain, path)) !== JSON.stringify(valueAt(patched, path)))
    .map(({ path, rule }) => {
      const expected = valueAt(plain, path);
      const mustBe = expected === undefined ? 'it must not be there' : `it must be ${show(expected)}`;
      return describe({
        given: `a JSON patch makes ${pathText(path)} of ${kind} ${show(metadata.name)} ${show(valueAt(patched, path))}`,
        rule: `${mustBe}: ${rule}`,
        fix: "Take back the patch; names, namespaces and selectors come from the constructs' props, which change all of them together",
      });
    });
}

function fieldsOf({ kind, spec }: any): Field[] {
  const labels = ['spec', 'template', 'metadata', 'labels'];
  const selector = SELECTORS[kind];
  return [
    { path: ['metadata', 'namespace'], rule: 'the objects that belong together are in one namespace' },
    ...(REFERRED_TO.includes(kind) ? [{ path: ['metadata', 'name'], rule: 'other objects refer to it by name' }] : []),
    ...(selector ? [{ path: selector, rule: 'these are the pods that it was made for' }] : []),
    ...(spec?.template
      ? [{ path: ['spec', 'template', 'spec', 'serviceAccountName'], rule: 'policies admit the pods by their account' }]
      : []),
    ...Object.keys(spec?.template?.metadata?.labels ?? {}).map((key) => ({
      path: [...labels, key],
      rule: 'policies select the pods by their labels',
    })),
  ];
}

function valueAt(json: any, path: string[]): unknown {
  return path.reduce((value, key) => value?.[key], json);
}

/** Keys that contain dots or slashes are quoted. */
function pathText(path: string[]): string {
  return path.map((key, i) => (/^\w+$/.test(key) ? `${i ? '.' : ''}${key}` : `[${show(key)}]`)).join('');
}
