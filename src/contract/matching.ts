import { Capability, Requirement } from './capabilities';
import { Problem, show } from '../base/problem';
import { similar } from '../base/similar';
import { parseRange } from '../base/versions';

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
    ...(wanted.versionRange === undefined || parseRange(wanted.versionRange)!.test(version)
      ? []
      : [`is version ${version}, outside of ${show(wanted.versionRange)}`]),
  ];
}

/** Whether a capability is what is asked for, the way that MCP Mesh's registry decides it. */
export function meets(offered: Capability, wanted: Requirement): boolean {
  return offered.name === wanted.name && shortcomings(wanted, offered).length === 0;
}

/** What is said of a requirement that nobody meets: who came closest, and why that will not do. The way out is the caller's to know. */
export function unmet(wanted: Requirement, registry: string, providers: Provider[], fix: string): Problem {
  const said = [
    ...(wanted.tags?.length ? [`tags ${wanted.tags.map(show).join(', ')}`] : []),
    ...(wanted.versionRange === undefined ? [] : [`version ${show(wanted.versionRange)}`]),
  ];
  return {
    given: `dependency ${show(wanted.name)}${said.length ? ` with ${said.join(' and ')}` : ''}`,
    rule: `no agent of ${registry} provides it${closest(wanted, providers)}`,
    fix,
  };
}

function closest(wanted: Requirement, providers: Provider[]): string {
  const namesakes = providers.flatMap(({ path, capabilities }) =>
    capabilities
      .filter(({ name }) => name === wanted.name)
      .map((offered) => ({ path, problems: shortcomings(wanted, offered) })),
  );
  if (namesakes.length > 0) {
    const [best] = namesakes.sort((a, b) => a.problems.length - b.problems.length);
    return `; closest is ${best.path}, whose ${show(wanted.name)} ${best.problems.join(' and ')}`;
  }
  const meant = similar(
    wanted.name,
    providers.flatMap(({ capabilities }) => capabilities.map(({ name }) => name)),
  );
  const by = providers.find(({ capabilities }) => capabilities.some(({ name }) => name === meant));
  return by ? ` (did you mean ${show(meant)}, of ${by.path}?)` : '';
}
