import { End } from './end';
import { Requirement } from '../contract/capabilities';

/**
 * Why a connection is needed.
 *
 * - `registers`: an agent registers with its registry, sends it heartbeats, and asks it for others
 * - `requires`: an agent calls one that provides what it requires
 * - `llm-tool`: the provider of an LLM calls a tool that an agent lets the LLM use
 * - `calls`: an agent calls another by an address that it was given
 * - `sibling`: the replicas of one agent forward sessions to each other
 * - `any-agent`: the guide's policies let every agent of a registry call every other
 * - `proxies`: the registry's `/proxy` paths call agents
 * - `database`: the registry keeps its data in a server
 * - `dashboard`: a dashboard asks the registry
 * - `cache`: an agent's code keeps data in a Redis
 * - `tracing`: an agent sends spans to a Redis, or the registry reads them there, passes them on, or looks traces up
 * - `dns`: every pod resolves names
 * - `control-plane`: a service mesh's proxy gets its configuration
 * - `entrance`: somebody outside of the mesh calls it
 * - `outside`: a pod of the mesh calls somebody outside of it
 * - `test`: a discovery test calls the registry and every agent
 */
export type Why =
  | 'registers'
  | 'requires'
  | 'llm-tool'
  | 'calls'
  | 'sibling'
  | 'any-agent'
  | 'proxies'
  | 'database'
  | 'dashboard'
  | 'cache'
  | 'tracing'
  | 'dns'
  | 'control-plane'
  | 'entrance'
  | 'outside'
  | 'test';

/** A port of the pods that receive the traffic. */
export interface Port {
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly port: number;
}

/** One connection that the mesh needs, or that somebody allowed. */
export interface Edge {
  readonly from: End;
  readonly to: End;
  readonly why: Why;
  /** The ports of `to`. If left out: those that `to` listens on. */
  readonly ports?: Port[];
  /** What is required, if that is why. */
  readonly requirements?: Requirement[];
}

/** TCP ports, each once. */
export function tcp(ports: Iterable<number>): Port[] {
  return portsBy('TCP', ports);
}

/** Ports of a protocol, each once. */
export function portsBy(protocol: Port['protocol'], ports: Iterable<number>): Port[] {
  return [...new Set(ports)].sort((one, other) => one - other).map((port) => ({ protocol, port }));
}
