import { SourceSelector } from './agent-facts';
import { ArgumentReader } from './read-arguments';
import { readSelector } from './read-requirements';
import { isNothing, RecordValue, Value } from './value';

/** What one use of an LLM says, in the words of its language. */
export interface LlmArguments {
  readonly provider: Value | undefined;
  readonly filter: Value | undefined;
  readonly filterMode: Value | undefined;
}

/** Beats the mode in the code, for all uses of LLMs of a process. */
const MODE_VARIABLE = 'MESH_LLM_FILTER_MODE';

/**
 * Adds a use of an LLM.
 *
 * @param providerTags what the runtime makes of the tags that the code asks of the provider
 */
export function addLlm(
  reader: ArgumentReader,
  { provider, filter, filterMode }: LlmArguments,
  providerTags: (tags: readonly string[]) => readonly string[] = (tags) => tags,
): void {
  const chosen = readProvider(reader, provider);
  const tools = readFilter(reader, filter);
  const mode = reader.text(filterMode, 'the filter mode');
  if (!chosen || !tools || mode === null) {
    return;
  }
  // Java calls it WILDCARD.
  const everyTool = mode === '*' || mode === 'WILDCARD';
  const { at } = reader.declaration;
  const value = (mode ?? 'all').toLowerCase();
  reader.builder.use({ kind: 'nothing', at, defaults: [{ variable: MODE_VARIABLE, value, at }] });
  const tags = providerTags(chosen.tags ?? []);
  reader.builder.llms.push({
    provider: { ...chosen, ...(tags.length > 0 ? { tags } : {}) },
    tools: everyTool ? [] : tools,
    ...(everyTool ? { everyTool } : {}),
    at: reader.declaration.at,
  });
}

function readProvider(reader: ArgumentReader, provider: Value | undefined): SourceSelector | undefined {
  if (isNothing(provider)) {
    reader.hole(provider, 'the provider', 'there is none, which the runtime refuses since 2.0');
    return undefined;
  }
  if (provider.kind === 'text') {
    const why = 'it is a string, which the runtime refuses since 2.0: it takes an object such as {"capability": "llm"}';
    reader.hole(provider, 'the provider', why);
    return undefined;
  }
  if (provider.kind !== 'record') {
    reader.hole(provider, 'the provider', provider.kind === 'unreadable' ? provider.why : 'it is not an object');
    return undefined;
  }
  return selectorOf(reader, provider);
}

/** The tools that a filter names: nothing, one name or object, or a list of them. */
function readFilter(reader: ArgumentReader, filter: Value | undefined): SourceSelector[] | undefined {
  if (isNothing(filter) || (filter.kind === 'text' && filter.text === '')) {
    return [];
  }
  const entries = filter.kind === 'list' ? filter.items : [filter];
  const tools = entries.map((entry) => readTool(reader, entry));
  return tools.every((tool): tool is SourceSelector => tool !== undefined) ? tools : undefined;
}

function readTool(reader: ArgumentReader, entry: Value): SourceSelector | undefined {
  if (entry.kind === 'text') {
    reader.builder.use(entry);
    return { capability: entry.text };
  }
  if (entry.kind !== 'record') {
    const why = entry.kind === 'unreadable' ? entry.why : 'it is neither a string nor an object';
    reader.hole(entry, 'the filter', why);
    return undefined;
  }
  const tool = selectorOf(reader, entry);
  if (tool && tool.capability === undefined && tool.tags === undefined) {
    reader.hole(entry, 'the filter', 'an entry has neither a capability nor tags that the runtime sends');
    return undefined;
  }
  return tool;
}

/** Groups of tags are dropped: only dependencies have them, and filters and providers ask for less without a word. */
function selectorOf(reader: ArgumentReader, value: RecordValue): SourceSelector | undefined {
  const selector = readSelector(reader, value);
  if (!selector) {
    return undefined;
  }
  const { name, tags, versionRange } = selector;
  return {
    ...(name === undefined ? {} : { capability: name }),
    ...(tags === undefined ? {} : { tags }),
    ...(versionRange === undefined ? {} : { versionRange }),
  };
}
