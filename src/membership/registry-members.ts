import { ApiObject, Duration } from 'cdk8s';
import { INetworkPolicyPeer } from 'cdk8s-plus-28';
import { Construct, IConstruct } from 'constructs';
import { AgentConfigMap } from './agent-config-map';
import { DeclaredAgents } from './declared-agents';
import { NamespaceCharts } from './namespace-charts';
import { SharedObjects } from './shared-objects';
import { closestWord } from '../base/closest-word';
import { describe, refuse, show } from '../base/problem';
import { Capability, EXTERNAL_CAPABILITIES_ANNOTATION, Requirement } from '../contract/capabilities';
import { LlmUse } from '../contract/llm';
import { Provider, unmet } from '../contract/matching';
import { TestEnd } from '../edges/end';
import { RedisEndpoint } from '../endpoints/redis-endpoint';
import { RegistryDatabase } from '../endpoints/registry-database';
import { MeshTracing } from '../endpoints/tracing-options';
import { DnsProfile } from '../peers/dns-profile';
import { MeshPeer } from '../peers/mesh-peer';
import { WaitTarget } from '../pod/wait-for-registry';
import { IstioIdentity } from '../service-mesh/istio/istio-options';
import { AppIndex } from '../synthesis/app-index';
import { Synthesis } from '../synthesis/synthesis';
import { MeshTls } from '../tls/mesh-tls';

/** What an agent offers, and whom it calls. */
export interface MemberDeclarations {
  readonly capabilities: Capability[];
  readonly requirements: Requirement[];
  readonly llms: LlmUse[];
  /** Agents that it calls by an address. */
  readonly calls: { readonly serviceName: string; readonly namespace?: string }[];
  /** Whether its replicas call each other, if the user decided it. */
  readonly connectReplicas?: boolean;
}

/** A further port of a workload's pods. */
export interface FurtherPort {
  readonly _name: string;
  readonly _port: number;
  /** Those who may connect, on this port. */
  readonly _peers: MeshPeer[];
  /** The accounts of those of them that Istio does not know by anything else. */
  readonly _identities: IstioIdentity[];
}

/** An agent or a consumer, as its registry and the policies see it. */
export interface Member extends IConstruct {
  /** Name of the workload, and of its Service if it has one. */
  readonly serviceName: string;
  readonly namespace?: string;
  /** The port that it listens on; none of a consumer. */
  readonly port?: number;
  /** The Deployment or StatefulSet; there once the agent's constructor is through. */
  readonly workload: ApiObject;
  readonly _declarations: MemberDeclarations;
  /** Whether there may be a second pod of it that it calls. */
  readonly _replicated: boolean;
  /** Name of the account that its pods run as, patches aside. */
  readonly _account: string;
  /** Whether its pods wait for their registry before the agent starts. */
  readonly _waits: boolean;
  /** The Redis that its code uses. */
  readonly _cache?: RedisEndpoint;
  /** The Redis that it sends spans to. */
  readonly _spans?: RedisEndpoint;
  /** Peers outside of the mesh that may call this agent, in addition to those of all agents. */
  readonly _ingress: MeshPeer[];
  readonly _extraPorts: FurtherPort[];
  /** Peers outside of the mesh that this agent may call, in addition to those of all agents. */
  readonly _egress: MeshPeer[];
}

/** An agent, which others connect to. A consumer is none. */
export interface ListeningMember extends Member {
  readonly port: number;
}

export function listens(member: Member): member is ListeningMember {
  return member.port !== undefined;
}

/** A registry that the app itself runs. */
export interface OwnRegistry extends IConstruct {
  readonly serviceName: string;
  readonly namespace?: string;
  readonly port: number;
  /** The Deployment or StatefulSet; there once the registry's constructor is through. */
  readonly workload: ApiObject;
  /** Name of the account that its pods run as, patches aside. */
  readonly _account: string;
  readonly _database: RegistryDatabase;
  /** Who may connect to its further ports. */
  readonly _ingress: MeshPeer[];
  readonly _extraPorts: FurtherPort[];
}

