import { Capability, Requirement } from '../contract/capabilities';
import { meets } from '../contract/matching';

/** Who offers and who requires capabilities; each agent once, in the order in which they came. */
interface Offering {
  readonly capabilities: Capability[];
}

/** The agents of one registry by the names of the capabilities that they offer. */
export class CapabilityIndex<Agent extends Offering> {
  private readonly byName = new Map<string, Set<Agent>>();

  constructor(agents: Iterable<Agent>) {
    for (const agent of agents) {
      agent.capabilities.forEach(({ name }) => this.add(name, agent));
    }
  }

  /** Names of all capabilities that somebody offers. */
  public get names(): string[] {
    return [...this.byName.keys()];
  }

  /** The agents that offer a capability of this name, in any version and with any tags. */
  public offering(name: string): Agent[] {
    return [...(this.byName.get(name) ?? [])];
  }

  /** The agents that meet a requirement, as MCP Mesh's registry decides it. */
  public providersOf(wanted: Requirement): Agent[] {
    return this.offering(wanted.name).filter(({ capabilities }) =>
      capabilities.some((offered) => meets(offered, wanted)),
    );
  }

  private add(name: string, agent: Agent): void {
    const known = this.byName.get(name);
    if (known) {
      known.add(agent);
    } else {
      this.byName.set(name, new Set([agent]));
    }
  }
}
