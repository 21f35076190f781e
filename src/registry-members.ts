import { INetworkPolicyPeer } from 'cdk8s-plus-28';
import { Construct, IConstruct } from 'constructs';
import { AgentConfigMap } from './agent-config-map';
import { AppIndex } from './app-index';
import { Capability, EXTERNAL_CAPABILITIES_ANNOTATION, Requirement } from './capabilities';
import { meets, unmet } from './matching';
import { WaitTarget } from './wait-for-registry';

/** What the other rooms need to know of an agent. */
export interface Member extends IConstruct {
  readonly serviceName: string;
  readonly namespace?: string;
  readonly port: number;
  readonly _capabilities: Capability[];
  readonly _requirements: Requirement[];
}

/** What a registry of either kind knows of itself. */
export interface RegistryFacts {
  readonly configMapName: string;
  readonly labels: { [key: string]: string };
  readonly annotations: { [key: string]: string };
  /** Capabilities that agents outside of this app provide through this registry. */
  readonly externalCapabilities: string[];
  /** The registry as pods of a namespace reach it; refuses, in the asking construct's name, where they cannot. */
  readonly addressFrom: (asking: IConstruct, namespace?: string) => WaitTarget;
  /** Where the registry's pods or addresses are, for policies; nothing where nobody said. */
  readonly peer?: INetworkPolicyPeer;
  /** The registry's address, where it was given as one. */
  readonly address?: string;
}

/** The agents of one registry, and the ConfigMap of each namespace that holds some. */
export class RegistryMembers {
  /** Whether a wildcard host must resolve from the pods; set by routing, read when pods are rendered. */
  public wildcardHosts = false;
  private readonly agents: Member[] = [];
  private readonly offering = new Map<string, Member[]>();
  private readonly configMaps = new Map<string, AgentConfigMap>();
  private readonly listeners: ((agent: Member) => void)[] = [];

  constructor(private readonly owner: IConstruct, public readonly facts: RegistryFacts) {
    AppIndex.of(owner).members.push(this);
  }

  /** Whether another registry of the app has agents in this namespace. */
  public shares(namespace?: string): boolean {
    return AppIndex.of(this.owner).members.some((other) => other !== this && other.holds(namespace));
  }

  /** Whether this registry has agents in a namespace. */
  public holds(namespace?: string): boolean {
    return this.agents.some((agent) => agent.namespace === namespace);
  }

  /** All agents so far, in the order of construction. */
  public get all(): readonly Member[] {
    return this.agents;
  }

  /** Takes down that an agent offers a capability of this name. */
  public offers(agent: Member, name: string): void {
    const others = this.offering.get(name) ?? [];
    if (!others.includes(agent)) {
      this.offering.set(name, [...others, agent]);
    }
  }

  public add(agent: Member): void {
    this.agents.push(agent);
    this.listeners.forEach((listener) => listener(agent));
  }

  /** The agents that meet a requirement. */
  public providersOf(wanted: Requirement): Member[] {
    return (this.offering.get(wanted.name) ?? []).filter(({ _capabilities: capabilities }) => capabilities.some((offered) => meets(offered, wanted)));
  }

  /** What is to be said of an agent's requirements that nobody meets. */
  public unmetBy(agent: Member): string[] {
    return agent._requirements
      .filter((wanted) => !wanted.optional && !this.facts.externalCapabilities.includes(wanted.name) && this.providersOf(wanted).length === 0)
      .map((wanted) => unmet(wanted, this.owner.node.path, this.agents.map(({ node, _capabilities: capabilities }) => ({ path: node.path, capabilities }))));
  }

  /** Calls the listener for every agent there is and every one to come. */
  public onAgent(listener: (agent: Member) => void): void {
    this.agents.forEach((agent) => listener(agent));
    this.listeners.push(listener);
  }

  /** The map of a namespace. The first construct that asks for it holds it. */
  public configMapFor(asking: Construct, namespace?: string): AgentConfigMap {
    const key = namespace ?? '';
    const existing = this.configMaps.get(key);
    if (existing) {
      return existing;
    }
    const { externalCapabilities } = this.facts;
    const map = new AgentConfigMap(asking, 'AgentConfig', {
      name: this.facts.configMapName,
      namespace,
      labels: this.facts.labels,
      annotations: {
        ...this.facts.annotations,
        ...(externalCapabilities.length ? { [EXTERNAL_CAPABILITIES_ANNOTATION]: JSON.stringify(externalCapabilities) } : {}),
      },
      registry: this.facts.addressFrom(asking, namespace),
    });
    this.configMaps.set(key, map);
    return map;
  }
}
