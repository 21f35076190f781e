import { IConstruct } from 'constructs';
import { IMeshAgent } from './agent-props';
import { CodeDeclarations } from './code-declarations';
import { refuse, show } from '../base/problem';
import {
  annotation,
  CAPABILITIES_ANNOTATION,
  Capability,
  capability,
  DEPENDENCIES_ANNOTATION,
  MeshCapabilityOptions,
  MeshRequirementOptions,
  Requirement,
  requirement,
} from '../contract/capabilities';
import { LLMS_ANNOTATION, LlmUse, llmUse, MeshLlmOptions } from '../contract/llm';
import { CACHE_ANNOTATION, CALLS_ANNOTATION, CONNECT_REPLICAS_ANNOTATION } from '../contract/recorded-calls';
import { IMeshRegistry } from '../membership/registry-options';
import { conditionsOf } from '../source/declared';
import { SourceRecord } from '../source/source-json';
import { lazily } from '../synthesis/plain-json';

/** An agent that another agent of the same registry calls by its address. */
export interface Callee {
  readonly serviceName: string;
  readonly namespace?: string;
}

/** An agent or a consumer, as what it declares is checked. */
interface Declaring extends IConstruct {
  readonly agentName: string;
  readonly registry: IMeshRegistry;
}

/** What one agent offers and whom it calls, and the annotations that record it on the workload. */
export class AgentDeclarations {
  public readonly capabilities: Capability[] = [];
  public readonly requirements: Requirement[] = [];
  public readonly llms: LlmUse[] = [];
  public readonly calls: Callee[] = [];
  private code?: CodeDeclarations;

  /**
   * @param agent the agent that errors name
   * @param connectReplicas whether replicas call each other, if the user decided it
   * @param cache host and port of the Redis that the agent's code uses
   * @param changed called when something is added
   */
  constructor(
    private readonly agent: Declaring,
    public readonly connectReplicas: boolean | undefined,
    private readonly cache: string | undefined,
    private readonly changed: () => void,
  ) {}

  /** Adds what the agent's code declares. What is added later must not contradict it. */
  public declareSource(source: SourceRecord): void {
    this.code = new CodeDeclarations(this.agent, this.agent.agentName, source);
    this.capabilities.push(...this.code.capabilities);
    this.requirements.push(...this.code.requirements);
    this.code.llms.forEach((use) => this.addLlm(use));
    this.changed();
  }

  public offer(name: string, options: MeshCapabilityOptions): void {
    const offered = capability(this.agent, name, options);
    if (!this.code?.offers(offered)) {
      this.capabilities.push(offered);
    } else if (options.weight !== undefined) {
      this.giveWeight(name, options.weight);
    }
    this.changed();
  }

  public require(name: string, options: MeshRequirementOptions): void {
    const wanted = requirement(this.agent, name, options);
    if (!this.code?.requires(wanted) && !this.decideWhetherOptional(wanted)) {
      this.requirements.push(wanted);
    }
    this.changed();
  }

  /** An LLM is a requirement of its provider, and tools that the provider calls. */
  public useLlm(options: MeshLlmOptions): void {
    const use = llmUse(this.agent, options);
    if (!this.code?.uses(use)) {
      this.addLlm(use);
    }
    this.changed();
  }

  public call(callee: IMeshAgent): void {
    const { registry } = this.agent;
    if (!callee?.registry) {
      refuse(this.agent, {
        given: `calls(${typeof callee === 'function' ? '…' : show(callee)})`,
        rule: 'an agent calls an agent, given as the construct',
        fix: 'Give the MeshAgent or HeadlessMeshAgent, not its name; for a peer outside the mesh, call allowEgress',
      });
    }
    if (callee.registry !== registry) {
      refuse(this.agent, {
        given: `calls(${callee.node.path}), an agent of registry ${callee.registry.node.path}`,
        rule: `one mesh is the agents of one registry, and this agent has registry ${registry.node.path}`,
        fix: 'Open both sides: allowEgress(MeshPeer.of(other, [other.port])) here, and allowIngress(MeshPeer.of(agent)) there',
      });
    }
    if (!this.calls.includes(callee)) {
      this.calls.push(callee);
      this.changed();
    }
  }

  /** The annotations, with what is declared when the workload is rendered. */
  public get annotations(): { [key: string]: string } {
    return {
      [CAPABILITIES_ANNOTATION]: lazily(() => annotation(this.capabilities)),
      [DEPENDENCIES_ANNOTATION]: lazily(() => annotation(this.requirements)),
      [LLMS_ANNOTATION]: lazily(() => listOf(this.llms.filter(({ tools, everyTool }) => tools.length || everyTool))),
      [CALLS_ANNOTATION]: lazily(() =>
        listOf(this.calls.map(({ serviceName: name, namespace }) => ({ name, namespace }))),
      ),
      ...this.connectReplicasAnnotation,
      ...(this.cache === undefined ? {} : { [CACHE_ANNOTATION]: this.cache }),
    };
  }

  private addLlm(use: LlmUse): void {
    this.llms.push(use);
    this.requirements.push(use.provider);
  }

  /**
   * Whether an agent works without what it asks for may be said later, of the same requirement. A second one would not take the
   * first back, and one without the tags that the code asks for would open more.
   */
  private decideWhetherOptional(wanted: Requirement): boolean {
    const said = this.requirements.filter(
      (each) => conditionsOf(each) === conditionsOf(wanted) || this.code?.isAsked(each, wanted),
    );
    if (wanted.optional === undefined || said.length === 0) {
      return false;
    }
    for (const each of said) {
      this.requirements[this.requirements.indexOf(each)] = { ...each, optional: wanted.optional };
    }
    return true;
  }

  /** The part of requests is for whoever deploys the agent to say; the code has none. */
  private giveWeight(name: string, weight: number): void {
    for (const [i, each] of this.capabilities.entries()) {
      if (each.name === name) {
        this.capabilities[i] = { ...each, weight };
      }
    }
  }

  private get connectReplicasAnnotation(): { [key: string]: string } {
    return this.connectReplicas === undefined ? {} : { [CONNECT_REPLICAS_ANNOTATION]: String(this.connectReplicas) };
  }
}

function listOf(entries: object[]): string | undefined {
  return entries.length > 0 ? JSON.stringify(entries) : undefined;
}
