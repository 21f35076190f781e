import { Capability, Requirement } from './capabilities';
import { ToolFilter } from './llm';
import { closestWord } from '../base/closest-word';
import { Problem, show } from '../base/problem';
import { parseRange, parseVersion } from '../base/versions';

/** What MCP Mesh registers for a capability that names no version. */
const DEFAULT_VERSION = '1.0.0';

/** An agent, as far as matching needs to know it. */
export interface Provider {
  /** Path of its construct or manifest, for messages. */
  readonly path: string;
  readonly capabilities: Capability[];
}

/** Why a capability of the right name does not meet a requirement; an empty list if it does. */
function mismatches(wanted: Requirement, offered: Capability): string[] {
  const version = offered.version ?? DEFAULT_VERSION;
  const tags = new Set(offered.tags ?? []);
  const problems = [
    ...(wanted.tags ?? []).flatMap((tag) => tagMismatch(tag, tags) ?? []),
    ...(wanted.tagAlternatives ?? []).flatMap((group) => groupMismatch(group, tags) ?? []),
  ];
  if (wanted.versionRange !== undefined && !parseRange(wanted.versionRange)!.test(parseVersion(version)!)) {
    problems.push(`is version ${version}, outside of ${show(wanted.versionRange)}`);
  }
  return problems;
}

/** MCP Mesh excludes a tag by `-`, and prefers one by `+`, which no provider must have. */
function tagMismatch(tag: string, offered: Set<string>): string | undefined {
  if (tag.startsWith('+')) {
    return undefined;
  }
  if (tag.startsWith('-')) {
    return offered.has(tag.slice(1)) ? `has the excluded tag ${show(tag.slice(1))}` : undefined;
  }
  return offered.has(tag) ? undefined : `lacks the tag ${show(tag)}`;
}

/** Of a group of alternatives one tag must be there. An exclusion in it counts as such, and not as a match. */
function groupMismatch(group: string[], offered: Set<string>): string | undefined {
  const excluded = group.find((tag) => tag.startsWith('-') && offered.has(tag.slice(1)));
  if (excluded !== undefined) {
    return `has the excluded tag ${show(excluded.slice(1))}`;
  }
  const alternatives = group.filter((tag) => !tag.startsWith('-')).map((tag) => tag.replace(/^\+/, ''));
  return alternatives.some((tag) => offered.has(tag))
    ? undefined
    : `has none of the tags ${alternatives.map(show).join(', ')}`;
}

/** Whether a capability meets a requirement, by the rules of MCP Mesh's registry. */
export function meets(offered: Capability, wanted: Requirement): boolean {
  return offered.name === wanted.name && mismatches(wanted, offered).length === 0;
}

/** Whether a capability is a tool that a filter of an LLM names. */
export function matchesFilter(offered: Capability, { name = offered.name, ...rest }: ToolFilter): boolean {
  return meets(offered, { name, ...rest });
}

/**
 * The problem of a requirement that no agent meets, with the agent that comes closest and why it does not.
 *
 * @param fix what to do, which depends on who reports it
 */
export function unmet(wanted: Requirement, registry: string, providers: Provider[], fix: string): Problem {
  return {
    given: `dependency ${show(wanted.name)}${conditionsOf(wanted)}`,
    rule: `no agent of ${registry} provides it${closestProvider(wanted, providers)}`,
    fix,
  };
}

/** The tags and versions that a requirement asks for, as its message continues. */
function conditionsOf({ tags = [], tagAlternatives = [], versionRange }: Requirement): string {
  const conditions: string[] = [];
  if (tags.length + tagAlternatives.length > 0) {
    conditions.push(`tags ${[...tags, ...tagAlternatives].map(show).join(', ')}`);
  }
  if (versionRange !== undefined) {
    conditions.push(`version ${show(versionRange)}`);
  }
  return conditions.length > 0 ? ` with ${conditions.join(' and ')}` : '';
}

/** The provider that comes closest, as the message continues; empty if no name is even similar. */
function closestProvider(wanted: Requirement, providers: Provider[]): string {
  const sameName = providers.flatMap(({ path, capabilities }) =>
    capabilities
      .filter(({ name }) => name === wanted.name)
      .map((offered) => ({ path, problems: mismatches(wanted, offered) })),
  );
  if (sameName.length > 0) {
    const [closest] = sameName.sort((a, b) => a.problems.length - b.problems.length);
    return `; closest is ${closest.path}, whose ${show(wanted.name)} ${closest.problems.join(' and ')}`;
  }
  const names = providers.flatMap(({ capabilities }) => capabilities.map(({ name }) => name));
  const suggestion = closestWord(wanted.name, names);
  const provider = providers.find(({ capabilities }) => capabilities.some(({ name }) => name === suggestion));
  return provider ? ` (did you mean ${show(suggestion)}, of ${provider.path}?)` : '';
}
