import { ApiObject } from 'cdk8s';

/*
 * A cdk8s-plus workload with `spread` adds its affinity again each time that it is rendered, so that its second rendering differs
 * from its first.
 */

type Workload = { spread?: boolean; scheduling?: unknown } | undefined;

export function changesWhenRendered({ node: { scope } }: ApiObject): boolean {
  const workload = scope as Workload;
  return workload?.spread === true && workload.scheduling !== undefined;
}

/** Renders an object for reading. Of a workload that would change, everything but the spread is rendered. */
export function renderWithoutChange(object: ApiObject): any {
  if (!changesWhenRendered(object)) {
    return object.toJson();
  }
  const workload = object.node.scope as Workload;
  workload!.spread = false;
  try {
    return object.toJson();
  } finally {
    workload!.spread = true;
  }
}
