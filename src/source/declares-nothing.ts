import { AgentFacts } from './agent-facts';

/** Whether nothing in the code is of MCP Mesh, as far as it could be read. */
export function declaresNothing({ name, isGateway, capabilities, requirements, llms, holes }: AgentFacts): boolean {
  const some = [capabilities, requirements, llms, holes].some((list) => list.length > 0);
  return !some && !isGateway && name === undefined;
}
