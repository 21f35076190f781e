import { CapabilityIndex } from './capability-index';
import { AgentEnd, AgentsEnd } from './end';
import { AgentDeclaration, MeshDeclaration } from './mesh-declaration';

/** A declared mesh, with the ends that its edges have: each is made once. */
export class MeshEnds {
  public readonly capabilities: CapabilityIndex<AgentDeclaration>;
  private readonly ends = new Map<AgentDeclaration, AgentEnd>();
  private readonly results = new Map<string, AgentDeclaration[]>();
  private readonly byNamespace = new Map<string | undefined, AgentDeclaration[]>();

  constructor(public readonly mesh: MeshDeclaration) {
    this.capabilities = new CapabilityIndex(mesh.agents);
    for (const agent of mesh.agents) {
      const { name, namespace, port, isConsumer } = agent;
      if (isConsumer) {
        this.ends.set(agent, { kind: 'agent', name, namespace, port, isConsumer });
        continue;
      }
      this.ends.set(agent, { kind: 'agent', name, namespace, port });
      const neighbours = this.byNamespace.get(namespace);
      if (neighbours) {
        neighbours.push(agent);
      } else {
        this.byNamespace.set(namespace, [agent]);
      }
    }
  }

  public agent(declaration: AgentDeclaration): AgentEnd {
    return this.ends.get(declaration)!;
  }

  /** What was found for a key before, or what is found now. */
  public once(key: string, find: () => AgentDeclaration[]): AgentDeclaration[] {
    const known = this.results.get(key) ?? find();
    this.results.set(key, known);
    return known;
  }

  /** Those that only call others, one by one: what is about all agents of a namespace is not about them. */
  public get consumers(): AgentEnd[] {
    return this.mesh.agents.filter(({ isConsumer }) => isConsumer).map((consumer) => this.agent(consumer));
  }

  /** All agents, by the namespaces that they are in, in the order in which those came. */
  public get groups(): AgentsEnd[] {
    return [...this.byNamespace.keys()].map((namespace) => this.group(namespace));
  }

  /** All agents of a namespace. */
  public group(namespace?: string): AgentsEnd {
    return {
      ...this.groupOf(this.byNamespace.get(namespace) ?? [], namespace),
      byName: this.mesh.isShared?.(namespace) ?? false,
    };
  }

  /** The agents of each namespace by the port that they listen on; namespaces and ports in ascending order. */
  public get groupsByPort(): AgentsEnd[] {
    return [...this.byNamespace.keys()].sort().flatMap((namespace) => {
      const agents = this.byNamespace.get(namespace)!;
      const ports = [...new Set(agents.map(({ port }) => port))].sort((one, other) => one - other);
      return ports.map((port) => ({
        ...this.groupOf(
          agents.filter((agent) => agent.port === port),
          namespace,
        ),
        port,
        byName: true,
      }));
    });
  }

  private groupOf(agents: AgentDeclaration[], namespace?: string): Omit<AgentsEnd, 'byName'> {
    return {
      kind: 'agents',
      namespace,
      names: agents.map(({ name }) => name).sort(),
      ports: [...new Set(agents.map(({ port }) => port))],
    };
  }
}
