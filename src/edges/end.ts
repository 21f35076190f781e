/*
 * The two ends of a connection, as plain data. Names are those of the workloads, which are those of their Services.
 */

/** Labels that pods or namespaces must have, as Kubernetes selects by them. */
export interface Selector {
  readonly matchLabels?: { [key: string]: string };
  readonly matchExpressions?: SelectorRequirement[];
}

export interface SelectorRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: string[];
}

/** Pods, namespaces or addresses outside of the mesh, as a NetworkPolicy names them. */
export interface OutsidePeer {
  readonly namespaceSelector?: Selector;
  readonly podSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: string[] };
}

/** One agent, or a consumer. */
export interface AgentEnd {
  readonly kind: 'agent';
  readonly name: string;
  readonly namespace?: string;
  /** The port that the agent listens on; 0 of a consumer. */
  readonly port: number;
  /** Whether it only calls others: it listens on no port, and nobody connects to it. */
  readonly isConsumer?: boolean;
}

/** The agents of one registry in one namespace: all of them, or those that listen on one port. Consumers are none of them. */
export interface AgentsEnd {
  readonly kind: 'agents';
  readonly namespace?: string;
  readonly names: string[];
  /** The ports that they listen on. */
  readonly ports: number[];
  /** Set if only the agents on this port are meant. */
  readonly port?: number;
  /** Whether agents of another registry are in the namespace too, so that only names tell them apart. */
  readonly byName: boolean;
}

/** All agents of the registry that listen. */
export interface EveryAgentEnd {
  readonly kind: 'every-agent';
}

/** The registry, whoever runs it. */
export interface RegistryEnd {
  readonly kind: 'registry';
  /** Nothing if somebody else runs it. */
  readonly name?: string;
  readonly namespace?: string;
  /** The port of its pods. */
  readonly port: number;
  /** Where it is, if somebody else runs it. */
  readonly peers?: OutsidePeer[];
}

/** The pod of a discovery test. */
export interface TestEnd {
  readonly kind: 'test';
  readonly namespace?: string;
  readonly labels: { [key: string]: string };
  /** The account that it runs as. */
  readonly account: string;
}

/** The pod of a dashboard. */
export interface DashboardEnd {
  readonly kind: 'dashboard';
  readonly name: string;
  readonly namespace?: string;
  readonly port: number;
}

/** Every pod of the mesh: agents, registry, dashboards and tests. */
export interface EveryPodEnd {
  readonly kind: 'every-pod';
}

/** Somebody outside of the mesh, known by labels or addresses. */
export interface OutsideEnd {
  readonly kind: 'outside';
  readonly peers: OutsidePeer[];
}

/** A server beyond the mesh, known by where pods find it. */
export interface ServerEnd {
  readonly kind: 'server';
  /** Host and port, as the pods are told. */
  readonly address: string;
  /** Its pods or addresses, where policies need them. */
  readonly peers?: OutsidePeer[];
}

/** Somebody outside of the mesh, known by the account that its pods run as. */
export interface AccountEnd {
  readonly kind: 'account';
  readonly namespace: string;
  readonly account: string;
}

/** One pod template, or all agents of a namespace: what a policy can be about. */
export type Subject = AgentEnd | AgentsEnd | RegistryEnd | DashboardEnd | TestEnd;

export type End = Subject | EveryAgentEnd | EveryPodEnd | OutsideEnd | ServerEnd | AccountEnd;

/** The ports that a subject listens on; a test listens on none. */
export function listeningPorts(end: Subject): number[] {
  switch (end.kind) {
    case 'agent':
      return end.isConsumer ? [] : [end.port];
    case 'registry':
    case 'dashboard':
      return [end.port];
    case 'agents':
      return end.ports;
    case 'test':
      return [];
  }
}

/** The key under which edges of exactly this end are found. */
export function keyOf(end: End): string {
  switch (end.kind) {
    case 'agent':
      return `agent ${end.namespace ?? ''}/${end.name}`;
    case 'agents':
      return `agents ${end.namespace ?? ''}:${end.port ?? ''}`;
    case 'dashboard':
      return `dashboard ${end.namespace ?? ''}/${end.name}`;
    case 'test':
      return `test ${end.namespace ?? ''}/${JSON.stringify(end.labels)}`;
    case 'account':
      return `account ${end.namespace}/${end.account}`;
    case 'server':
      return `server ${end.address}`;
    default:
      return end.kind;
  }
}

/** The keys of all ends that a subject is, or is part of. */
export function keysCovering(subject: Subject): string[] {
  const { namespace } = subject;
  switch (subject.kind) {
    case 'agent':
      if (subject.isConsumer) {
        return [keyOf(subject), 'every-pod'];
      }
      return [
        keyOf(subject),
        `agents ${namespace ?? ''}:`,
        `agents ${namespace ?? ''}:${subject.port}`,
        'every-agent',
        'every-pod',
      ];
    case 'agents':
      return [keyOf(subject), 'every-agent', 'every-pod'];
    default:
      return [keyOf(subject), 'every-pod'];
  }
}
