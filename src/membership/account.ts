import type { Dashboard, Member, OwnRegistry } from './registry-members';
import { MeshObject } from '../synthesis/mesh-object';

/** The account that every pod runs as whose template names none. */
export const DEFAULT_ACCOUNT = 'default';

/** Name of the account that the pods of a workload run as, as it is written: a patch may name another one. */
export function accountOf({ workload, _account }: Member | OwnRegistry | Dashboard): string {
  if (!MeshObject.is(workload) || !workload.isPatched) {
    return _account;
  }
  try {
    return workload.toJson().spec?.template?.spec?.serviceAccountName ?? DEFAULT_ACCOUNT;
  } catch {
    return _account; // the object reports a patch that cannot be applied
  }
}
