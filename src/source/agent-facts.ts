import { Hole } from './hole';
import { Place } from './place';

export type Language = 'python' | 'typescript' | 'java';

/** A fact, and where the code says it. */
export interface Located<T> {
  readonly value: T;
  readonly at: Place;
}

export interface SourceCapability {
  readonly name: string;
  /** As the code has it. Without one it is MCP Mesh's default. */
  readonly version?: string;
  readonly tags?: readonly string[];
  /** Whether the runtime adds the agent's own name to the tags. */
  readonly taggedByName?: boolean;
  readonly at: Place;
}

/** Which capability will do, by name, tags and versions. */
export interface SourceSelector {
  /** Absent if tags alone decide, or if it is the default. */
  readonly capability?: string;
  readonly tags?: readonly string[];
  readonly versionRange?: string;
}

export interface SourceRequirement {
  readonly name: string;
  readonly tags?: readonly string[];
  /** Groups of tags of which one each must be there. */
  readonly tagAlternatives?: readonly (readonly string[])[];
  readonly versionRange?: string;
  /** True if the code says that it does not work without it. MCP Mesh's default is that it does. */
  readonly required?: boolean;
  readonly at: Place;
}

export interface SourceLlm {
  readonly provider: SourceSelector;
  /** Tools that the LLM may call. */
  readonly tools: readonly SourceSelector[];
  /** Whether it may call every tool of the mesh. */
  readonly everyTool?: boolean;
  readonly at: Place;
}

/** A variable whose default became a fact. If the pod sets it, the fact is another. */
export interface VariableDefault {
  readonly variable: string;
  readonly value: string;
  readonly at: Place;
}

/** What the code of one agent declares, and what of it could not be read. */
export interface AgentFacts {
  readonly language: Language;
  /** The file that the container starts, below the root. */
  readonly entry: string;
  /** Every file that was read for it, sorted. */
  readonly files: readonly string[];
  /** The release of MCP Mesh's runtime, where a Dockerfile names it. */
  readonly release?: Located<string>;
  /** The name that the agent registers. */
  readonly name?: Located<string>;
  /** Whether `MCP_MESH_AGENT_NAME` decides the name, and the code has a default: always so in TypeScript and Java. */
  readonly nameIsDefault?: boolean;
  /** The port, where the code binds it by itself: `MCP_MESH_HTTP_PORT` does not change it there. */
  readonly port?: Located<number>;
  /** Whether it offers HTTP routes or A2A surfaces to others than the mesh, and is no agent. */
  readonly isGateway: boolean;
  readonly capabilities: readonly SourceCapability[];
  readonly requirements: readonly SourceRequirement[];
  readonly llms: readonly SourceLlm[];
  readonly variableDefaults: readonly VariableDefault[];
  /** Modules that the code imports and that are not in its folder. Not in the JSON: they matter where the code is mounted. */
  readonly foreignImports: readonly Located<string>[];
  readonly holes: readonly Hole[];
}
