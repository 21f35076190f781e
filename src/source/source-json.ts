import {
  AgentFacts,
  Language,
  Located,
  SourceCapability,
  SourceLlm,
  SourceRequirement,
  VariableDefault,
} from './agent-facts';
import { FactKind, Hole } from './hole';
import { Place, placeText } from './place';

/*
 * What agents' code declares, as JSON: `cdk8s-mcp-mesh read --format json` prints it, and `AgentSource.fromJson` reads it. It is
 * kept with manifests that are in another repository than the code, so an older file must stay readable.
 */

/** Raised when a reader of an older form would misunderstand a newer one. */
export const FORMAT_VERSION = 1;

/** What was read of one agent, and where its code is. */
export interface SourceRecord {
  /** The folder or file, as whoever read it named it, with `/` between folders. */
  readonly path: string;
  readonly facts: AgentFacts;
}

/** A place is one string there: `weather.py:12`, below the agent's path. */
type Flat<T> = Omit<T, 'at'> & { readonly at: string };

interface AgentJson {
  readonly path: string;
  readonly language: Language;
  readonly entry: string;
  readonly files: readonly string[];
  readonly name?: Flat<Located<string>>;
  readonly nameIsDefault?: boolean;
  readonly release?: Flat<Located<string>>;
  readonly port?: Flat<Located<number>>;
  readonly gateway?: boolean;
  readonly capabilities?: Flat<SourceCapability>[];
  readonly requirements?: Flat<SourceRequirement>[];
  readonly llms?: Flat<SourceLlm>[];
  readonly variableDefaults?: Flat<VariableDefault>[];
  readonly holes?: Flat<Hole>[];
}

export interface SourceJson {
  readonly formatVersion: number;
  readonly agents: AgentJson[];
}

/** A file that is not what `read --format json` prints. */
export class NotSourceJson extends Error {}

/** Agents as they are written: what is empty is left out. */
export function toSourceJson(records: readonly SourceRecord[]): SourceJson {
  return { formatVersion: FORMAT_VERSION, agents: records.map(agentToJson) };
}

/** Agents of a text. @throws NotSourceJson */
export function fromSourceJson(text: string): SourceRecord[] {
  let json: Partial<SourceJson> | null;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new NotSourceJson(`it is not valid JSON: ${(error as Error).message}`);
  }
  if (typeof json !== 'object' || json === null || !Array.isArray(json.agents)) {
    throw new NotSourceJson('it has no list "agents"');
  }
  if (json.formatVersion !== FORMAT_VERSION) {
    throw new NotSourceJson(
      `its formatVersion is ${JSON.stringify(json.formatVersion)}, and this release reads ${FORMAT_VERSION}`,
    );
  }
  return json.agents.map(agentFromJson);
}

/** What an agent is asked for by in a file of several: the name that it registers, or that of its folder or file. */
export function labelOf({ path, facts: { name } }: SourceRecord): string {
  const last = path.replace(/\/+$/, '').split('/').pop()!;
  return name?.value ?? last.replace(/\.(py|[mc]?[tj]s|java)$/, '');
}

/** Where something is, from the folder in which the record's path leads to the agent. */
export function locationText({ path, facts: { entry } }: SourceRecord, at: Place): string {
  const isFile = entry !== '' && (path === entry || path.endsWith(`/${entry}`));
  const folder = isFile ? path.slice(0, -entry.length) : `${path.replace(/\/+$/, '')}/`;
  return `${folder.replace(/^\.\//, '')}${placeText(at)}`;
}

function agentToJson({ path, facts }: SourceRecord): AgentJson {
  const { language, entry, files, name, nameIsDefault, release, port, isGateway } = facts;
  return {
    path,
    language,
    entry,
    files,
    ...(name ? { name: flat(name) } : {}),
    ...(nameIsDefault ? { nameIsDefault } : {}),
    ...(release ? { release: flat(release) } : {}),
    ...(port ? { port: flat(port) } : {}),
    ...(isGateway ? { gateway: true } : {}),
    ...listed('capabilities', facts.capabilities),
    ...listed('requirements', facts.requirements),
    ...listed('llms', facts.llms),
    ...listed('variableDefaults', facts.variableDefaults),
    ...listed('holes', facts.holes),
  };
}

function agentFromJson(json: AgentJson): SourceRecord {
  const { path, language, entry, files, name, nameIsDefault, release, port, gateway } = json;
  if (typeof path !== 'string' || typeof entry !== 'string' || !Array.isArray(files)) {
    throw new NotSourceJson('one of its agents has no path, entry or files');
  }
  return {
    path,
    facts: {
      language,
      entry,
      files,
      ...(name ? { name: located(name) } : {}),
      ...(nameIsDefault ? { nameIsDefault } : {}),
      ...(release ? { release: located(release) } : {}),
      ...(port ? { port: located(port) } : {}),
      isGateway: gateway ?? false,
      capabilities: (json.capabilities ?? []).map(located),
      requirements: (json.requirements ?? []).map(located),
      llms: (json.llms ?? []).map(located),
      variableDefaults: (json.variableDefaults ?? []).map(located),
      foreignImports: [],
      holes: (json.holes ?? []).map((hole) => ({ ...located(hole), open: hole.open as FactKind[] })),
    },
  };
}

function listed<K extends string, T extends { readonly at: Place }>(
  name: K,
  entries: readonly T[],
): { readonly [name in K]?: Flat<T>[] } {
  return (entries.length > 0 ? { [name]: entries.map((entry) => flat(entry)) } : {}) as { [name in K]?: Flat<T>[] };
}

function flat<T extends { readonly at: Place }>(fact: T): Flat<T> {
  return { ...fact, at: placeText(fact.at) };
}

function located<T extends { readonly at: string }>(fact: T): Omit<T, 'at'> & { readonly at: Place } {
  const [, file, line] = /^(.*):(\d+)$/.exec(String(fact.at)) ?? [];
  if (file === undefined) {
    throw new NotSourceJson(`${JSON.stringify(fact.at)} is no place such as "weather.py:12"`);
  }
  return { ...fact, at: { file, line: Number(line) } };
}