/** A dashboard, as its registry and the policies see it. */
export interface Dashboard extends IConstruct {
  readonly serviceName: string;
  readonly namespace?: string;
  readonly port: number;
  readonly workload: ApiObject;
  readonly _account: string;
  readonly _database: RegistryDatabase;
  readonly _tracing?: MeshTracing;
  readonly _ingress: MeshPeer[];
}

/** What agents and policies need to know of a registry, whether the app runs it or not. */
export interface RegistryFacts {
  /** The registry, if the app runs it. */
  readonly own?: OwnRegistry;
  readonly configMapName: string;
  /** The mesh, as the part-of label has it. */
  readonly partOf: string;
  readonly labels: { [key: string]: string };
  readonly annotations: { [key: string]: string };
  /** Capabilities that agents outside of this app provide through this registry. */
  readonly externalCapabilities: string[];
  /** The registry as pods of a namespace reach it; refuses, in the asking construct's name, where they cannot. */
  readonly addressFrom: (asking: IConstruct, namespace?: string) => WaitTarget;
  /** The registry's pods or addresses as a peer of policies, if the user gave one. */
  readonly peer?: INetworkPolicyPeer;
  /** The port of those pods, if it is not the registry's. */
  readonly peerPort?: number;
  /** The registry's address, if its host was given as one. */
  readonly address?: string;
  /** Where spans go. */
  readonly tracing?: MeshTracing;
  /** When the registry calls an agent unhealthy, if the user said it. */
  readonly unhealthyAfter?: Duration;
  /** MCP Mesh's own TLS between the registry and its agents, if it is on. */
  readonly tls?: MeshTls;
  /** Whether agents listen on IPv6 as well. */
  readonly listenOnIpv6: boolean;
}

/** An account outside of the mesh that may call a workload of it. */
export interface AdmittedAccount {
  readonly to: Member | OwnRegistry | Dashboard;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** Options of the policies that close a registry's mesh, for discovery tests, which add policies to them. */
export interface Closure {
  readonly dns?: DnsProfile[];
  readonly namespaceLabel?: string;
}

/** The agents of one registry, and the ConfigMap of each namespace that holds some. */
export class RegistryMembers {
  /** Whether a wildcard host must resolve from the pods; set by routing, read when pods are rendered. */
  public wildcardHosts = false;
  /** The tests of this registry's mesh, in the order of construction. */
  public readonly tests: TestEnd[] = [];
  /** The charts that hold this mesh, by namespace. */
  public readonly charts = new NamespaceCharts();
  /** The `MeshNetworkPolicy` constructs of this registry. */
  public readonly policies: { readonly policy: IConstruct; readonly strict: boolean }[] = [];
  /** The dashboards of this registry, in the order of construction. */
  public readonly dashboards: Dashboard[] = [];
  /** Accounts outside of the mesh that may call one of its workloads, such as that of an Ingress controller. */
  public readonly admittedAccounts: AdmittedAccount[] = [];
  private readonly dashboardListeners: ((dashboard: Dashboard) => void)[] = [];
  private readonly agents: Member[] = [];
  private readonly byNamespace = new Map<string | undefined, Member[]>();
  private readonly peerListeners: ((agent: Member) => void)[] = [];
  private declaredAgents?: DeclaredAgents;
  /** The nearest of the offered names for names that nobody offers. */
  private similarNames = new Map<string, string | undefined>();
  private readonly configMaps = new Map<string, AgentConfigMap>();
  private readonly listeners: ((agent: Member) => void)[] = [];
  private closure?: Closure;
  private readonly closureListeners: ((closure: Closure) => void)[] = [];

  constructor(
    private readonly owner: Construct & { readonly namespace?: string },
    public readonly facts: RegistryFacts,
  ) {
    AppIndex.of(owner).registries.push(this);
  }

