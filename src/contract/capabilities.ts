import { IConstruct } from 'constructs';
import { refuse, show } from '../base/problem';
import { checkShapes } from '../base/shapes';
import { parseRange, parseVersion } from '../base/versions';
import { checkList } from '../kubernetes/checks';
import { ANNOTATION_PREFIX } from '../kubernetes/naming';

/** The capabilities of an agent, for tools that read manifests: a JSON list of names, or of objects if there are options. */
export const CAPABILITIES_ANNOTATION = `${ANNOTATION_PREFIX}/capabilities`;

/** The capabilities that an agent requires of others, in the same form. */
export const DEPENDENCIES_ANNOTATION = `${ANNOTATION_PREFIX}/dependencies`;

/** What agents outside of the app provide through a registry, on the agents' ConfigMap, in the same form. */
export const EXTERNAL_CAPABILITIES_ANNOTATION = `${ANNOTATION_PREFIX}/external-capabilities`;

/** Options of a capability. */
export interface MeshCapabilityOptions {
  /**
   * Semantic version of the capability, as the agent's code registers it. `2.0` counts as 2.0.0.
   *
   * @default - "1.0.0", as in MCP Mesh
   */
  readonly version?: string;
  /**
   * Tags of the capability, as the agent's code registers them.
   *
   * @default - none
   */
  readonly tags?: string[];
  /**
   * This agent's share of the requests for the capability, if `IstioRouting` routes it to several agents, relative to
   * the weights of the others. With 0 it gets none.
   *
   * @default - equal weights; if one agent sets a weight, all agents with the capability must
   */
  readonly weight?: number;
}

/** Options of a capability that an agent depends on. */
export interface MeshRequirementOptions {
  /**
   * Tags of the provider: `x` is required, `+x` is preferred, `-x` is excluded.
   *
   * @default - any
   */
  readonly tags?: string[];
  /**
   * Groups of tags; the provider needs at least one tag of each. This is a list inside `tags` in the agent's code.
   * `+x` counts as `x`, and `-x` excludes a tag.
   *
   * @default - none
   */
  readonly tagAlternatives?: string[][];
  /**
   * Accepted semantic versions, such as `>=1.2.0 <2.0.0` or `^1.2.0`.
   *
   * @default - any
   */
  readonly versionRange?: string;
  /**
   * Whether the agent works without it. Synthesis accepts an optional requirement that no agent meets.
   *
   * @default false
   */
  readonly optional?: boolean;
}

/**
 * A capability with version, tags and weight, for `capabilities` of an agent. For a capability with only a name, use
 * a string.
 */
export class MeshCapability {
  /**
   * @param name the name that the agent's code registers
   * @param options version, tags, and the agent's weight if several agents provide it
   */
  public static of(name: string, options: MeshCapabilityOptions = {}): MeshCapability {
    return new MeshCapability(name, options);
  }

  private constructor(
    /** The name that the agent's code registers. */
    public readonly name: string,
    /** Version, tags and weight. */
    public readonly options: MeshCapabilityOptions,
  ) {}
}

/**
 * A capability that an agent depends on, with tags and versions, for `dependencies` of an agent. For a requirement
 * with only a name, use a string.
 */
export class MeshRequirement {
  /**
   * @param name the name that the agent's code uses
   * @param options accepted tags and versions, and whether the agent works without it
   */
  public static of(name: string, options: MeshRequirementOptions = {}): MeshRequirement {
    return new MeshRequirement(name, options);
  }

  private constructor(
    /** The name that the agent's code asks for. */
    public readonly name: string,
    /** Tags and versions that will do, and whether the agent works without it. */
    public readonly options: MeshRequirementOptions,
  ) {}
}

/** One capability of one agent. */
export interface Capability extends MeshCapabilityOptions {
  readonly name: string;
}

/** One capability that one agent asks of others. */
export interface Requirement extends MeshRequirementOptions {
  readonly name: string;
}

/** A name with what is said of it, as `MeshCapability` and `MeshRequirement` are. */
interface Entry<T> {
  readonly name: string;
  readonly options: T;
}

/** Entries of a list in which a name may stand alone. */
export function namedEntries<T>(
  scope: IConstruct,
  prop: string,
  given: (string | Entry<T>)[] | undefined,
  factory: string,
): (Entry<T> | Entry<Record<string, never>>)[] {
  const isEntry = (each: unknown) =>
    typeof each === 'string' || (typeof each === 'object' && each !== null && 'name' in each && 'options' in each);
  if (given !== undefined && !(Array.isArray(given) && given.every(isEntry))) {
    const value = given as unknown;
    refuse(scope, {
      given: `${prop} ${typeof value === 'string' ? show(value) : 'of another type'}`,
      rule: 'it is a list of names, and an entry with options is made by its factory',
      fix:
        typeof value === 'string'
          ? `Write [${value.split(' ').map(show).join(', ')}]`
          : `Write [${show('name')}] or [${factory}(${show('name')}, { … })]`,
    });
  }
  return (given ?? []).map((each) => (typeof each === 'string' ? { name: each, options: {} } : each));
}

