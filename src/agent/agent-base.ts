import { ApiObject, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { AgentCode } from './agent-code';
import { AgentDeclarations } from './agent-declarations';
import {
  agentNameOf,
  checkAgentId,
  checkRegistry,
  identityOf,
  refuseCapabilityOfGateway,
  serviceNameOf,
  sharedAgentId,
} from './agent-identity';
import { withAgentDefaults } from './agent-options';
import { agentPod, AgentPodPlan, waitsForRegistry } from './agent-pod';
import { IMeshAgent, MeshAgentProps } from './agent-props';
import { AgentRedis } from './agent-redis';
import { AgentTarget } from './agent-target';
import { MeshServiceDiscoveryOptions, ServiceDiscovery } from './service-discovery';
import { withSource } from './source-props';
import { describe } from '../base/problem';
import { CodeVolume } from '../code/code-volume';
import { MeshCapabilityOptions, MeshRequirementOptions, namedEntries } from '../contract/capabilities';
import { AGENT_PORT } from '../contract/contract';
import { MeshLlmOptions } from '../contract/llm';
import { GATEWAY_ANNOTATION } from '../contract/runtimes';
import { RedisEndpoint } from '../endpoints/redis-endpoint';
import { checkNamespace, checkPort, checkReplicas } from '../kubernetes/checks';
import { MeshDns } from '../kubernetes/naming';
import { accountOf } from '../membership/account';
import { AgentConfigMap } from '../membership/agent-config-map';
import { checkAgentShapes } from '../membership/option-shapes';
import { IMeshRegistry } from '../membership/registry-options';
import { MeshPeer } from '../peers/mesh-peer';
import { outsideCallees, outsideCallers } from '../peers/outside';
import { OwnVolume } from '../pod/own-volume';
import { MeshStorage } from '../pod/storage';
import { Synthesis } from '../synthesis/synthesis';
import { TlsParts } from '../tls/tls-files';
import { TlsSubject } from '../tls/tls-subject';
import { mountedStorage, onePodOf } from '../workload/data-volume';
import { mayBeSeveral, WorkloadBudget } from '../workload/disruption-budget';
import { letCallersOut, MeshPort, useExtraPorts } from '../workload/extra-port';
import { PodPlan } from '../workload/pod';
import { checkOnePod, OnePod, refuseAutoscaler } from '../workload/rollout';
import { ownServiceAccount, WorkloadIdentity } from '../workload/service';

/** The common part of `MeshAgent` and `HeadlessMeshAgent`. */
export abstract class MeshAgentBase extends AgentTarget implements IMeshAgent {
  public readonly agentName: string;
  public readonly serviceName: string;
  public readonly namespace?: string;
  public readonly port: number;
  public readonly dns: MeshDns;
  public readonly registry: IMeshRegistry;
  /** The Deployment or StatefulSet. */
  public abstract readonly workload: ApiObject;
  /** The Service with the agent's name. */
  public abstract readonly service: ApiObject;
  /** The ServiceAccount that the agent creates; none if you pass your own. */
  public readonly serviceAccount?: ApiObject;
  /** @internal */
  public readonly _ingress: MeshPeer[] = [];
  /** @internal */
  public readonly _egress: MeshPeer[] = [];
  /** @internal */
  public readonly _declarations: AgentDeclarations;
  /** Name of the account that the pods run as. @internal */
  public readonly _account: string;
  /** @internal */
  protected readonly _props: MeshAgentProps & { readonly image: string };
  /** @internal */
  protected readonly _identity: WorkloadIdentity;
  private readonly redis: AgentRedis;
  private readonly code?: CodeVolume;
  private readonly tls?: TlsParts;
  private readonly agentConfigMap: AgentConfigMap;
  private readonly budget: WorkloadBudget;
  private discovery?: ServiceDiscovery;

  /**
   * @param scope the chart or construct that holds the agent
   * @param id name of the construct, and of the agent if you do not set `agentName`
   * @param props options of the agent
   */
  protected constructor(scope: Construct, id: string, props: MeshAgentProps) {
    super(scope, id);
    checkRegistry(this, props);
    checkAgentShapes(this, props);
    this.registry = props.registry;
    const source = props.source?._use(this);
    const code = new AgentCode(this, withAgentDefaults(withSource(this, props, source)), props.runtime);
    this._props = code.props;
    this.agentName = agentNameOf(this, this._props, source);
    this.serviceName = serviceNameOf(this, this._props, this.agentName, () => this._longestName);
    this.namespace = checkNamespace(this, props.namespace ?? Chart.of(this).namespace);
    this.port = checkPort(this, 'port', this._props.port ?? AGENT_PORT);
    checkReplicas(this, props.replicas);
    checkOnePod(this, props.replicas, this._onePod);
    checkAgentId(this, this._props, mayBeSeveral(props.replicas));
    this.dns = new MeshDns(this, {
      serviceName: this.serviceName,
      namespace: this.namespace,
      clusterDomain: this.registry.clusterDomain,
      scheme: this.registry._members.facts.tls ? 'https' : 'http',
      port: this.port,
    });
    this.redis = new AgentRedis(this, this._props);
    this._declarations = new AgentDeclarations(this, this._props.connectReplicas, this._cache?._location, () =>
      this.registry._members.declarationsChanged(),
    );
    if (source) {
      this._declarations.declareSource(source);
    }
    namedEntries(this, 'capabilities', props.capabilities, 'MeshCapability.of').forEach(({ name, options }) =>
      this.addCapability(name, options),
    );
    namedEntries(this, 'dependencies', props.dependencies, 'MeshRequirement.of').forEach(({ name, options }) =>
      this.addRequirement(name, options),
    );
    this._identity = identityOf(this, this._props, this);
    this.code = code.volume(this._identity);
    this.tls = this.tlsParts();
    this.agentConfigMap = this.registry._members.configMapFor(this, this.namespace);
    this.serviceAccount = props.serviceAccount ? undefined : ownServiceAccount(this, this._identity);
    this._account = (props.serviceAccount ?? this.serviceAccount!).name;
    this.redis.use(this._identity);
    this.budget = new WorkloadBudget({
      scope: this,
      identity: this._identity,
      budget: this._props.disruptionBudget,
      replicas: props.replicas,
      hasAutoscaler: () => this.hasAutoscaler,
    });
    useExtraPorts(this, this._identity, this._props.extraPorts);
    this._props.extraPorts?.forEach(({ _peers }) => _peers.forEach((peer) => this.allowIngress(peer)));
    this.registry._members.add(this);
    letCallersOut(this._props.extraPorts, this);
    if (this._cache) {
      this.registry._members.hasOwnPeers(this);
    }
    Synthesis.of(this).validate(this, () => [...this.registry._members.unmetBy(this), ...this.sharedId]);
  }

  /**
   * `http://<host>:<port>`, or `https://` under TLS, with the full name of the host.
   *
   * @throws when the namespace is not known
   */
  public get url(): string {
    return this.dns.url;
  }

  /**
   * The ConfigMap with the registry's address for the agents of this namespace. They share it, so a patch changes it
   * for all of them.
   */
  public get configMap(): ApiObject {
    return this.agentConfigMap.object;
  }

  /** The PodDisruptionBudget; none if there is one replica, and with `disruptionBudget: MeshDisruptionBudget.none()`. */
  public get disruptionBudget(): ApiObject | undefined {
    return this.budget.object;
  }

  /** Further ports of the pods. @internal */
  public get _extraPorts(): MeshPort[] {
    return this._props.extraPorts ?? [];
  }

  /** Names of the capabilities that the agent provides, each once. */
  public get capabilities(): string[] {
    return [...new Set(this._declarations.capabilities.map(({ name }) => name))];
  }

  /** Names of the capabilities that the agent depends on, each once. */
  public get dependencies(): string[] {
    return [...new Set(this._declarations.requirements.map(({ name }) => name))];
  }

  public override markHasAutoscaler(): void {
    refuseAutoscaler(this, this._onePod);
    super.markHasAutoscaler();
    this.budget.make();
  }

  /** Why only one pod may run at a time, if so. @internal */
  protected get _onePod(): OnePod | undefined {
    return onePodOf(this._props.storage, this._hasPodNames ? 'StatefulSet' : 'agent');
  }

  /** Where the storage is mounted, if there is any. @internal */
  protected get _storage(): { readonly storage: MeshStorage; readonly path: string } | undefined {
    return mountedStorage(this, this._props);
  }

  /** Whether there may be a second pod of this agent that policies must let it call. @internal */
  public get _replicated(): boolean {
    const several = mayBeSeveral(this._props.replicas) || this.hasAutoscaler || this._hasPodNames;
    return this._props.connectReplicas ?? several;
  }

  /** The Redis that the agent's code uses. @internal */
  public get _cache(): RedisEndpoint | undefined {
    return this._props.redis;
  }

  /** The Redis that the agent sends spans to. @internal */
  public get _spans(): RedisEndpoint | undefined {
    return this.redis.spans;
  }

  /** Whether the pods wait for their registry before the agent starts. @internal */
  public get _waits(): boolean {
    return waitsForRegistry(this.podPlan);
  }

  /**
   * Adds a capability that the agent provides.
   *
   * @param name the name that the agent's code registers
   * @param options version, tags, and the agent's weight if several agents provide it
   * @throws if the agent is a gateway.
   */
  public addCapability(name: string, options: MeshCapabilityOptions = {}): void {
    refuseCapabilityOfGateway(this, this._props, name);
    this._declarations.offer(name, options);
  }

  /**
   * Adds a capability that the agent depends on. Synthesis fails if no agent of the registry provides it.
   *
   * @param name the name that the agent's code uses
   * @param options accepted tags and versions, and whether the agent works without it
   */
  public addRequirement(name: string, options: MeshRequirementOptions = {}): void {
    this._declarations.require(name, options);
  }

  /**
   * Adds an LLM that the agent uses, as `@mesh.llm` in its code does: a requirement for a provider, and the tools
   * that the LLM may call. The pod of the provider calls those tools (since MCP Mesh 1.0), so policies let every
   * provider that the agent may use reach every agent that provides one of them. They do not let the agent itself
   * reach the tools.
   *
   * @param options the provider and the tools, as the code names them; by default any agent that provides "llm", and
   * no tools
   * @throws if a tool has neither capability nor tags.
   */
  public addLlm(options: MeshLlmOptions = {}): void {
    this._declarations.useLlm(options);
  }

  /**
   * Lets this agent call another agent of its registry by an address that you give it, such as in a variable. Agents
   * that find each other through the registry do not need this: their requirements are enough.
   *
   * @param callee the other agent
   * @throws if the other agent has another registry.
   */
  public calls(callee: IMeshAgent): void {
    this._declarations.call(callee);
  }

  /**
   * Lets a peer outside the mesh call this agent, if a `MeshNetworkPolicy` covers it.
   *
   * @param peer the peer; without ports, it can reach the agent's own port
   */
  public allowIngress(peer: MeshPeer): void {
    outsideCallers(this, 'allowIngress', [peer]);
    this._ingress.push(peer);
    this.registry._members.hasOwnPeers(this);
  }

  /**
   * Lets this agent call a peer outside the mesh, if a `MeshNetworkPolicy` covers it: an LLM API
   * (`MeshPeer.internet()`), a database, another namespace.
   *
   * @param peer the peer, and its ports
   */
  public allowEgress(peer: MeshPeer): void {
    outsideCallees(this, 'allowEgress', [peer]);
    this._egress.push(peer);
    this.registry._members.hasOwnPeers(this);
  }

  /**
   * Lets this agent look up Services through the Kubernetes API, which other agents do not need. It adds a Role
   * `<serviceName>-service-discovery` that can get and list the Services and EndpointSlices of its namespace, a
   * RoleBinding with the same name, the account's token in this agent's pods, and, if a `MeshNetworkPolicy` covers
   * the agent, access to the API server. A second call adds nothing.
   *
   * @param options the address of the API server
   * @throws when `automountServiceAccountToken` is false, and when a second call names another API server.
   */
  public allowServiceDiscovery(options: MeshServiceDiscoveryOptions = {}): void {
    if (this.discovery) {
      this.discovery.checkSameApiServer(options);
      return;
    }
    this.discovery = new ServiceDiscovery(this, {
      identity: this._identity,
      account: () => accountOf(this),
      mountsToken: this._props.automountServiceAccountToken,
      options,
    });
    this.allowEgress(this.discovery.apiServer);
  }

  /** The pods, with what the workload's kind adds. @internal */
  protected _pods(more: { env?: k8s.EnvVar[]; volumes?: OwnVolume[] } = {}): PodPlan {
    return agentPod({ ...this.podPlan, moreEnv: more.env, volumes: more.volumes });
  }

  /** Annotations of the workload: the user's, and what the agent declares. @internal */
  protected get _workloadAnnotations(): { [key: string]: string } {
    const { runtime, gateway } = this._props;
    return {
      ...this._identity.annotations,
      ...this._declarations.annotations,
      ...runtime?._annotations(this),
      ...this.registry._members.facts.tls?._annotations(this.tlsSubject),
      ...(gateway ? { [GATEWAY_ANNOTATION]: 'true' } : {}),
    };
  }

  /** Whether each pod has a name of its own, so that there may always be a second one. @internal */
  protected abstract get _hasPodNames(): boolean;

  /** The longest name that the workload's kind allows. @internal */
  protected abstract get _longestName(): number;

  /** The message about an id that an autoscaler would give to several pods. */
  private get sharedId(): string[] {
    const problem = this.hasAutoscaler ? sharedAgentId(this._props) : undefined;
    return problem ? [describe(problem)] : [];
  }

  /** What TLS adds to the pods, with a way to whoever signs their certificates. */
  private tlsParts(): TlsParts | undefined {
    const { tls } = this.registry._members.facts;
    if (tls?._peer) {
      this._egress.push(tls._peer);
    }
    return tls?._agentParts(this.tlsSubject);
  }

  private get tlsSubject(): TlsSubject {
    const { clusterDomain } = this.registry;
    return { scope: this, ...this._identity, clusterDomain, hasPodNames: this._hasPodNames };
  }

  private get podPlan(): AgentPodPlan {
    return {
      scope: this,
      agentName: this.agentName,
      image: this._props.image,
      identity: this._identity,
      registry: this.registry,
      configMap: this.agentConfigMap,
      code: this.code,
      redisEnv: this.redis.env,
      tls: this.tls,
      props: this._props,
      account: this._account,
      needsToken: () => this.discovery !== undefined,
      severalPods: () => mayBeSeveral(this._props.replicas) || this.hasAutoscaler,
    };
  }
}
