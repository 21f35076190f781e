import { ApiObject, Chart, Duration } from 'cdk8s';
import {
  INetworkPolicyPeer,
  IPodSelector,
  IScalable,
  k8s,
  LabelSelector,
  NetworkPolicyPeerConfig,
  PodSelectorConfig,
  ScalingTarget,
} from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { RegistryEndpoint } from './registry-endpoint';
import { onePodOf, podsAtOnce, registryWorkload } from './registry-workload';
import { refuse, show } from '../base/problem';
import { checkCapability } from '../contract/capabilities';
import {
  AGENT_CONFIG_MAP_NAME,
  CLUSTER_DOMAIN,
  HTTP_PORT_NAME,
  HTTPS_PORT_NAME,
  REGISTRY_PORT,
  REGISTRY_SERVICE_NAME,
} from '../contract/contract';
import { RegistryDatabase } from '../endpoints/registry-database';
import { checkTracing } from '../endpoints/tracing-variables';
import {
  checkAnnotations,
  checkDnsDomain,
  checkLabels,
  checkNamespace,
  checkObjectName,
  checkPartOf,
  checkPort,
  checkReplicas,
  checkServiceName,
  checkServiceNamePrefix,
  STATEFUL_SET_NAME_MAX,
} from '../kubernetes/checks';
import { headlessName, MeshDns, partOfValue, selectorLabels } from '../kubernetes/naming';
import { withAppDefaults } from '../membership/app-defaults';
import { AppObjects } from '../membership/app-objects';
import { checkRegistryShapes } from '../membership/option-shapes';
import { RegistryMembers } from '../membership/registry-members';
import {
  IMeshRegistry,
  MeshAgentDefaults,
  MeshRegistryEndpoint,
  MeshRegistryOptions,
} from '../membership/registry-options';
import { checkTls, validateTlsServices } from '../membership/tls-check';
import { MeshPeer } from '../peers/mesh-peer';
import { checkMeshVariables } from '../pod/mesh-variables';
import { MeshWorkloadProps } from '../pod/pod-options';
import { ServiceMesh } from '../service-mesh/service-mesh';
import { Synthesis } from '../synthesis/synthesis';
import { MeshTls } from '../tls/mesh-tls';
import { validateCriticalPattern } from '../workload/critical-pattern';
import { mayBeSeveral, MeshDisruptionBudget, WorkloadBudget } from '../workload/disruption-budget';
import { letCallersOut, MeshPort, useExtraPorts } from '../workload/extra-port';
import { IMeshBackend } from '../workload/mesh-backend';
import { checkOnePod, refuseAutoscaler } from '../workload/rollout';
import { scalingContainer } from '../workload/scaling';
import { clusterService, governingService, ownServiceAccount, WorkloadIdentity } from '../workload/service';

/** What a `MeshRegistry` can be told. */
export interface MeshRegistryProps extends MeshRegistryOptions, MeshWorkloadProps {
  /**
   * Name of the Service, the workload and the label on its pods.
   *
   * @default "mcp-mesh-registry"
   */
  readonly serviceName?: string;
  /**
   * Image of the registry.
   *
   * @default "mcpmesh/registry:3.7.1"
   */
  readonly image?: string;
  /**
   * The port that the registry listens on: in its arguments, the container, the Service, the agents' ConfigMap and every policy.
   *
   * @default 8000
   */
  readonly port?: number;
  /**
   * The database of the registry.
   *
   * @default RegistryDatabase.sqlite()
   */
  readonly database?: RegistryDatabase;
  /**
   * MCP Mesh's own TLS, for the registry and all of its agents.
   *
   * @default - plain HTTP
   */
  readonly tls?: MeshTls;
  /**
   * Runs the registry as a StatefulSet behind `<serviceName>-headless`, so that each of its pods has a DNS name
   * (`<serviceName>-0.<serviceName>-headless.…`).
   *
   * @default false
   */
  readonly headless?: boolean;
  /**
   * How long the registry waits for an agent's heartbeat before it marks the agent as unhealthy, so that callers no
   * longer find it (`DEFAULT_TIMEOUT_THRESHOLD`), in whole seconds.
   *
   * @default - MCP Mesh's own, 20 s
   */
  readonly unhealthyAfter?: Duration;
  /**
   * How often the registry checks for missing heartbeats (`HEALTH_CHECK_INTERVAL`), in whole seconds.
   *
   * @default - MCP Mesh's own, 10 s
   */
  readonly healthCheckInterval?: Duration;
  /**
   * How long the registry lists agents that are gone (`MCP_MESH_RETENTION`), in whole seconds; 0 means for ever.
   *
   * @default - MCP Mesh's own, 1 h
   */
  readonly retention?: Duration;
  /**
   * How often the registry removes old agents from its list (`MCP_MESH_SWEEP_INTERVAL`), in whole seconds.
   *
   * @default - MCP Mesh's own, 5 min
   */
  readonly sweepInterval?: Duration;
  /**
   * Further ports of the pods, such as one with a sidecar's metrics: on the container, the Service, in policies, and for metrics in
   * a ServiceMonitor. The registry itself serves no metrics.
   *
   * @default - none
   */
  readonly extraPorts?: MeshPort[];
  /**
   * How many pods a node drain may evict at a time.
   *
   * @default - one pod at a time with two or more replicas or an autoscaler; otherwise no budget, because it would
   * block drains
   */
  readonly disruptionBudget?: MeshDisruptionBudget;
  /**
   * How a Deployment replaces its pods. With `headless`, use `updateStrategy`.
   *
   * @default - RollingUpdate, the default of Kubernetes; with SQLite always Recreate
   */
  readonly strategy?: k8s.DeploymentStrategy;
  /**
   * How the StatefulSet of a headless registry replaces its pods.
   *
   * @default - Kubernetes' own, RollingUpdate: one pod after the other, the last first
   */
  readonly updateStrategy?: k8s.StatefulSetUpdateStrategy;
}

