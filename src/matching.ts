import { Capability, Requirement } from './capabilities';
import { describe, show } from './problem';
import { parseRange } from './versions';

/** What MCP Mesh registers for a capability that names no version. */
const DEFAULT_VERSION = '1.0.0';

/** An agent, as far as matching needs to know it. */
export interface Provider {
  /** Where it stands in the app, for messages. */
  readonly path: string;
  readonly capabilities: Capability[];
}

/** What keeps a capability of the right name from meeting a requirement; an empty list where it does meet it. */
function shortcomings(wanted: Requirement, offered: Capability): string[] {
  const version = offered.version ?? DEFAULT_VERSION;
  const tags = new Set(offered.tags ?? []);
  return [
    ...(wanted.tags ?? []).flatMap((tag) => {
      if (tag.startsWith('-')) {
        return tags.has(tag.slice(1)) ? [`has the excluded tag ${show(tag.slice(1))}`] : [];
      }
      return tag.startsWith('+') || tags.has(tag) ? [] : [`lacks the tag ${show(tag)}`];
    }),
    ...wanted.versionRange === undefined || parseRange(wanted.versionRange)!.test(version)
      ? []
      : [`is version ${version}, outside of ${show(wanted.versionRange)}`],
  ];
}

/** Whether a capability is what is asked for, the way that MCP Mesh's registry decides it. */
export function meets(offered: Capability, wanted: Requirement): boolean {
  return offered.name === wanted.name && shortcomings(wanted, offered).length === 0;
}

/** What is said of a requirement that nobody meets: who came closest, and why that will not do. */
export function unmet(wanted: Requirement, registry: string, providers: Provider[]): string {
  const said = [
    ...wanted.tags?.length ? [`tags ${wanted.tags.map(show).join(', ')}`] : [],
    ...wanted.versionRange === undefined ? [] : [`version ${show(wanted.versionRange)}`],
  ];
  return describe({
    given: `dependency ${show(wanted.name)}${said.length ? ` with ${said.join(' and ')}` : ''}`,
    rule: `no agent of ${registry} provides it${closest(wanted, providers)}`,
    fix: 'Add an agent that does, list it in the registry\'s externalCapabilities where it lives outside of this app, '
      + `or say that the agent works without it: addRequirement(${show(wanted.name)}, { optional: true })`,
  });
}

function closest(wanted: Requirement, providers: Provider[]): string {
  const namesakes = providers.flatMap(({ path, capabilities }) => capabilities
    .filter(({ name }) => name === wanted.name)
    .map((offered) => ({ path, problems: shortcomings(wanted, offered) })));
  if (namesakes.length > 0) {
    const [best] = namesakes.sort((a, b) => a.problems.length - b.problems.length);
    return `; closest is ${best.path}, whose ${show(wanted.name)} ${best.problems.join(' and ')}`;
  }
  const similar = providers
    .flatMap(({ path, capabilities }) => capabilities.map(({ name }) => ({ path, name })))
    .map(({ path, name }) => ({ path, name, distance: distance(name.toLowerCase(), wanted.name.toLowerCase()) }))
    .filter(({ name, distance: far }) => far <= Math.max(1, Math.floor(Math.min(name.length, wanted.name.length) / 3)))
    .sort((a, b) => a.distance - b.distance);
  return similar.length > 0 ? ` (did you mean ${show(similar[0].name)}, of ${similar[0].path}?)` : '';
}

/** How many letters must be put in, taken out or changed to make one word of the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}
