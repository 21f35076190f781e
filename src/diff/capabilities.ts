import { describeObject } from '../api/kubernetes-object';
import { Mesh } from '../mesh/mesh';

/** A capability that an agent offers now, or no longer. */
export interface CapabilityChange {
  readonly capability: string;
  readonly version?: string;
  readonly agent: string;
  /** Whether no other agent offers one of that name. */
  readonly isOnly: boolean;
}

export interface CapabilityChanges {
  readonly gained: CapabilityChange[];
  readonly lost: CapabilityChange[];
}

/** The capabilities that agents gained and lost, as they are recorded on their workloads. */
export function capabilityChanges(before: Mesh, after: Mesh): CapabilityChanges {
  const [old, current] = [offersOf(before), offersOf(after)];
  return { gained: among(current, old), lost: among(old, current) };
}

interface Offers {
  readonly all: Map<string, Omit<CapabilityChange, 'isOnly'>>;
  readonly names: Set<string>;
}

function offersOf(mesh: Mesh): Offers {
  const all = mesh.agents.flatMap((agent) =>
    mesh.capabilitiesOf(agent).map(({ name, version }) => ({
      capability: name,
      version,
      agent: describeObject(agent.owner),
    })),
  );
  return {
    all: new Map(all.map((each) => [[each.agent, each.capability, each.version].join('\n'), each])),
    names: new Set(all.map(({ capability }) => capability)),
  };
}

function among({ all }: Offers, others: Offers): CapabilityChange[] {
  return [...all]
    .filter(([key]) => !others.all.has(key))
    .map(([, offer]) => ({ ...offer, isOnly: !others.names.has(offer.capability) }));
}