/** A capability's name is matched exactly, and travels in an HTTP header and in an annotation. */
const CAPABILITY = /^[A-Za-z0-9]([A-Za-z0-9_.:/-]*[A-Za-z0-9])?$/;
const TAG = /^[A-Za-z0-9][A-Za-z0-9_.:/-]*$/;

export function checkCapability(scope: IConstruct, prop: string, name: string): string {
  if (typeof name !== 'string' || name.length > 253 || !CAPABILITY.test(name)) {
    refuse(scope, {
      given: `${prop} ${show(name)}`,
      rule: "a capability is a name of letters, digits, '_', '-', '.', ':' and '/', with a letter or digit at both ends, at most 253 characters, matched case by case",
      fix: 'Give the name that the agent\'s code registers, such as "weather_forecast"',
    });
  }
  return name;
}

/** A capability with its options, each checked. */
export function capability(
  scope: IConstruct,
  name: string,
  { version, tags, weight }: MeshCapabilityOptions,
): Capability {
  checkCapability(scope, 'capability', name);
  checkList(scope, `tags of capability ${show(name)}`, tags);
  checkTags(scope, `capability ${show(name)}`, tags ?? []);
  if (version !== undefined && !parseVersion(version)) {
    refuse(scope, {
      given: `version ${show(version)} of capability ${show(name)}`,
      rule: 'a capability has a semantic version: major.minor.patch, of which the end may be left out',
      fix: 'Give the version that the agent\'s code registers, such as "1.2.0"',
    });
  }
  if (weight !== undefined && (!Number.isInteger(weight) || weight < 0 || weight > 1_000_000)) {
    refuse(scope, {
      given: `weight ${show(weight)} of capability ${show(name)}`,
      rule: 'a weight is a whole number from 0 to 1000000',
      fix: 'Give parts such as 90 and 10',
    });
  }
  return { name, version, tags, weight };
}

/** A requirement with its options, each checked. */
export function requirement(
  scope: IConstruct,
  name: string,
  { tags, tagAlternatives, versionRange, optional }: MeshRequirementOptions,
): Requirement {
  checkCapability(scope, 'dependency', name);
  const owner = `dependency ${show(name)}`;
  checkShapes(scope, { tagAlternatives }, { tagAlternatives: 'list' });
  const groups = (tagAlternatives ?? []).flatMap((group, i) =>
    tagNames(scope, `tagAlternatives[${i}] of ${owner}`, group ?? null),
  );
  checkTags(scope, owner, [...tagNames(scope, `tags of ${owner}`, tags), ...groups]);
  checkAlternatives(scope, name, tagAlternatives ?? []);
  if (versionRange !== undefined && !parseRange(versionRange)) {
    refuse(scope, {
      given: `versionRange ${show(versionRange)} of dependency ${show(name)}`,
      rule: 'it is a range of semantic versions',
      fix: 'Give one such as ">=1.2.0 <2.0.0" or "^1.2.0"',
    });
  }
  return { name, tags, ...(tagAlternatives?.length ? { tagAlternatives } : {}), versionRange, optional };
}

/** The tags of a list, without the sign in front by which a requirement says what it thinks of them. */
export function tagNames(scope: IConstruct, prop: string, tags: string[] | undefined): string[] {
  checkList(scope, prop, tags);
  return (tags ?? []).map((tag) => tag.replace(/^[+-]/, ''));
}

export function checkTags(scope: IConstruct, owner: string, tags: string[]): void {
  const wrong = tags.find((tag) => !TAG.test(tag));
  if (wrong !== undefined) {
    refuse(scope, {
      given: `tag ${show(wrong)} of ${owner}`,
      rule: "a tag is made of letters, digits, '_', '-', '.', ':' and '/', with a letter or digit in front",
      fix: "Give the tags that the agents' code registers; only a requirement puts '+' or '-' before one",
    });
  }
}

function checkAlternatives(scope: IConstruct, name: string, groups: string[][]): void {
  const wrong = groups.find((group) => group.every((tag) => tag.startsWith('-')));
  if (wrong !== undefined) {
    refuse(scope, {
      given: `tagAlternatives ${show(wrong)} of dependency ${show(name)}`,
      rule: 'one tag of each group must be there, and no tag of this group can be',
      fix: "Give a tag without '-' in front, or put what must not be there into tags",
    });
  }
}

/** Capabilities or requirements as the value of an annotation, in the order in which they were added. One without options is its name. */
export function annotation(entries: (Capability | Requirement)[]): string | undefined {
  const written = entries.map(({ name, ...options }) => {
    const { weight: _, tagAlternatives, ...others } = options as MeshCapabilityOptions & MeshRequirementOptions;
    // Alternatives are lists inside the list of tags, as in the code of agents.
    const recorded = tagAlternatives ? { ...others, tags: [...(others.tags ?? []), ...tagAlternatives] } : others;
    const given = Object.entries(recorded).filter(([, value]) => !isDefault(value));
    return given.length > 0 ? { name, ...Object.fromEntries(given) } : name;
  });
  const distinct = [...new Map(written.map((entry) => [JSON.stringify(entry), entry])).values()];
  return distinct.length > 0 ? JSON.stringify(distinct) : undefined;
}

function isDefault(option: unknown): boolean {
  return option === undefined || option === false || (Array.isArray(option) && option.length === 0);
}
