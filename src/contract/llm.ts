import { IConstruct } from 'constructs';
import { checkCapability, checkTags, Requirement, requirement, tagNames } from './capabilities';
import { refuse, show } from '../base/problem';
import { checkShapes } from '../base/shapes';
import { parseRange } from '../base/versions';
import { ANNOTATION_PREFIX } from '../kubernetes/naming';

/** How an agent uses LLMs: a JSON list of `{ provider, tools, everyTool }`. */
export const LLMS_ANNOTATION = `${ANNOTATION_PREFIX}/llms`;

/** The capability that MCP Mesh's LLM providers register if their code names none. */
const DEFAULT_PROVIDER = 'llm';

/** The LLM providers that an agent may use, as `provider` of `@mesh.llm` names them. */
export interface MeshLlmProvider {
  /**
   * The capability of the providers.
   *
   * @default "llm"
   */
  readonly capability?: string;
  /**
   * Tags of the provider: `x` is required, `+x` is preferred, `-x` is excluded.
   *
   * @default - any
   */
  readonly tags?: string[];
  /**
   * Accepted semantic versions of the capability, such as `^1.2.0`.
   *
   * @default - any
   */
  readonly versionRange?: string;
  /**
   * Whether the agent works without an LLM.
   *
   * @default false
   */
  readonly optional?: boolean;
}

/** Tools that an LLM may call, as one entry of `filter` of `@mesh.llm` names them: by capability, by tags, or by both. */
export interface MeshLlmTool {
  /**
   * The capability.
   *
   * @default - any; then there are tags
   */
  readonly capability?: string;
  /**
   * Tags of the tool: `x` is required, `+x` is preferred, `-x` is excluded.
   *
   * @default - any; then there is a capability
   */
  readonly tags?: string[];
  /**
   * Accepted semantic versions of the capability, such as `^1.2.0`.
   *
   * @default - any
   */
  readonly versionRange?: string;
}

/** How an agent uses an LLM, as declared by `@mesh.llm` in its code. */
export interface MeshLlmOptions {
  /**
   * The providers that the agent may use.
   *
   * @default - every agent that provides the capability "llm"
   */
  readonly provider?: MeshLlmProvider;
  /**
   * Tools that the LLM may call. They are not required: an LLM works with the tools that are available.
   *
   * @default - none
   */
  readonly tools?: MeshLlmTool[];
  /**
   * Whether the LLM may call every tool of the mesh (`filter_mode="*"`).
   *
   * @default false
   */
  readonly everyTool?: boolean;
}

/** Tools by name, tags and versions. Without a name, tags decide. */
export type ToolFilter = Omit<Requirement, 'name' | 'optional'> & { readonly name?: string };

/** One use of an LLM by one agent. */
export interface LlmUse {
  readonly provider: Requirement;
  readonly tools: ToolFilter[];
  readonly everyTool?: boolean;
}

/** A use of an LLM, each part checked. */
export function llmUse(scope: IConstruct, given: MeshLlmOptions): LlmUse {
  checkShapes(scope, { options: given }, { options: 'map' }, 'addLlm ');
  checkShapes(scope, given, { provider: 'map', tools: 'list of maps' }, 'addLlm ');
  const { provider = {}, tools = [], everyTool } = given;
  const { capability = DEFAULT_PROVIDER, ...options } = provider;
  if (everyTool && tools.length > 0) {
    refuse(scope, {
      given: 'addLlm with tools and everyTool',
      rule: 'every tool of the mesh includes those that are named',
      fix: 'Name the tools that the LLM may call, or set everyTool to true, not both',
    });
  }
  return {
    provider: requirement(scope, capability, options),
    tools: tools.map((tool) => toolFilter(scope, tool)),
    everyTool: everyTool || undefined,
  };
}

function toolFilter(scope: IConstruct, { capability, tags, versionRange }: MeshLlmTool): ToolFilter {
  if (capability === undefined && (tags === undefined || (Array.isArray(tags) && tags.length === 0))) {
    refuse(scope, {
      given: 'addLlm: a tool without capability and tags',
      rule: 'it would be every tool of the mesh',
      fix: 'Give the capability or tags that the filter in the code names; everyTool: true means all tools',
    });
  }
  if (capability !== undefined) {
    checkCapability(scope, 'addLlm tool', capability);
  }
  checkTags(
    scope,
    `tool ${show(capability ?? 'by tags')}`,
    tagNames(scope, `tags of tool ${show(capability ?? 'by tags')}`, tags),
  );
  if (versionRange !== undefined && !parseRange(versionRange)) {
    refuse(scope, {
      given: `versionRange ${show(versionRange)} of tool ${show(capability ?? 'by tags')}`,
      rule: 'it is a range of semantic versions',
      fix: 'Give one such as ">=1.2.0 <2.0.0" or "^1.2.0"',
    });
  }
  return { name: capability, tags, versionRange };
}
