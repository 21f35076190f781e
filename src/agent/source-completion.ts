import { listText } from '../base/list-text';
import { describe, show } from '../base/problem';
import { refuseWith } from '../base/refusal';
import { MeshCapability, MeshRequirement } from '../contract/capabilities';
import { MeshLlmOptions } from '../contract/llm';
import { AgentFacts } from '../source/agent-facts';
import { FactKind, Hole } from '../source/hole';
import { Place } from '../source/place';
import { locationText, SourceRecord } from '../source/source-json';

/** What the code declares at a place that could not be read. */
export interface AgentSourceCompletion {
  /**
   * The hole to fill: the function or class with the declaration, or its file and line as the message shows them.
   *
   * @default - the one hole that leaves open what is given
   */
  readonly hole?: string;
  /**
   * The name that the agent registers.
   *
   * @default - not set
   */
  readonly agentName?: string;
  /**
   * The port that the code listens on.
   *
   * @default - not set
   */
  readonly port?: number;
  /**
   * Capabilities that the code declares there. An empty list means none.
   *
   * @default - not set
   */
  readonly capabilities?: (string | MeshCapability)[];
  /**
   * Capabilities that the code depends on there. An empty list means none.
   *
   * @default - not set
   */
  readonly dependencies?: (string | MeshRequirement)[];
  /**
   * Uses of LLMs that the code declares there. An empty list means none.
   *
   * @default - not set
   */
  readonly llms?: MeshLlmOptions[];
}

/** A fact's kind, and the prop of a completion that says it. */
export const COMPLETION_PROPS: { readonly [kind in FactKind]: keyof AgentSourceCompletion } = {
  name: 'agentName',
  port: 'port',
  capabilities: 'capabilities',
  requirements: 'dependencies',
  llms: 'llms',
};

/** What was read, with one hole filled. */
export function completed(record: SourceRecord, completion: AgentSourceCompletion): SourceRecord {
  const { facts } = record;
  const filled = holeOf(record, completion);
  return {
    ...record,
    facts: { ...facts, ...added(facts, completion, filled.at), holes: facts.holes.filter((hole) => hole !== filled) },
  };
}

function holeOf(record: SourceRecord, completion: AgentSourceCompletion): Hole {
  const { holes } = record.facts;
  const named = holes.filter((hole) => completion.hole === undefined || isCalled(record, hole, completion.hole));
  const answered = named.filter(({ open }) => open.every((kind) => completion[COMPLETION_PROPS[kind]] !== undefined));
  const exact = answered.filter(({ open }) => open.length === given(completion).length);
  const [hole, another] = exact.length > 0 ? exact : answered;
  // In one order, whatever language the call is in.
  const sorted = Object.fromEntries(Object.entries(completion).sort(([one], [other]) => (one < other ? -1 : 1)));
  const given_ = `complete(${show(sorted)}) of source ${show(record.path)}`;
  if (!hole) {
    const open = named.map(
      (each) => `${locationText(record, each.at)} (${each.open.map((kind) => COMPLETION_PROPS[kind]).join(', ')})`,
    );
    refuseWith(
      describe({
        given: given_,
        rule:
          open.length > 0 ? `each hole needs all that it leaves open: ${listText(open)}` : noHole(record, completion),
        fix: noHoleFix(open.length, holes.length),
      }),
    );
  }
  if (another) {
    const places = (exact.length > 0 ? exact : answered).map(({ at, of }) => of ?? locationText(record, at));
    refuseWith(
      describe({
        given: given_,
        rule: `it may mean ${listText(places)}`,
        fix: 'Name the one in "hole", and call complete once for each',
      }),
    );
  }
  return hole;
}

function noHole(record: SourceRecord, { hole }: AgentSourceCompletion): string {
  const { holes } = record.facts;
  if (hole === undefined || holes.length === 0) {
    return 'all of it was read';
  }
  const names = holes.map(({ at, of }) => (of === undefined ? '' : `${show(of)}, `) + locationText(record, at));
  return `there is nothing unread at ${show(hole)}, only at ${listText(names)}`;
}

function noHoleFix(answerable: number, unread: number): string {
  if (answerable > 0) {
    return 'Say all of it; an empty list says that there is none';
  }
  return unread > 0 ? 'Name one of these in "hole", or leave complete out' : 'Leave complete out';
}

function isCalled(record: SourceRecord, { at, of }: Hole, name: string): boolean {
  return of === name || locationText(record, at) === name;
}

function given(completion: AgentSourceCompletion): string[] {
  return Object.values(COMPLETION_PROPS).filter((prop) => completion[prop] !== undefined);
}

function added(facts: AgentFacts, completion: AgentSourceCompletion, at: Place): Partial<AgentFacts> {
  const { agentName, port, capabilities = [], dependencies = [], llms = [] } = completion;
  return {
    ...(agentName === undefined ? {} : { name: { value: agentName, at } }),
    ...(port === undefined ? {} : { port: { value: port, at } }),
    capabilities: [
      ...facts.capabilities,
      ...capabilities.map((each) =>
        typeof each === 'string' ? { name: each, at } : { ...each.options, name: each.name, at },
      ),
    ],
    requirements: [
      ...facts.requirements,
      ...dependencies.map((each) => {
        const { name, options } = typeof each === 'string' ? { name: each, options: {} } : each;
        const { optional, ...rest } = options as { optional?: boolean };
        return { ...rest, name, ...(optional ? {} : { required: true }), at };
      }),
    ],
    llms: [
      ...facts.llms,
      ...llms.map(({ provider = {}, tools = [], everyTool }) => ({
        provider,
        tools,
        ...(everyTool ? { everyTool } : {}),
        at,
      })),
    ],
  };
}
