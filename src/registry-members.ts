import { INetworkPolicyPeer } from 'cdk8s-plus-28';
import { Construct, IConstruct } from 'constructs';
import { AgentConfigMap } from './agent-config-map';
import { AppIndex } from './app-index';
import { WaitTarget } from './wait-for-registry';

/** What the other rooms need to know of an agent. */
export interface Member extends IConstruct {
  readonly serviceName: string;
  readonly namespace?: string;
  readonly port: number;
}

/** What a registry of either kind knows of itself. */
export interface RegistryFacts {
  readonly configMapName: string;
  readonly labels: { [key: string]: string };
  readonly annotations: { [key: string]: string };
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

  public add(agent: Member): void {
    this.agents.push(agent);
    this.listeners.forEach((listener) => listener(agent));
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
    const map = new AgentConfigMap(asking, 'AgentConfig', {
      name: this.facts.configMapName,
      namespace,
      labels: this.facts.labels,
      annotations: this.facts.annotations,
      registry: this.facts.addressFrom(asking, namespace),
    });
    this.configMaps.set(key, map);
    return map;
  }
}
