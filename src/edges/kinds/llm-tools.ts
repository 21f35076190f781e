import { LlmUse, ToolFilter } from '../../contract/llm';
import { matchesFilter } from '../../contract/matching';
import { Edge } from '../edge';
import { End } from '../end';
import { AgentDeclaration } from '../mesh-declaration';
import { MeshEnds } from '../mesh-ends';

/**
 * The pod of an LLM's provider calls the tools that an agent's filter names: since MCP Mesh 1.0 the agent sends their addresses
 * along with its request. The registry decides which of several providers that is, so all of them may.
 */
export function llmTools(ends: MeshEnds): Edge[] {
  return [...ofTheMesh(ends), ...ofExternalProviders(ends)];
}

function ofTheMesh(ends: MeshEnds): Edge[] {
  const { mesh, capabilities } = ends;
  if (mesh.anyAgent) {
    return [];
  }
  const called = new Map<AgentDeclaration, Set<AgentDeclaration>>();
  for (const agent of mesh.agents) {
    for (const use of agent.llms ?? []) {
      const tools = toolsOf(ends, agent, use);
      for (const provider of capabilities.providersOf(use.provider)) {
        const known = called.get(provider) ?? new Set();
        called.set(provider, known);
        tools.forEach((tool) => known.add(tool));
      }
    }
  }
  return [...called].flatMap(([provider, tools]) =>
    [...tools].map((tool): Edge => ({ from: ends.agent(provider), to: ends.agent(tool), why: 'llm-tool' })),
  );
}

/** The agents whose tools LLMs outside of the app call. */
export function toolsOfExternalLlms(ends: MeshEnds, externalCapabilities: string[]): AgentDeclaration[] {
  const tools = ends.mesh.agents.flatMap((agent) =>
    (agent.llms ?? [])
      .filter(({ provider }) => externalCapabilities.includes(provider.name))
      .flatMap((use) => toolsOf(ends, agent, use)),
  );
  return [...new Set(tools)];
}

/** Providers outside of the app call the tools as well. Under the guide's policies each agent is open to whom any is open to. */
function ofExternalProviders(ends: MeshEnds): Edge[] {
  const { anyAgent, externalCapabilities = [], externalProviders = [] } = ends.mesh;
  const tools = toolsOfExternalLlms(ends, externalCapabilities);
  const called: End[] =
    anyAgent && tools.length > 0 ? [{ kind: 'every-agent' }] : tools.map((tool) => ends.agent(tool));
  return externalProviders.flatMap(({ end }) => called.map((to): Edge => ({ from: end, to, why: 'llm-tool' })));
}

function toolsOf(ends: MeshEnds, agent: AgentDeclaration, { tools, everyTool }: LlmUse): AgentDeclaration[] {
  if (everyTool) {
    // The registry leaves out the tools of the pod that asks, and of no other replica.
    return ends.mesh.agents.filter((each) => each.capabilities.length > 0 && (each !== agent || agent.replicated));
  }
  return tools.flatMap((filter) => ends.once(`tools ${JSON.stringify(filter)}`, () => offering(ends, filter)));
}

/** The agents that offer what a filter names, the agent itself among them if it does. */
function offering({ mesh, capabilities }: MeshEnds, filter: ToolFilter): AgentDeclaration[] {
  const candidates = filter.name === undefined ? mesh.agents : capabilities.offering(filter.name);
  return candidates.filter((agent) => agent.capabilities.some((offered) => matchesFilter(offered, filter)));
}
