import { Port } from './edge';
import { AccountEnd, DashboardEnd, OutsideEnd, RegistryEnd, ServerEnd, TestEnd } from './end';
import { Capability, Requirement } from '../contract/capabilities';
import { LlmUse } from '../contract/llm';

/** Somebody outside of the mesh, and the ports on which traffic is allowed. */
export interface OutsideDeclaration {
  readonly end: OutsideEnd | AccountEnd;
  /** If left out: the ports that the receiving end listens on. */
  readonly ports?: Port[];
}

/** A server beyond the mesh, and the ports of its pods. */
export interface ServerDeclaration {
  readonly end: ServerEnd;
  readonly ports: Port[];
}

/** What one agent says of itself. */
export interface AgentDeclaration {
  /** Name of the workload and its Service. */
  readonly name: string;
  readonly namespace?: string;
  /** The port that the agent listens on; 0 of a consumer. */
  readonly port: number;
  /** Whether it only calls others: it listens on no port, and offers nothing. */
  readonly isConsumer?: boolean;
  readonly capabilities: Capability[];
  readonly requirements: Requirement[];
  readonly llms?: LlmUse[];
  /** Agents of the same registry that it calls by an address. */
  readonly calls?: { readonly name: string; readonly namespace?: string }[];
  /** Whether there may be a second pod of it that sessions are forwarded to. */
  readonly replicated?: boolean;
  /** The Redis that its code uses. */
  readonly cache?: ServerDeclaration;
  /** The Redis that it sends spans to. */
  readonly tracing?: ServerDeclaration;
  /** Who outside of the mesh may call this agent. */
  readonly ingressFrom?: OutsideDeclaration[];
  /** Whom outside of the mesh this agent may call. */
  readonly egressTo?: OutsideDeclaration[];
}

/** What one dashboard says of itself. */
export interface DashboardDeclaration {
  readonly end: DashboardEnd;
  readonly database?: OutsideDeclaration;
  /** Where it reads spans and looks traces up. */
  readonly tracing: ServerDeclaration[];
  /** Who may open it. */
  readonly ingressFrom: OutsideDeclaration[];
}

/** All that decides who of one registry's mesh connects to whom. */
export interface MeshDeclaration {
  readonly registry: RegistryEnd;
  /** The agents of the registry, in the order in which edges are wanted. */
  readonly agents: AgentDeclaration[];
  /** Namespaces in which another registry has agents, too. */
  readonly isShared?: (namespace?: string) => boolean;
  /** Whether every agent may call every other, as in the guide, instead of those that it requires. */
  readonly anyAgent?: boolean;
  readonly registryCallsAgents?: boolean;
  readonly dns?: OutsideDeclaration[];
  readonly controlPlane?: OutsideDeclaration[];
  readonly database?: OutsideDeclaration;
  /** Where the registry reads spans, sends them, and looks them up. */
  readonly registryTracing?: ServerDeclaration[];
  /** Who outside of the mesh may call every agent. */
  readonly ingressFrom?: OutsideDeclaration[];
  /** Whom outside of the mesh every agent may call. */
  readonly egressTo?: OutsideDeclaration[];
  /** Capabilities that agents outside of the app provide through this registry, and where those agents are. */
  readonly externalCapabilities?: string[];
  readonly externalProviders?: OutsideDeclaration[];
  readonly registryIngressFrom?: OutsideDeclaration[];
  readonly registryEgressTo?: OutsideDeclaration[];
  readonly dashboards?: DashboardDeclaration[];
  readonly tests?: TestEnd[];
}
