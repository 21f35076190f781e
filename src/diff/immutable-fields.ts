import { canonical } from './canonical';
import { FieldPath, fieldText, valueAt } from '../api/field-path';
import { describeObject, groupOf, KubernetesObject } from '../api/kubernetes-object';

/** A field that the API server refuses to change, and that differs. */
export interface ImmutableChange {
  readonly object: KubernetesObject;
  readonly field: FieldPath;
  readonly text: string;
}

/** What the API server does not let an update change (pkg/apis/…/validation). */
const IMMUTABLE: { readonly [kind: string]: FieldPath[] } = {
  'apps/Deployment': [['spec', 'selector']],
  'apps/ReplicaSet': [['spec', 'selector']],
  'apps/DaemonSet': [['spec', 'selector']],
  'apps/StatefulSet': [
    ['spec', 'selector'],
    ['spec', 'serviceName'],
    ['spec', 'volumeClaimTemplates'],
    ['spec', 'podManagementPolicy'],
  ],
  'batch/Job': [
    ['spec', 'selector'],
    ['spec', 'template'],
    ['spec', 'completionMode'],
  ],
  '/Service': [['spec', 'clusterIP']],
  '/PersistentVolumeClaim': [
    ['spec', 'accessModes'],
    ['spec', 'storageClassName'],
    ['spec', 'volumeMode'],
    ['spec', 'selector'],
  ],
  '/Secret': [['type']],
  'rbac.authorization.k8s.io/RoleBinding': [['roleRef']],
  'rbac.authorization.k8s.io/ClusterRoleBinding': [['roleRef']],
};

/** The fields in which an object differs from its former version although no update may change them. */
export function immutableChanges(before: KubernetesObject, after: KubernetesObject): ImmutableChange[] {
  const kind = `${groupOf(after)}/${after.kind}`;
  const fields = [...(Object.hasOwn(IMMUTABLE, kind) ? IMMUTABLE[kind] : []), ...dataFields(kind, before)];
  return fields
    .filter((field) => canonical(valueAt(before, field)) !== canonical(valueAt(after, field)))
    .filter((field) => isFixed(field, before, after))
    .map((field) => ({
      object: after,
      field,
      text: `${describeObject(after)}: ${fieldText(field)} differs, and no update can change it: delete the object and create it again, or give it another name`,
    }));
}

/** A ConfigMap or Secret may say so itself. */
function dataFields(kind: string, before: KubernetesObject): FieldPath[] {
  const isData = kind === '/ConfigMap' || kind === '/Secret';
  return isData && valueAt(before, ['immutable']) === true
    ? [['data'], ['stringData'], ['binaryData'], ['immutable']]
    : [];
}

/** An address that the cluster gave is kept if none is asked for; only the ways to and from a headless Service are closed. */
function isFixed(field: FieldPath, before: KubernetesObject, after: KubernetesObject): boolean {
  if (field[field.length - 1] !== 'clusterIP') {
    return true;
  }
  const [old, current] = [before, after].map((object) => valueAt(object, field) || undefined);
  const isExternal = [before, after].some((object) => valueAt(object, ['spec', 'type']) === 'ExternalName');
  return !isExternal && (old === 'None' || current === 'None' || (old !== undefined && current !== undefined));
}
