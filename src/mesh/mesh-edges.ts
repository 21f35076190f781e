import type { MeshPod } from './mesh';
import { append } from '../base/append';
import { Requirement } from '../contract/capabilities';
import { Edge } from '../edges/edge';
import { Edges } from '../edges/edges';
import { End } from '../edges/end';
import { AgentDeclaration } from '../edges/mesh-declaration';

/** A connection from one agent to another, as manifests declare it. */
export interface AgentCall {
  readonly to: MeshPod;
  readonly edge: Edge;
}

/** What manifests show of one agent, in the form of which edges are computed. */
export interface ShownAgent {
  readonly pod: MeshPod;
  readonly declaration: AgentDeclaration;
}

/**
 * The edges of the agents that share a registry, from what their manifests declare: computed by the same function as
 * those that the constructs write policies from.
 */
export class MeshEdges {
  public readonly edges: Edges;
  private readonly pods: Map<AgentDeclaration, MeshPod>;
  private readonly calls = new Map<MeshPod, AgentCall[]>();
  private readonly servers = new Map<MeshPod, Edge[]>();

  constructor(agents: ShownAgent[]) {
    this.pods = new Map(agents.map(({ pod, declaration }) => [declaration, pod]));
    // The registry may not be shown, and whoever runs it listens where the agents' URL says.
    this.edges = new Edges({ registry: { kind: 'registry', port: 0 }, agents: [...this.pods.keys()] });
    const atEnd = new Map<End, MeshPod>([...this.pods].map(([agent, pod]) => [this.edges.ends.agent(agent), pod]));
    for (const edge of this.edges.all) {
      const [from, to] = [atEnd.get(edge.from), atEnd.get(edge.to)];
      if (from && edge.to.kind === 'server') {
        append(this.servers, from, edge);
      }
      if (from && to) {
        this.calls.set(from, [...(this.calls.get(from) ?? []), { to, edge }]);
      }
    }
  }

  /** The agents that one agent calls, and why. */
  public callsOf(agent: MeshPod): AgentCall[] {
    return this.calls.get(agent) ?? [];
  }

  /** The edges from one agent to servers beyond the mesh. */
  public serversOf(agent: MeshPod): Edge[] {
    return this.servers.get(agent) ?? [];
  }

  /** The agents that meet a requirement. */
  public providersOf(wanted: Requirement): MeshPod[] {
    return this.edges.ends.capabilities.providersOf(wanted).map((agent) => this.pods.get(agent)!);
  }
}
