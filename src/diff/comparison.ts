import { CapabilityChanges, capabilityChanges } from './capabilities';
import { ConnectionChanges, connectionChanges } from './connections';
import { ImmutableChange, immutableChanges } from './immutable-fields';
import { checkFields } from '../api/check-fields';
import { describeObject, groupOf, KubernetesObject } from '../api/kubernetes-object';
import { check, CheckOptions } from '../check/check';
import { Finding, LocatedObject } from '../check/finding';
import { listItems } from '../check/list-items';
import { Mesh } from '../mesh/mesh';

/** What differs between two versions of manifests. */
export interface Comparison {
  readonly introduced: Finding[];
  readonly fixed: Finding[];
  readonly unchanged: number;
  readonly connections: ConnectionChanges;
  readonly capabilities: CapabilityChanges;
  readonly immutable: ImmutableChange[];
  /** Workloads that only one of the two has. */
  readonly workloads: { readonly added: string[]; readonly removed: string[] };
}

/** Compares two versions: what the rules find, who may connect, what agents offer, and what an update can not change. */
export function compare(before: LocatedObject[], after: LocatedObject[], options: CheckOptions): Comparison {
  const [old, current] = [check(before, options), check(after, options)];
  const [oldIds, currentIds] = [old, current].map((findings) => new Set(findings.map(({ id }) => id)));
  const [oldMesh, currentMesh] = [before, after].map((located) => meshOf(located, options));
  const introduced = current.filter(({ id }) => !oldIds.has(id));
  return {
    introduced,
    fixed: old.filter(({ id }) => !currentIds.has(id)),
    unchanged: current.length - introduced.length,
    connections: connectionChanges(oldMesh.cluster, currentMesh.cluster),
    capabilities: capabilityChanges(oldMesh, currentMesh),
    immutable: immutable(oldMesh.objects, currentMesh.objects),
    workloads: { added: namesBeside(currentMesh, oldMesh), removed: namesBeside(oldMesh, currentMesh) },
  };
}

function meshOf(located: LocatedObject[], options: CheckOptions): Mesh {
  return new Mesh(
    located.flatMap(listItems).map(({ object }) => checkFields(object).object),
    options,
  );
}

/** The workloads of one mesh that another has not. */
function namesBeside(mesh: Mesh, other: Mesh): string[] {
  const known = new Set(other.cluster.pods.map(({ owner }) => describeObject(owner)));
  const names = mesh.cluster.pods.map(({ owner }) => describeObject(owner));
  return [...new Set(names)].filter((name) => !known.has(name));
}

function immutable(before: KubernetesObject[], after: KubernetesObject[]): ImmutableChange[] {
  const known = new Map(before.map((object) => [identity(object), object]));
  return after.flatMap((object) => {
    const old = known.get(identity(object));
    return old === undefined ? [] : immutableChanges(old, object);
  });
}

function identity(object: KubernetesObject): string {
  return `${groupOf(object)} ${describeObject(object)}`;
}

/** Whether a change should be looked at before it is merged: it brings findings, or can not be applied. */
export function isRefused({ introduced, immutable: changes }: Comparison): boolean {
  return introduced.length > 0 || changes.length > 0;
}
