import { Direction } from '../cluster/policy-rules';
import { Capability, Requirement } from '../contract/capabilities';
import { Why } from '../edges/edge';

/** The mesh as a graph: nodes, edges between them, and what neither can show. */
export interface MeshGraph {
  readonly nodes: GraphNode[];
  readonly edges: GraphEdge[];
  readonly remarks: string[];
  /** Of a comparison of two versions: how many connections open and close. Only they and their ends are in the graph. */
  readonly changes?: { readonly [change in Change]: number };
}

/** What a change does to a connection. */
export type Change = 'opened' | 'closed';

/**
 * What a node stands for: the way in from outside of the cluster (such as an Ingress); an agent, a registry or a dashboard; a pod
 * that is not part of the mesh (such as a database); something that these manifests do not contain (the internet,
 * another namespace); or something that is required and does not exist.
 */
export type NodeKind = 'entrance' | 'agent' | 'registry' | 'dashboard' | 'neighbour' | 'outside' | 'missing';

/** A node before it has an id. */
export interface NodeContent {
  readonly kind: NodeKind;
  readonly name: string;
  /** Nodes of one namespace are drawn together. */
  readonly namespace?: string;
  /** The kind of the Kubernetes object, if the node is one. */
  readonly objectKind?: string;
  /** Of workloads: how many pods, such as "3" or "2–5". */
  readonly replicas?: string;
  readonly capabilities?: Capability[];
  /** What else there is to say, a line each. */
  readonly details?: string[];
  /** The ports on which it is called, such as ":6379". */
  readonly ports?: string[];
}

export interface GraphNode extends NodeContent {
  /** A letter for the kind and a number, the same for the same manifests. */
  readonly id: string;
}

/**
 * An agent depends on another, registers with a registry, may open a connection out of the mesh, or is led to from
 * outside; of two versions, a connection of which only policies are known.
 */
export type EdgeKind = 'dependency' | 'registration' | 'outbound' | 'inbound' | 'connection';

/** An edge, by the ids of its nodes. */
export interface GraphEdge {
  readonly kind: EdgeKind;
  readonly from: string;
  readonly to: string;
  /** Of a dependency: what the caller requires. */
  readonly requirements: Requirement[];
  /** Of a dependency: why the caller connects. */
  readonly whys: Why[];
  /** The directions in which NetworkPolicies block the connection: the caller's egress, the receiver's ingress. */
  readonly blocked: Direction[];
  /** Of a comparison: whether the connection opens or closes. */
  readonly change?: Change;
  /** Of a connection: its ports, in words. */
  readonly ports?: string;
}
