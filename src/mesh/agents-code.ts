import { annotatedCapabilities } from './capability-annotations';
import type { MeshPod } from './mesh';
import { CAPABILITIES_ANNOTATION, DEPENDENCIES_ANNOTATION } from '../contract/capabilities';
import { Variable } from '../contract/contract';
import { LLMS_ANNOTATION } from '../contract/llm';
import { AgentFacts } from '../source/agent-facts';
import { FactKind } from '../source/hole';
import { Place } from '../source/place';
import { labelOf, locationText, SourceRecord } from '../source/source-json';

/** An agent of the manifests, and its code. */
export interface CodedAgent {
  readonly agent: MeshPod;
  readonly record: SourceRecord;
  readonly facts: AgentFacts;
}

/**
 * Agents' code beside their manifests. They belong together by the name that an agent registers (MCP_MESH_AGENT_NAME), else by the
 * name of the code's folder or file, which the workload has, else by the capabilities that the workload records.
 */
export class AgentsCode {
  public readonly pairs: CodedAgent[] = [];
  /** Code that no manifest runs. */
  public readonly withoutManifest: SourceRecord[];
  /** Agents that no code was given for. Without any code, none. */
  public readonly withoutCode: MeshPod[];

  constructor(agents: readonly MeshPod[], records: readonly SourceRecord[]) {
    const namesakes = [registersAs, isNamedLike, recordsTheSame];
    let left = records.length === 0 ? [] : [...agents];
    for (const belongs of namesakes) {
      left = left.filter((agent) => !this.pair(agent, records, belongs));
    }
    const paired = new Set(this.pairs.map(({ record }) => record));
    this.withoutManifest = records.filter((record) => !paired.has(record));
    this.withoutCode = left;
  }

  private pair(
    agent: MeshPod,
    records: readonly SourceRecord[],
    belongs: (agent: MeshPod, record: SourceRecord) => boolean,
  ): boolean {
    const found = records.filter((record) => belongs(agent, record));
    const record = found.length > 1 ? found.find((each) => isNamedLike(agent, each)) : found[0];
    // Code that has an agent of its name is the code of that one.
    const isTaken = belongs !== registersAs && this.pairs.some((pair) => pair.record === record);
    if (record === undefined || isTaken) {
      return false;
    }
    this.pairs.push({ agent, record, facts: record.facts });
    return true;
  }
}

function registersAs({ env }: MeshPod, { facts }: SourceRecord): boolean {
  return facts.name !== undefined && env[Variable.AGENT_NAME] === facts.name.value;
}

function isNamedLike({ env, owner }: MeshPod, record: SourceRecord): boolean {
  const { name: _, ...unnamed } = record.facts;
  return [env[Variable.AGENT_NAME], owner.metadata.name].includes(labelOf({ ...record, facts: unnamed }));
}

function recordsTheSame({ owner }: MeshPod, { facts }: SourceRecord): boolean {
  const names = (list: readonly { readonly name: string }[]) =>
    [...new Set(list.map(({ name }) => name))].sort().join();
  return (
    facts.capabilities.length > 0 &&
    names(annotatedCapabilities(owner, CAPABILITIES_ANNOTATION)) === names(facts.capabilities)
  );
}

/** Whether a workload records what its agent declares. Helm's charts record nothing, so that there is nothing to compare. */
export function isRecorded({ owner }: MeshPod): boolean {
  const { annotations = {} } = owner.metadata;
  return [CAPABILITIES_ANNOTATION, DEPENDENCIES_ANNOTATION, LLMS_ANNOTATION].some(
    (key) => annotations[key] !== undefined,
  );
}

/** Whether a part of the code that could not be read may declare more of a kind. */
export function isOpen({ holes }: AgentFacts, kind: FactKind): boolean {
  return holes.some(({ open }) => open.includes(kind));
}

/** Where code has something, in words. */
export function inCode(record: SourceRecord, at: Place): string {
  return `the code (${locationText(record, at)})`;
}

/** The file that an agent's code starts with, in words. */
export function entryText(record: SourceRecord): string {
  return locationText(record, { file: record.facts.entry, line: 1 }).replace(/:1$/, '');
}