/**
 * A registry of MCP Mesh: agents register with it and find each other through it.
 *
 * Creates a Deployment (with `headless`, a StatefulSet), its Service, a ServiceAccount without a token, the ConfigMap
 * `mcp-agent-config` with the registry's address for the agents, and, if SQLite uses one, a PersistentVolumeClaim.
 */
export class MeshRegistry
  extends Construct
  implements IMeshRegistry, IMeshBackend, IPodSelector, INetworkPolicyPeer, IScalable
{
  /**
   * An existing registry, in this cluster or outside. Creates the agents' ConfigMap, but no workload.
   *
   * @param scope the chart or construct that holds the ConfigMap
   * @param id name of the construct
   * @param endpoint the address of the registry
   */
  public static fromEndpoint(scope: Construct, id: string, endpoint: MeshRegistryEndpoint): IMeshRegistry {
    return new RegistryEndpoint(scope, id, endpoint);
  }

  /** Name of the Service, the workload and the label on its pods. */
  public readonly serviceName: string;
  public readonly namespace?: string;
  public readonly port: number;
  public readonly clusterDomain: string;
  public readonly configMapName: string;
  public readonly partOf: string;
  public readonly serviceMesh: ServiceMesh;
  public readonly agentDefaults: MeshAgentDefaults;
  /** The names under which the registry can be reached. */
  public readonly dns: MeshDns;
  /** The Deployment, or the StatefulSet of a headless registry. */
  public readonly workload: ApiObject;
  /** The Service. */
  public readonly service: ApiObject;
  /** The ServiceAccount that the registry creates; none if you pass your own. */
  public readonly serviceAccount?: ApiObject;
  /** @internal */
  public readonly _account: string;
  /** @internal */
  public readonly _members: RegistryMembers;
  /** @internal */
  public readonly _database: RegistryDatabase;
  /**
   * Whether an autoscaler sets the number of replicas. It is mutable because cdk8s-plus' `IScalable` is; call
   * `markHasAutoscaler` to set it.
   */
  public hasAutoscaler: boolean = false;
  /** Who may connect to further ports. @internal */
  public readonly _ingress: MeshPeer[];
  /** @internal */
  public readonly _extraPorts: MeshPort[];
  private readonly budget: WorkloadBudget;
  private readonly props: MeshRegistryProps;
  private readonly replicas?: number;
  private readonly tls?: MeshTls;
  private readonly scheme: string;
  private readonly headless: boolean;

  /**
   * @param scope the chart or construct that holds the registry
   * @param id name of the construct
   * @param props options of the registry
   */
  constructor(scope: Construct, id: string, props: MeshRegistryProps = {}) {
    super(scope, id);
    checkRegistryShapes(this, props);
    props = withAppDefaults(this, props);
    this.props = props;
    this.headless = props.headless ?? false;
    this.serviceName = checkServiceName(
      this,
      'serviceName',
      props.serviceName ?? REGISTRY_SERVICE_NAME,
      this.headless ? STATEFUL_SET_NAME_MAX : undefined,
    );
    this.namespace = checkNamespace(this, props.namespace ?? Chart.of(this).namespace);
    this.port = checkPort(this, 'port', props.port ?? REGISTRY_PORT);
    this.clusterDomain = checkDnsDomain(this, 'clusterDomain', props.clusterDomain ?? CLUSTER_DOMAIN, CLUSTER_DOMAIN);
    this.configMapName = checkObjectName(this, 'configMapName', props.configMapName ?? AGENT_CONFIG_MAP_NAME);
    this.partOf = checkPartOf(this, props.partOf ?? partOfValue(this.serviceName, this.namespace));
    this.serviceMesh = props.serviceMesh ?? ServiceMesh.none();
    this.serviceMesh._implementation.check(this);
    this.agentDefaults = withAppDefaults(this, props.agentDefaults ?? {});
    checkLabels(this, 'agentDefaults.labels', this.agentDefaults.labels);
    checkServiceNamePrefix(this, this.agentDefaults.serviceNamePrefix);
    checkMeshVariables(this, 'agent', this.agentDefaults.env, 'agentDefaults.env');
    this.replicas = checkReplicas(this, props.replicas);
    this._database = props.database ?? RegistryDatabase.sqlite();
    checkOnePod(this, this.replicas, onePodOf(this._database));
    this._database._postgres?.checkConnections(this, podsAtOnce(props));
    checkTracing(this, props.tracing, true);
    checkTls(this, 'tls', props.tls, props.serviceMesh);
    this.tls = props.tls;
    this.scheme = props.tls ? 'https' : 'http';
    this.dns = this.dnsOf(this.serviceName);

    const identity = this.identity(props);
    this._members = new RegistryMembers(this, {
      own: this,
      configMapName: this.configMapName,
      partOf: this.partOf,
      labels: props.labels ?? {},
      annotations: props.annotations ?? {},
      externalCapabilities: (props.externalCapabilities ?? []).map((name) =>
        checkCapability(this, 'externalCapabilities', name),
      ),
      addressFrom: (asking, namespace) => ({
        scheme: this.scheme,
        host: this.hostFrom(asking as Construct, namespace),
        port: this.port,
        hasMeshTls: this.tls !== undefined,
      }),
      peer: this,
      tracing: props.tracing,
      unhealthyAfter: props.unhealthyAfter,
      tls: this.tls,
      listenOnIpv6: props.listenOnIpv6 ?? false,
    });
    validateTlsServices(this, 'tls', this.tls, [this.serviceName]);
    Synthesis.of(this).validate(this, () => this.checkScaledConnections());
    this._members.configMapFor(this, this.namespace);
    this.serviceAccount = props.serviceAccount ? undefined : ownServiceAccount(this, identity);
    this._account = (props.serviceAccount ?? this.serviceAccount!).name;
    this.budget = new WorkloadBudget({
      scope: this,
      identity,
      budget: props.disruptionBudget,
      replicas: props.replicas,
      hasAutoscaler: () => this.hasAutoscaler,
    });
    this._extraPorts = props.extraPorts ?? [];
    useExtraPorts(this, identity, this._extraPorts);
    this._ingress = this._extraPorts.flatMap(({ _peers }) => _peers);
    const workload = registryWorkload({
      scope: this,
      identity,
      props,
      account: this._account,
      database: this._database,
      serviceMesh: this.serviceMesh,
      toolsImage: this.agentDefaults.toolsImage,
      members: this._members,
      severalPods: () => mayBeSeveral(this.replicas) || this.hasAutoscaler,
      clusterDomain: this.clusterDomain,
      tls: this.tls,
    });
    const { namespace, serviceMesh, clusterDomain } = this;
    const client = { scope: this, namespace, serviceMesh, clusterDomain, selector: identity.selector };
    this._database._use(client);
    if (props.tracing?.otlp) {
      props.tracing.redis._use(client);
    }
    const service = clusterService(this, identity, props);
    validateCriticalPattern(this, identity, workload, [
      service,
      ...(this.headless ? [governingService(this, identity, props)] : []),
    ]);
    this.workload = workload;
    this.service = service;
    letCallersOut(this._extraPorts, this);
  }

  /**
   * `http://<host>:<port>`, or `https://` with `tls`, with the full name of the host, for callers in any namespace.
   *
   * @throws when the namespace is not known.
   */
  public get url(): string {
    return this.dns.url;
  }

  /**
   * The ConfigMaps with the registry's address, for patches: one for each namespace that has agents so far, the one
   * of the registry's namespace first.
   */
  public get configMaps(): ApiObject[] {
    return this._members.allConfigMaps;
  }

  /**
   * Name of one pod of a headless registry: `<serviceName>-<ordinal>.<serviceName>-headless.<namespace>.svc.<cluster domain>`.
   *
   * @param ordinal the pod's number, from 0
   * @throws when the registry is not headless, or will not have such a pod.
   */
  public podHost(ordinal: number): string {
    if (!this.headless) {
      refuse(this, {
        given: `podHost(${show(ordinal)})`,
        rule: 'pods of a Deployment have no names of their own',
        fix: 'Set headless: true',
      });
    }
    const count = this.replicas ?? 1;
    if (!Number.isInteger(ordinal) || ordinal < 0 || (ordinal >= count && !this.hasAutoscaler)) {
      refuse(this, {
        given: `podHost(${show(ordinal)})`,
        rule: `a StatefulSet of ${count} has pods 0 to ${count - 1}`,
        fix: 'Ask for a pod that will exist, or raise replicas',
      });
    }
    return `${this.serviceName}-${ordinal}.${this.dnsOf(headlessName(this.serviceName)).fqdn}`;
  }

  /** The PodDisruptionBudget; none if there is one replica, and with `disruptionBudget: MeshDisruptionBudget.none()`. */
  public get disruptionBudget(): ApiObject | undefined {
    return this.budget.object;
  }

  /**
   * Called by a cdk8s-plus `HorizontalPodAutoscaler` that targets the registry. Call it yourself for another autoscaler.
   *
   * @throws on SQLite, which has one replica.
   */
  public markHasAutoscaler(): void {
    refuseAutoscaler(this, onePodOf(this._database));
    this.hasAutoscaler = true;
    this._members.declarationsChanged();
    this.budget.make();
  }

  /** What a cdk8s-plus `HorizontalPodAutoscaler` scales. */
  public toScalingTarget(): ScalingTarget {
    const { kind, apiVersion } = this.workload;
    const containers = [scalingContainer(this.props)];
    return { kind, apiVersion, name: this.serviceName, containers, replicas: this.replicas };
  }

  /** Selects the registry's pods. */
  public toPodSelectorConfig(): PodSelectorConfig {
    return {
      labelSelector: LabelSelector.of({ labels: selectorLabels(this.serviceName, 'registry') }),
      namespaces: this.namespace ? { names: [this.namespace] } : undefined,
    };
  }

  /** The registry's pods as a peer of a policy. */
  public toNetworkPolicyPeerConfig(): NetworkPolicyPeerConfig {
    return { podSelector: this.toPodSelectorConfig() };
  }

  /** The registry's pods as a selector. */
  public toPodSelector(): IPodSelector | undefined {
    return this;
  }

  /** The names of one of the registry's Services. */
  private dnsOf(serviceName: string): MeshDns {
    const { namespace, clusterDomain, port } = this;
    return new MeshDns(this, { serviceName, namespace, clusterDomain, scheme: this.scheme, port });
  }

  private identity(props: MeshRegistryProps): WorkloadIdentity {
    const selector = selectorLabels(this.serviceName, 'registry');
    return {
      name: this.serviceName,
      namespace: this.namespace,
      selector,
      labels: { ...checkLabels(this, 'labels', props.labels), ...selector },
      annotations: checkAnnotations(this, 'annotations', props.annotations),
      port: this.port,
      portName: this.tls ? HTTPS_PORT_NAME : HTTP_PORT_NAME,
      partOf: this.partOf,
      onDuplicate:
        'Give one of them another serviceName or namespace; objects for another cluster belong in another App',
    };
  }

  /** The registry's name for pods of a namespace: short in the registry's own, as in the guide, and otherwise the full name. */
  private hostFrom(asking: Construct, namespace?: string): string {
    if (namespace === this.namespace) {
      return this.dns.short;
    }
    if (namespace === undefined || this.namespace === undefined) {
      refuse(asking, {
        given:
          namespace === undefined
            ? `no namespace, with a registry (${this.node.path}) in namespace ${show(this.namespace)}`
            : `namespace ${show(namespace)}, with a registry (${this.node.path}) in no known namespace`,
        rule: 'if only one of the two namespaces is known, the app cannot write a name of the registry that resolves in any case',
        fix: 'Give both charts a namespace, or neither if all of it goes into one',
      });
    }
    return this.dns.fqdn;
  }

  /** An autoscaler may come later, and decides how many pods connect to the database. */
  private checkScaledConnections(): string[] {
    const { _postgres } = this._database;
    if (_postgres && this.replicas === undefined) {
      const most = new AppObjects(this, this.clusterDomain).scaler(this.workload)?.most;
      _postgres.checkConnections(this, podsAtOnce({ ...this.props, replicas: most }));
    }
    return [];
  }
}
