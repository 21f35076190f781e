import { ApiObject, Chart } from 'cdk8s';
import {
  INetworkPolicyPeer,
  IPodSelector,
  LabelSelector,
  NetworkPolicyPeerConfig,
  PodSelectorConfig,
} from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { AgentCode } from './agent-code';
import { AgentDeclarations } from './agent-declarations';
import { agentNameOf, checkAgentId, identityOf, serviceNameOf } from './agent-identity';
import { withAgentDefaults } from './agent-options';
import { agentPod, AgentPodPlan, waitsForRegistry } from './agent-pod';
import { IMeshAgent, MeshAgentProps } from './agent-props';
import { AgentRedis } from './agent-redis';
import { checkConsumer, checkConsumerProbes, checkConsumerRuntime, sourceOf } from './consumer-checks';
import { MeshConsumerProps } from './consumer-props';
import { withSource } from './source-props';
import { MeshRequirementOptions, namedEntries } from '../contract/capabilities';
import { AGENT_PORT } from '../contract/contract';
import { MeshLlmOptions } from '../contract/llm';
import { CONSUMER_ANNOTATION } from '../contract/runtimes';
import { RedisEndpoint } from '../endpoints/redis-endpoint';
import { checkNamespace, checkReplicas, SERVICE_NAME_MAX } from '../kubernetes/checks';
import { checkAgentShapes } from '../membership/option-shapes';
import { IMeshRegistry } from '../membership/registry-options';
import { MeshPeer } from '../peers/mesh-peer';
import { outsideCallees } from '../peers/outside';
import { MeshObject } from '../synthesis/mesh-object';
import { Synthesis } from '../synthesis/synthesis';
import { TlsSubject } from '../tls/tls-subject';
import { validateCriticalPattern } from '../workload/critical-pattern';
import { deploymentVolume, mountedStorage, onePodOf } from '../workload/data-volume';
import { mayBeSeveral, WorkloadBudget } from '../workload/disruption-budget';
import { checkOnePod, deploymentStrategy } from '../workload/rollout';
import { ownServiceAccount, WorkloadIdentity } from '../workload/service';
import { deploymentSpec } from '../workload/workload-spec';

/**
 * A workload that calls agents of the mesh but provides no capability, such as a bot, a worker or a job in a loop.
 * Its own code runs the process: the runtime registers but starts no server (`MCP_MESH_AUTO_RUN=false`), which the
 * Python runtime supports from 3.8 on.
 *
 * Creates a Deployment and a ServiceAccount without a token. It has no Service, no port and no probes, and policies
 * allow no connection to it. As for agents, policies allow connections to the providers of its dependencies.
 *
 * @example
 * new MeshConsumer(chart, 'report-bot', {
 *   registry,
 *   image: 'registry.example.com/report-bot:1.0.0',
 *   dependencies: [MeshRequirement.of('weather', { optional: true })],
 * });
 */
export class MeshConsumer extends Construct implements IPodSelector, INetworkPolicyPeer {
  /** The consumer's logical name. */
  public readonly agentName: string;
  /** Name of the workload, and the label on its pods. There is no Service. */
  public readonly serviceName: string;
  /** The consumer's namespace, if it is known. */
  public readonly namespace?: string;
  /** The consumer's registry. */
  public readonly registry: IMeshRegistry;
  /** The Deployment. */
  public readonly workload: ApiObject;
  /** The ServiceAccount that the consumer creates; none if you pass your own. */
  public readonly serviceAccount?: ApiObject;
  /** @internal */
  public readonly _account: string;
  /** @internal */
  public readonly _declarations: AgentDeclarations;
  /** @internal */
  public readonly _cache?: RedisEndpoint;
  /** @internal */
  public readonly _spans?: RedisEndpoint;
  /** @internal */
  public readonly _waits: boolean;
  /** @internal */
  public readonly _replicated: boolean = false;
  /** @internal */
  public readonly _ingress: MeshPeer[] = [];
  /** @internal */
  public readonly _egress: MeshPeer[] = [];
  /** @internal */
  public readonly _extraPorts: never[] = [];
  private readonly identity: WorkloadIdentity;
  private readonly budget: WorkloadBudget;