  /** Whether another registry of the app has agents in this namespace. */
  public shares(namespace?: string): boolean {
    return AppIndex.of(this.owner).registries.some((other) => other !== this && other.holds(namespace));
  }

  /** Whether this registry has agents in a namespace. */
  public holds(namespace?: string): boolean {
    return this.byNamespace.has(namespace);
  }

  /** The namespaces that hold agents, in the order in which they came. */
  public get namespaces(): (string | undefined)[] {
    return [...this.byNamespace.keys()];
  }

  /** The agents of a namespace, in the order of construction. */
  public in(namespace?: string): Member[] {
    return this.byNamespace.get(namespace) ?? [];
  }

  /** What the agents declare, as it is now; the same object until something changes. */
  public get declared(): DeclaredAgents {
    this.declaredAgents ??= new DeclaredAgents(this.namespaces.flatMap((namespace) => this.in(namespace)));
    return this.declaredAgents;
  }

  /** Must be called when an agent declares something more. */
  public declarationsChanged(): void {
    this.declaredAgents = undefined;
    this.similarNames.clear();
    Synthesis.of(this.owner).changed();
  }

  /** Adds an agent. */
  public add(agent: Member): void {
    this.agents.push(agent);
    this.declarationsChanged();
    const neighbours = this.byNamespace.get(agent.namespace);
    if (neighbours) {
      neighbours.push(agent);
    } else {
      this.byNamespace.set(agent.namespace, [agent]);
    }
    this.listeners.forEach((listener) => listener(agent));
  }

  /** A problem for each requirement of an agent that no agent meets. */
  public unmetBy(agent: Member): string[] {
    const { capabilities } = this.declared;
    return agent._declarations.requirements
      .filter(
        (wanted) =>
          !wanted.optional &&
          !this.facts.externalCapabilities.includes(wanted.name) &&
          capabilities.providersOf(wanted).length === 0,
      )
      .map((wanted) =>
        describe(
          unmet(
            wanted,
            this.owner.node.path,
            this.closestProviders(wanted),
            "Add an agent that does, list it in the registry's externalCapabilities if it lives outside of this app, " +
              `or say that the agent works without it: addRequirement(${show(wanted.name)}, { ${[...optionsOf(wanted), 'optional: true'].join(', ')} })`,
          ),
        ),
      );
  }

  /** Who comes closest to a requirement: those that offer the name, or one that offers a similar name. */
  private closestProviders({ name }: Requirement): Provider[] {
    const { capabilities } = this.declared;
    const sameName = capabilities.offering(name);
    const similarName = sameName.length > 0 ? undefined : this.similarName(name);
    const closest = similarName === undefined ? sameName : capabilities.offering(similarName).slice(0, 1);
    return closest.map((agent) => ({ path: this.declared.member(agent).node.path, capabilities: agent.capabilities }));
  }

  /** Looked for once a name: thousands of agents may require what nobody offers. */
  private similarName(name: string): string | undefined {
    if (!this.similarNames.has(name)) {
      const isWorthIt = this.similarNames.size < SIMILAR_NAMES;
      this.similarNames.set(name, isWorthIt ? closestWord(name, this.declared.capabilities.names) : undefined);
    }
    return this.similarNames.get(name);
  }

  /** Adds a dashboard. */
  public addDashboard(dashboard: Dashboard): void {
    this.dashboards.push(dashboard);
    this.declarationsChanged();
    this.dashboardListeners.forEach((listener) => listener(dashboard));
  }

  /** Calls the listener for every dashboard there is and every one to come. */
  public onDashboard(listener: (dashboard: Dashboard) => void): void {
    this.dashboards.forEach((dashboard) => listener(dashboard));
    this.dashboardListeners.push(listener);
  }

  /** Calls the listener for every agent there is and every one to come. */
  public onAgent(listener: (agent: Member) => void): void {
    this.agents.forEach((agent) => listener(agent));
    this.listeners.push(listener);
  }

