import { listens, type Member } from './registry-members';
import { CapabilityIndex } from '../edges/capability-index';
import { AgentEnd, keyOf } from '../edges/end';
import { AgentDeclaration } from '../edges/mesh-declaration';

/** What the agents of one registry declare, as plain data, and the agent behind each declaration. */
export class DeclaredAgents {
  public readonly all: AgentDeclaration[];
  public readonly capabilities: CapabilityIndex<AgentDeclaration>;
  private readonly byMember: Map<Member, AgentDeclaration>;
  private readonly members: Map<AgentDeclaration, Member>;
  private readonly byKey: Map<string, Member>;

  constructor(agents: Member[]) {
    this.byMember = new Map(agents.map((agent) => [agent, declarationOf(agent)]));
    this.all = [...this.byMember.values()];
    this.capabilities = new CapabilityIndex(this.all);
    this.members = new Map([...this.byMember].map(([agent, declaration]) => [declaration, agent]));
    this.byKey = new Map(agents.map((agent) => [keyOf(endOf(agent)), agent]));
  }

  public of(agent: Member): AgentDeclaration {
    return this.byMember.get(agent)!;
  }

  public member(declaration: AgentDeclaration): Member {
    return this.members.get(declaration)!;
  }

  /** The agent at the end of an edge. */
  public at(end: AgentEnd): Member {
    return this.byKey.get(keyOf(end))!;
  }
}

/** An agent as the end of an edge. */
export function endOf(member: Member): AgentEnd {
  const { serviceName: name, namespace } = member;
  return listens(member)
    ? { kind: 'agent', name, namespace, port: member.port }
    : { kind: 'agent', name, namespace, port: 0, isConsumer: true };
}

function declarationOf(agent: Member): AgentDeclaration {
  return {
    name: agent.serviceName,
    namespace: agent.namespace,
    port: agent.port ?? 0,
    isConsumer: !listens(agent),
    capabilities: agent._declarations.capabilities,
    requirements: agent._declarations.requirements,
    llms: agent._declarations.llms,
    cache: agent._cache?._declaration,
    tracing: agent._spans?._declaration,
    calls: agent._declarations.calls.map(({ serviceName: name, namespace }) => ({ name, namespace })),
    // An autoscaler may still come.
    get replicated() {
      return agent._replicated;
    },
  };
}