  /**
   * @param scope the chart or construct that holds the consumer
   * @param id name of the construct, and of the consumer if you do not set `agentName`
   * @param props options of the consumer
   */
  constructor(scope: Construct, id: string, props: MeshConsumerProps) {
    super(scope, id);
    checkConsumer(this, props);
    checkAgentShapes(this, props);
    this.registry = props.registry;
    const members = this.registry._members;
    const source = sourceOf(this, props);
    const code = new AgentCode(this, this.withDefaults(withSource(this, props, source)), props.runtime, true);
    const own = code.props;
    checkConsumerRuntime(this, own.runtime);
    checkConsumerProbes(this, own);
    this.agentName = agentNameOf(this, own, source);
    this.serviceName = serviceNameOf(this, own, this.agentName, () => SERVICE_NAME_MAX);
    this.namespace = checkNamespace(this, props.namespace ?? Chart.of(this).namespace);
    checkReplicas(this, props.replicas);
    checkOnePod(this, props.replicas, onePodOf(props.storage, 'consumer'));
    checkAgentId(this, own, mayBeSeveral(props.replicas));
    const redis = new AgentRedis(this, own);
    this._cache = props.redis;
    this._spans = redis.spans;
    this._declarations = new AgentDeclarations(this, undefined, this._cache?._location, () =>
      members.declarationsChanged(),
    );
    if (source) {
      this._declarations.declareSource(source);
    }
    namedEntries(this, 'dependencies', props.dependencies, 'MeshRequirement.of').forEach(({ name, options }) =>
      this.addRequirement(name, options),
    );
    const { serviceName, namespace } = this;
    this.identity = identityOf(this, own, { serviceName, namespace, port: AGENT_PORT }, 'consumer');
    const { identity } = this;
    const { tls } = members.facts;
    const subject: TlsSubject = {
      scope: this,
      ...identity,
      clusterDomain: this.registry.clusterDomain,
      hasPodNames: false,
    };
    if (tls?._peer) {
      this._egress.push(tls._peer);
    }
    const configMap = members.configMapFor(this, this.namespace);
    this.serviceAccount = props.serviceAccount ? undefined : ownServiceAccount(this, identity);
    this._account = (props.serviceAccount ?? this.serviceAccount!).name;
    redis.use(identity);
    this.budget = new WorkloadBudget({
      scope: this,
      identity,
      budget: props.disruptionBudget,
      replicas: props.replicas,
      hasAutoscaler: () => false,
    });
    const storage = mountedStorage(this, props);
    const plan: AgentPodPlan = {
      scope: this,
      agentName: this.agentName,
      image: own.image,
      identity,
      registry: this.registry,
      configMap,
      code: code.volume(identity),
      volumes: storage ? [deploymentVolume(this, identity, storage.storage, storage.path)] : [],
      redisEnv: redis.env,
      tls: tls?._agentParts(subject),
      props: own,
      account: this._account,
      isConsumer: true,
      severalPods: () => mayBeSeveral(props.replicas),
    };
    this._waits = waitsForRegistry(plan);
    const workload = new MeshObject(this, 'Resource', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: identity.name,
        namespace: identity.namespace,
        labels: identity.labels,
        annotations: {
          ...identity.annotations,
          ...this._declarations.annotations,
          ...own.runtime?._annotations(this),
          ...tls?._annotations(subject),
          [CONSUMER_ANNOTATION]: 'true',
        },
      },
      body: {
        spec: deploymentSpec(agentPod(plan), {
          replicas: props.replicas,
          selector: { matchLabels: identity.selector },
          strategy: deploymentStrategy(this, props.strategy, onePodOf(props.storage, 'consumer')),
        }),
      },
      partOf: identity.partOf,
      onDuplicate: identity.onDuplicate,
    });
    validateCriticalPattern(this, identity, workload, []);
    this.workload = workload;
    members.add(this);
    if (this._cache || this._egress.length > 0) {
      members.hasOwnPeers(this);
    }
    Synthesis.of(this).validate(this, () => members.unmetBy(this));
  }

  /** The PodDisruptionBudget; none if there is one replica, and with `disruptionBudget: MeshDisruptionBudget.none()`. */
  public get disruptionBudget(): ApiObject | undefined {
    return this.budget.object;
  }

  /** Names of the capabilities that the consumer depends on, each once. */
  public get dependencies(): string[] {
    return [...new Set(this._declarations.requirements.map(({ name }) => name))];
  }

  /**
   * Adds a capability that the consumer depends on. Synthesis fails if no agent of the registry provides it.
   *
   * @param name the name that the consumer's code uses
   * @param options accepted tags and versions, and whether the consumer works without it
   */
  public addRequirement(name: string, options: MeshRequirementOptions = {}): void {
    this._declarations.require(name, options);
  }

  /**
   * Adds an LLM that the consumer uses, as `addLlm` of an agent does: the provider, and the tools that the provider's pod calls for it.
   *
   * @param options the provider and the tools, as the code names them; by default any agent that provides "llm", and
   * no tools
   * @throws if a tool has neither capability nor tags.
   */
  public addLlm(options: MeshLlmOptions = {}): void {
    this._declarations.useLlm(options);
  }

  /**
   * Lets the consumer call an agent of its registry whose address is configured, such as in a variable. Agents that the consumer
   * finds through the registry need no such declaration.
   *
   * @param callee the agent
   * @throws if the agent has another registry.
   */
  public calls(callee: IMeshAgent): void {
    this._declarations.call(callee);
  }

  /**
   * Lets the consumer call a peer outside the mesh, if a `MeshNetworkPolicy` covers it, such as a chat API
   * (`MeshPeer.internet()`).
   *
   * @param peer the peer, and its ports
   */
  public allowEgress(peer: MeshPeer): void {
    outsideCallees(this, 'allowEgress', [peer]);
    this._egress.push(peer);
    this.registry._members.hasOwnPeers(this);
  }

  /** Selects the consumer's pods. */
  public toPodSelectorConfig(): PodSelectorConfig {
    return {
      labelSelector: LabelSelector.of({ labels: this.identity.selector }),
      namespaces: this.namespace ? { names: [this.namespace] } : undefined,
    };
  }

  /** The consumer's pods as a peer of a policy. */
  public toNetworkPolicyPeerConfig(): NetworkPolicyPeerConfig {
    return { podSelector: this.toPodSelectorConfig() };
  }

  /** The consumer's pods as a selector. */
  public toPodSelector(): IPodSelector | undefined {
    return this;
  }

  /** The registry's defaults without its agents' probes, which connect to a port. */
  private withDefaults(props: MeshAgentProps): MeshAgentProps {
    const { liveness, readiness, startup } = props;
    return { ...withAgentDefaults(props), liveness, readiness, startup };
  }
}
