import { ApiObject } from 'cdk8s';

/*
 * A cdk8s-plus workload with `spread` adds its affinity again each time that it is rendered, so that its second rendering differs
 * from its first.
 */

type Workload = { spread?: boolean; scheduling?: unknown } | undefined;

function changesWhenRendered({ node: { scope } }: ApiObject): boolean {
  const workload = scope as Workload;
  return workload?.spread === true && workload.scheduling !== undefined;
}

/** Reads an object without changing it. Of a workload that would change, everything but the spread is read. */
export function withoutChange<T>(object: ApiObject, read: (object: ApiObject) => T): T {
  if (!changesWhenRendered(object)) {
    return read(object);
  }
  const workload = object.node.scope as Workload;
  workload!.spread = false;
  try {
    return read(object);
  } finally {
    workload!.spread = true;
  }
}
