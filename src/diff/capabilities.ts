import { describeObject } from '../api/kubernetes-object';
import { groupBy } from '../base/group-by';
import { Mesh } from '../mesh/mesh';

/** A capability that an agent offers. */
interface Offer {
  readonly capability: string;
  readonly version?: string;
  readonly tags: readonly string[];
  readonly agent: string;
}

/** A capability that an agent offers now, or no longer. */
export interface CapabilityChange extends Offer {
  /** Whether no other agent offers one of that name. */
  readonly isOnly: boolean;
}

/** A capability that has other tags now: who asks for it by tags may get another provider, or none. */
export interface TagChange extends Offer {
  readonly oldTags: readonly string[];
}

export interface CapabilityChanges {
  readonly gained: CapabilityChange[];
  readonly lost: CapabilityChange[];
  readonly retagged: TagChange[];
}

/** The capabilities that agents gained and lost, and those that have other tags, as they are recorded on their workloads. */
export function capabilityChanges(before: Mesh, after: Mesh): CapabilityChanges {
  const [old, current] = [offersOf(before), offersOf(after)];
  const [gained, lost] = [among(current, old), among(old, current)];
  const retagged = retaggedIn(gained, lost);
  const keys = new Set(retagged.map(keyOf));
  return {
    gained: gained.filter((each) => !keys.has(keyOf(each))),
    lost: lost.filter((each) => !keys.has(keyOf(each))),
    retagged,
  };
}

interface Offers {
  readonly all: Map<string, Offer>;
  readonly names: Set<string>;
}

function offersOf(mesh: Mesh): Offers {
  const all = mesh.agents.flatMap((agent) =>
    mesh.capabilitiesOf(agent).map(({ name, version, tags = [] }) => ({
      capability: name,
      version,
      tags,
      agent: describeObject(agent.owner),
    })),
  );
  return {
    all: new Map(all.map((each) => [[keyOf(each), ...[...each.tags].sort()].join('\n'), each])),
    names: new Set(all.map(({ capability }) => capability)),
  };
}

function keyOf({ agent, capability, version }: Offer): string {
  return [agent, capability, version].join('\n');
}

function among({ all }: Offers, others: Offers): CapabilityChange[] {
  return [...all]
    .filter(([key]) => !others.all.has(key))
    .map(([, offer]) => ({ ...offer, isOnly: !others.names.has(offer.capability) }));
}

/** An agent may offer a capability several times; only if one of them came for one that went is it the same one. */
function retaggedIn(gained: CapabilityChange[], lost: CapabilityChange[]): TagChange[] {
  const lostByKey = new Map(groupBy(lost, keyOf).map((group) => [keyOf(group[0]), group]));
  return groupBy(gained, keyOf).flatMap(([offer, ...more]) => {
    const [old, ...others] = lostByKey.get(keyOf(offer)) ?? [];
    if (old === undefined || more.length + others.length > 0) {
      return [];
    }
    const { isOnly: _, ...own } = offer;
    return [{ ...own, oldTags: old.tags }];
  });
}
