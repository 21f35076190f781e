import { existsSync } from 'fs';
import { join, relative } from 'path';
import { isValuesOf, nameOfPath, ValuesFile } from './values-files';
import { propsOf, ValuesProps } from './values-props';
import { parseRange, parseVersion } from '../base/versions';
import { codeImageOf } from '../code/code-image';
import { legalAgentName } from '../contract/agent-names';
import { Capability, Requirement } from '../contract/capabilities';
import { meets } from '../contract/matching';
import { AgentFacts } from '../source/agent-facts';
import { declaredCapabilities, declaredLlms, declaredRequirements, mergedRequirements } from '../source/declared';
import { labelOf, locationText, SourceRecord } from '../source/source-json';

/** An agent that the app is to have. */
export interface AgentOfFolder {
  readonly record: SourceRecord;
  /** Whether its code is named by its folder. */
  readonly isFolder: boolean;
}

/** What is written for one agent. */
export interface PlannedAgent {
  readonly record: SourceRecord;
  readonly isFolder: boolean;
  /** The construct's id. */
  readonly id: string;
  /** The path of its code, from the folder of the app. */
  readonly path: string;
  readonly values: ValuesProps;
  readonly valuesPath?: string;
  /** Why MCP Mesh's own image cannot run it; nothing if that does. */
  readonly needsImage?: string;
  /** Whether it offers LLMs, which it gets from an API outside of the mesh. */
  readonly isLlmProvider: boolean;
}

/** The agents of an app in a folder. */
export function plannedAgents(
  agents: readonly AgentOfFolder[],
  valuesFiles: readonly ValuesFile[],
  out: string,
): PlannedAgent[] {
  const ids = new Set<string>(['registry', 'network-policy']);
  const providers = llmProviders(agents.map(({ record }) => record.facts));
  return agents.map(({ record, isFolder }): PlannedAgent => {
    const { facts } = record;
    const file = valuesFiles.find((each) => isValuesOf(each, record, isFolder));
    const values = file ? propsOf(file, facts) : { props: [], imports: [], references: [], notes: [] };
    return {
      record,
      isFolder,
      id: uniqueId(record, ids),
      path: relative(out, record.path).replace(/\\/g, '/') || '.',
      values,
      valuesPath: file?.path,
      needsImage: values.image === undefined ? whyImage(record, isFolder, values) : undefined,
      isLlmProvider: providers.has(facts),
    };
  });
}

/** What agents need, and none of them offers. */
export function missingRequirements(records: readonly SourceRecord[]): Requirement[] {
  const offered = records.flatMap((record) => declaredCapabilities(record.facts, labelOf(record)));
  const wanted = records.flatMap(({ facts }) => declaredRequirements(facts)).filter(({ optional }) => !optional);
  return mergedRequirements(wanted.filter((each) => !offered.some((capability) => fits(capability, each))));
}

/** What cannot be compared is for synthesis to refuse. */
function fits(offered: Capability, wanted: Requirement): boolean {
  const isReadable =
    (wanted.versionRange === undefined || parseRange(wanted.versionRange) !== undefined) &&
    (offered.version === undefined || parseVersion(offered.version) !== undefined);
  return isReadable && meets(offered, wanted);
}

function uniqueId(record: SourceRecord, taken: Set<string>): string {
  const { name } = record.facts;
  const wanted = legalAgentName(name?.value ?? nameOfPath(record)) ?? 'agent';
  let id = wanted;
  for (let n = 2; taken.has(id); n++) {
    id = `${wanted}-${n}`;
  }
  taken.add(id);
  return id;
}

function whyImage(record: SourceRecord, isFolder: boolean, { runtime }: ValuesProps): string | undefined {
  const { language, foreignImports } = record.facts;
  const image = codeImageOf(language);
  if (image === undefined) {
    return 'Java must be compiled';
  }
  const missing = foreignImports.find(({ value }) => !image.hasModule(value));
  if (missing) {
    return `it imports ${missing.value} (${locationText(record, missing.at)}), which ${image.name} does not have`;
  }
  // A values file that names MCP Mesh's own image says that the code is mounted.
  return isFolder && runtime === undefined && existsSync(join(record.path, 'Dockerfile'))
    ? `it is built by ${join(record.path, 'Dockerfile').replace(/\\/g, '/')}`
    : undefined;
}

/** Agents that offer what an agent wants as an LLM, or what MCP Mesh's providers offer if their code names nothing. */
function llmProviders(all: readonly AgentFacts[]): Set<AgentFacts> {
  const wanted = all.flatMap((facts) => declaredLlms(facts).map(({ provider }) => provider.name));
  const names = new Set([...wanted, 'llm']);
  return new Set(all.filter(({ capabilities }) => capabilities.some(({ name }) => names.has(name))));
}
