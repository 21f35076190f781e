import { entriesOf } from './capability-annotations';
import { KubernetesObject } from '../api/kubernetes-object';
import { show } from '../base/problem';
import { Requirement } from '../contract/capabilities';
import { LLMS_ANNOTATION, LlmUse, ToolFilter } from '../contract/llm';
import { CALLS_ANNOTATION, CONNECT_REPLICAS_ANNOTATION } from '../contract/recorded-calls';

/*
 * What this library records of calls that no dependency shows: tools of an LLM, agents that are called by an address,
 * and whether replicas call each other. Of an annotation that somebody else wrote, what can be read is taken.
 */

/** An object that holds such annotations. */
type Recorded = Pick<KubernetesObject, 'metadata'>;

/** An agent that another one calls by an address. */
export interface Callee {
  readonly name: string;
  readonly namespace?: string;
}

/** What one annotation says, and what is wrong with the rest of it. */
interface Read<T> {
  readonly entries: T[];
  readonly problems: string[];
}

/** How an agent uses LLMs. */
export function llmsOf(workload: Recorded): LlmUse[] {
  return readLlms(textOf(workload, LLMS_ANNOTATION)).entries;
}

/** The agents that an agent calls by an address. */
export function calleesOf(workload: Recorded): Callee[] {
  return readCallees(textOf(workload, CALLS_ANNOTATION)).entries;
}

/** Whether the replicas of an agent call each other; nothing if nobody decided. */
export function connectsReplicas(workload: Recorded): boolean | undefined {
  const text = textOf(workload, CONNECT_REPLICAS_ANNOTATION);
  return text === 'true' || text === 'false' ? text === 'true' : undefined;
}

export function readLlms(text: string | undefined): Read<LlmUse> {
  const { list, problems } = listIn(text);
  const read = list.map(readLlm);
  return {
    entries: read.flatMap(({ entries }) => entries),
    problems: [...problems, ...read.flatMap((each) => each.problems)],
  };
}

export function readCallees(text: string | undefined): Read<Callee> {
  const { list, problems } = listIn(text);
  const isCallee = (each: unknown): each is Callee =>
    isMap(each) && typeof each.name === 'string' && ['string', 'undefined'].includes(typeof each.namespace);
  return {
    entries: list.filter(isCallee),
    problems: [
      ...problems,
      ...list
        .filter((each) => !isCallee(each))
        .map((each) => `${show(each)} is no map with a name and perhaps a namespace`),
    ],
  };
}

function readLlm(each: unknown): Read<LlmUse> {
  if (!isMap(each)) {
    return { entries: [], problems: [`${show(each)} is no map with provider and tools`] };
  }
  const provider = entriesOf([each.provider]);
  const tools = Array.isArray(each.tools) ? each.tools : [];
  const read = tools.map(readFilter);
  const problems = [
    ...provider.problems.map((problem) => `provider: ${problem}`),
    ...read.flatMap((tool) => tool.problems),
  ];
  const [wanted] = provider.entries as Requirement[];
  return {
    entries: wanted
      ? [
          {
            provider: wanted,
            tools: read.flatMap(({ entries }) => entries),
            everyTool: each.everyTool === true || undefined,
          },
        ]
      : [],
    problems,
  };
}

/** A tool has a name, or tags instead of one. */
function readFilter(each: unknown): Read<ToolFilter> {
  const isByTags = isMap(each) && each.name === undefined && Array.isArray(each.tags) && each.tags.length > 0;
  const { entries, problems } = entriesOf([isByTags ? { ...each, name: 'by tags' } : each]);
  return {
    entries: entries.map((entry) => (isByTags ? { ...entry, name: undefined } : entry)),
    problems: problems.map((problem) => `tool: ${problem}`),
  };
}

function listIn(text: string | undefined): { list: unknown[]; problems: string[] } {
  if (text === undefined) {
    return { list: [], problems: [] };
  }
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? { list, problems: [] } : { list: [], problems: ['it is no list'] };
  } catch {
    return { list: [], problems: ['it is not valid JSON'] };
  }
}

function isMap(value: unknown): value is { [field: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf({ metadata }: Recorded, annotation: string): string | undefined {
  return metadata.annotations?.[annotation];
}
