import { AgentFacts, SourceCapability, SourceRequirement, SourceSelector } from './agent-facts';
import { Capability, MeshCapabilityOptions, MeshRequirementOptions, Requirement } from '../contract/capabilities';
import { LlmUse } from '../contract/llm';

/*
 * What code declares, in the form in which constructs and manifests have it.
 */

/** MCP Mesh's version of a capability that names none. */
export const DEFAULT_VERSION = '1.0.0';

/** The capability that providers of LLMs have if their code names none. */
const DEFAULT_PROVIDER = 'llm';

/** What is said of a capability. Some have the agent's name as a tag. */
export function capabilityOptions(
  { version, tags = [], taggedByName }: SourceCapability,
  agentName: string,
): MeshCapabilityOptions {
  const all = taggedByName ? [...tags, agentName] : [...tags];
  return { version, tags: all.length > 0 ? all : undefined };
}

/** What is said of a requirement. */
export function requirementOptions(wanted: SourceRequirement): MeshRequirementOptions {
  const { tags, tagAlternatives, versionRange, required } = wanted;
  return {
    tags: tags && [...tags],
    tagAlternatives: tagAlternatives?.map((group) => [...group]),
    versionRange,
    optional: required ? undefined : true,
  };
}

/** Each capability once. */
export function distinctCapabilities(all: Capability[]): Capability[] {
  return [...new Map([...all].reverse().map((each) => [JSON.stringify(each), each])).values()].reverse();
}

/** Each condition once: required if one of those that ask for it does. */
export function mergedRequirements(all: Requirement[]): Requirement[] {
  const known = new Map<string, Requirement>();
  for (const each of all) {
    const key = conditionsOf(each);
    const before = known.get(key);
    known.set(key, before && !before.optional ? before : each);
  }
  return [...known.values()];
}

/** What a requirement asks for, whether or not it is optional. */
export function conditionsOf({ name, tags = [], tagAlternatives = [], versionRange }: Requirement): string {
  return JSON.stringify([name, tags, tagAlternatives, versionRange]);
}

/** What an agent's code offers. */
export function declaredCapabilities({ capabilities }: AgentFacts, agentName: string): Capability[] {
  return distinctCapabilities(capabilities.map((each) => ({ name: each.name, ...capabilityOptions(each, agentName) })));
}

/** What an agent's code asks for, providers of LLMs included. */
export function declaredRequirements(facts: AgentFacts): Requirement[] {
  const own = facts.requirements.map((each) => ({ name: each.name, ...requirementOptions(each) }));
  return mergedRequirements([...own, ...declaredLlms(facts).map(({ provider }) => provider)]);
}

/** How an agent's code uses LLMs. */
export function declaredLlms({ llms }: AgentFacts): LlmUse[] {
  return llms.map(({ provider, tools, everyTool }) => ({
    provider: { name: DEFAULT_PROVIDER, ...selected(provider) },
    tools: tools.map(selected),
    everyTool: everyTool || undefined,
  }));
}

function selected({ capability, tags, versionRange }: SourceSelector) {
  return {
    ...(capability === undefined ? {} : { name: capability }),
    ...(tags === undefined ? {} : { tags: [...tags] }),
    ...(versionRange === undefined ? {} : { versionRange }),
  };
}