  /** Must be called when an agent gets a peer of its own. */
  public hasOwnPeers(agent: Member): void {
    this.declarationsChanged();
    this.peerListeners.forEach((listener) => listener(agent));
  }

  /** Lets an account outside of the mesh call a workload of it, if Istio's policies cover it. */
  public admitAccount(account: AdmittedAccount): void {
    this.admittedAccounts.push(account);
    this.declarationsChanged();
  }

  /** Calls the listener for every agent that has, or comes to have, peers of its own. */
  public onOwnPeers(listener: (agent: Member) => void): void {
    this.agents
      .filter(({ _ingress, _egress, _cache }) => _ingress.length + _egress.length > 0 || _cache)
      .forEach((agent) => listener(agent));
    this.peerListeners.push(listener);
  }

  /** Must be called when policies close the network to this registry's mesh. Of several, the first one's options count. */
  public close(closure: Closure): void {
    if (!this.closure) {
      this.closure = closure;
      this.closureListeners.forEach((listener) => listener(closure));
    }
  }

  /** Calls the listener once policies close the network, whether they do already or come to. */
  public onClosure(listener: (closure: Closure) => void): void {
    if (this.closure) {
      listener(this.closure);
    }
    this.closureListeners.push(listener);
  }

  /** The map of a namespace, in the chart that holds the namespace's agents. */
  public configMapFor(asking: Construct, namespace?: string): AgentConfigMap {
    this.checkNamespaceKnown(asking, namespace);
    [this.charts, SharedObjects.of(asking).charts].forEach((charts) => charts.add(asking, namespace));
    const key = namespace ?? '';
    const existing = this.configMaps.get(key);
    if (existing) {
      return existing;
    }
    const { externalCapabilities } = this.facts;
    const map = new AgentConfigMap(this.owner, this.charts, {
      name: this.facts.configMapName,
      namespace,
      isOwnNamespace: namespace === this.owner.namespace,
      partOf: this.facts.partOf,
      labels: this.facts.labels,
      annotations: {
        ...this.facts.annotations,
        ...externalCapabilitiesAnnotation(externalCapabilities),
      },
      registry: this.facts.addressFrom(asking, namespace),
    });
    this.configMaps.set(key, map);
    return map;
  }

  /** The ConfigMaps that there are so far, one for each namespace. */
  public get allConfigMaps(): ApiObject[] {
    return [...this.configMaps.values()].map(({ object }) => object);
  }

  private checkNamespaceKnown(asking: IConstruct, namespace: string | undefined): void {
    const [first] = this.agents;
    if (first && (first.namespace === undefined) !== (namespace === undefined)) {
      refuse(asking, {
        given: `${namespaceText(namespace)}, beside ${first.node.path}, which has ${namespaceText(first.namespace)}`,
        rule: 'if only some agents have a namespace, neither names nor policies can lead from one to the other',
        fix: 'Give all charts of the mesh a namespace, or none of them if all of it goes into one',
      });
    }
  }
}

function externalCapabilitiesAnnotation(names: string[]): { [key: string]: string } {
  return names.length > 0 ? { [EXTERNAL_CAPABILITIES_ANNOTATION]: JSON.stringify(names) } : {};
}

function namespaceText(namespace: string | undefined): string {
  return namespace === undefined ? 'no known namespace' : `namespace ${show(namespace)}`;
}

/** For so many unknown names a similar one is looked for: who misspelt more does not read on. */
const SIMILAR_NAMES = 100;

/** The tags and versions of a requirement, as code that says it again has them. */
function optionsOf({ tags = [], tagAlternatives = [], versionRange }: Requirement): string[] {
  return [
    ...(tags.length > 0 ? [`tags: ${show(tags)}`] : []),
    ...(tagAlternatives.length > 0 ? [`tagAlternatives: ${show(tagAlternatives)}`] : []),
    ...(versionRange === undefined ? [] : [`versionRange: ${show(versionRange)}`]),
  ];
}
