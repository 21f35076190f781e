import { IConstruct } from 'constructs';
import { refuse, show } from '../base/problem';
import { refuseWith } from '../base/refusal';
import {
  Capability,
  capability,
  MeshCapabilityOptions,
  MeshRequirementOptions,
  Requirement,
  requirement,
} from '../contract/capabilities';
import { LlmUse, llmUse } from '../contract/llm';
import {
  capabilityOptions,
  conditionsOf,
  DEFAULT_VERSION,
  distinctCapabilities,
  mergedRequirements,
  requirementOptions,
} from '../source/declared';
import { Place } from '../source/place';
import { locationText, SourceRecord } from '../source/source-json';

/** What the code of one agent declares, in the form of props, and what is said of the same in props. */
export class CodeDeclarations {
  public readonly capabilities: Capability[];
  public readonly requirements: Requirement[];
  public readonly llms: LlmUse[];
  private readonly places = new Map<Capability | Requirement, Place>();

  /**
   * @param scope the agent, which errors name
   * @param agentName the name that it registers, which some capabilities have as a tag
   * @param source what was read
   */
  constructor(
    private readonly scope: IConstruct,
    agentName: string,
    private readonly source: SourceRecord,
  ) {
    const { capabilities, requirements, llms } = source.facts;
    this.capabilities = distinctCapabilities(
      capabilities.map((each) =>
        this.placed(each.at, () => capability(scope, each.name, capabilityOptions(each, agentName))),
      ),
    );
    this.requirements = mergedRequirements(
      requirements.map((each) => this.placed(each.at, () => requirement(scope, each.name, requirementOptions(each)))),
    );
    this.llms = llms.map(({ provider, tools, everyTool, at }) =>
      this.located(at, () =>
        llmUse(scope, {
          provider: { ...provider, tags: provider.tags && [...provider.tags] },
          tools: tools.map((tool) => ({ ...tool, tags: tool.tags && [...tool.tags] })),
          everyTool,
        }),
      ),
    );
  }

  /** Whether the code offers what is said in props. @throws if it offers the name with another version or other tags. */
  public offers({ name, version, tags }: Capability): boolean {
    const own = this.capabilities.filter((each) => each.name === name);
    const says = (each: Capability) =>
      (version === undefined || version === (each.version ?? DEFAULT_VERSION)) &&
      (tags === undefined || sameList(tags, each.tags));
    if (own.length > 0 && !own.some(says)) {
      this.refuseDifference('capability', name, describeOptions({ version, tags }), own);
    }
    return own.length > 0;
  }

  /** Whether the code asks for what is said in props. @throws if it asks for the name with other tags or versions. */
  public requires(wanted: Requirement): boolean {
    const own = this.requirements.filter(({ name }) => name === wanted.name);
    const same = own.find((each) => isSameRequest(each, wanted));
    if (own.length > 0 && !same && !isPlain(wanted)) {
      this.refuseDifference('dependency', wanted.name, describeOptions(wanted), own);
    }
    // Whether an agent works without it is for whoever deploys it to decide, too.
    return own.length > 0 && (wanted.optional === undefined || wanted.optional === (same ?? own[0]).optional);
  }

  /** Whether what is said in props, a name alone, means this requirement of the code. */
  public isAsked(own: Requirement, wanted: Requirement): boolean {
    return own.name === wanted.name && isPlain(wanted) && this.requirements.some((each) => isSameRequest(each, own));
  }

  /** Whether the code uses an LLM in just the way that is said in props. */
  public uses(use: LlmUse): boolean {
    return this.llms.some((own) => JSON.stringify(own) === JSON.stringify(use));
  }

  private refuseDifference(kind: string, name: string, given: string, own: (Capability | Requirement)[]): never {
    const [first] = own;
    refuse(this.scope, {
      given: `${kind} ${show(name)} ${given}`,
      rule: `the code (${locationText(this.source, this.places.get(first)!)}) has it ${describeOptions(first)}`,
      fix: 'Leave it out, or change the code',
    });
  }

  private placed<T extends Capability | Requirement>(at: Place, make: () => T): T {
    const made = this.located(at, make);
    this.places.set(made, at);
    return made;
  }

  /** Says in errors where the code has what they refuse. */
  private located<T>(at: Place, make: () => T): T {
    try {
      return make();
    } catch (error) {
      refuseWith(`${(error as Error).message} It is in the code: ${locationText(this.source, at)}.`);
    }
  }
}

function isPlain({ tags = [], tagAlternatives = [], versionRange }: Requirement): boolean {
  return tags.length === 0 && tagAlternatives.length === 0 && versionRange === undefined;
}

function isSameRequest(one: Requirement, other: Requirement): boolean {
  return conditionsOf(one) === conditionsOf(other);
}

function sameList(one: string[], other: string[] = []): boolean {
  return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
}

function describeOptions({
  version,
  versionRange,
  tags = [],
  tagAlternatives = [],
}: MeshCapabilityOptions & MeshRequirementOptions): string {
  const parts = [
    ...(version === undefined ? [] : [`version ${show(version)}`]),
    ...(versionRange === undefined ? [] : [`version ${show(versionRange)}`]),
    tags.length + tagAlternatives.length > 0 ? `tags ${[...tags, ...tagAlternatives].map(show).join(', ')}` : 'no tags',
  ];
  return `with ${parts.join(' and ')}`;
}
