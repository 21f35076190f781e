import { ApiObject, Chart } from 'cdk8s';
import {
  IngressBackend,
  INetworkPolicyPeer,
  IPodSelector,
  LabelSelector,
  NetworkPolicyPeerConfig,
  PodSelectorConfig,
} from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { checkBasePath, checkDashboard, checkListens, databaseOf } from './dashboard-checks';
import { MeshDashboardProps } from './dashboard-props';
import { dashboardWorkload } from './dashboard-workload';
import { DASHBOARD_BASE_PATH, DASHBOARD_PORT, DASHBOARD_SERVICE_NAME, HTTP_PORT_NAME } from '../contract/contract';
import { RegistryDatabase } from '../endpoints/registry-database';
import { MeshTracing } from '../endpoints/tracing-options';
import { checkAnnotations, checkLabels, checkNamespace, checkPort, checkServiceName } from '../kubernetes/checks';
import { MeshDns, selectorLabels } from '../kubernetes/naming';
import { withAppDefaults } from '../membership/app-defaults';
import { IMeshRegistry } from '../membership/registry-options';
import { MeshPeer } from '../peers/mesh-peer';
import { outsideCallers } from '../peers/outside';
import { validateCriticalPattern } from '../workload/critical-pattern';
import { ingressBackendOf } from '../workload/ingress-backend';
import { IMeshBackend } from '../workload/mesh-backend';
import { clusterService, ownServiceAccount, WorkloadIdentity } from '../workload/service';

/**
 * MCP Mesh's dashboard: agents, their connections and events, and traces if the registry has `tracing`.
 *
 * Creates a Deployment, its Service and a ServiceAccount without a token. The registry's address, its database,
 * Redis, Tempo and policies follow from the registry. The dashboard has no authentication: use `allowIngress` to
 * allow callers.
 *
 * @example
 * const stored = new MeshRegistry(chart, 'registry', {
 *   database: RegistryDatabase.postgres({
 *     host: 'postgres.data.svc.cluster.local',
 *     user: 'mesh',
 *     password: { secret: kplus.Secret.fromSecretName(chart, 'password', 'postgres'), key: 'password' },
 *   }),
 * });
 * new MeshDashboard(chart, 'dashboard', { registry: stored });
 */
export class MeshDashboard extends Construct implements IPodSelector, INetworkPolicyPeer, IMeshBackend {
  /** Name of the Service, the workload and the label on its pods. */
  public readonly serviceName: string;
  /** The dashboard's namespace, if it is known. */
  public readonly namespace?: string;
  /** The port that the dashboard listens on. */
  public readonly port: number;
  /** The path under which the dashboard is served; "/" at the root. */
  public readonly basePath: string;
  /** The names under which the dashboard can be reached. */
  public readonly dns: MeshDns;
  /** The registry whose mesh is shown. */
  public readonly registry: IMeshRegistry;
  /** The Deployment. */
  public readonly workload: ApiObject;
  /** The Service. */
  public readonly service: ApiObject;
  /** The ServiceAccount that the dashboard creates; none if you pass your own. */
  public readonly serviceAccount?: ApiObject;
  /** @internal */
  public readonly _account: string;
  /** @internal */
  public readonly _database: RegistryDatabase;
  /** @internal */
  public readonly _ingress: MeshPeer[] = [];

  /**
   * @param scope the chart or construct that holds the dashboard
   * @param id name of the construct
   * @param props options of the dashboard
   */
  constructor(scope: Construct, id: string, props: MeshDashboardProps) {
    super(scope, id);
    checkDashboard(this, props);
    props = withAppDefaults(this, props);
    this.registry = props.registry;
    this.serviceName = checkServiceName(this, 'serviceName', props.serviceName ?? DASHBOARD_SERVICE_NAME);
    this.namespace = checkNamespace(this, props.namespace ?? Chart.of(this).namespace);
    this.port = checkPort(this, 'port', props.port ?? DASHBOARD_PORT);
    checkListens(this, props, this.port);
    this.basePath = checkBasePath(this, props.basePath ?? DASHBOARD_BASE_PATH);
    this._database = databaseOf(this, props);
    const { serviceName, namespace, port } = this;
    const { clusterDomain, partOf, _members: members } = this.registry;
    this.dns = new MeshDns(this, { serviceName, namespace, clusterDomain, scheme: 'http', port });
    const selector = selectorLabels(serviceName, 'dashboard');
    const identity: WorkloadIdentity = {
      name: serviceName,
      namespace,
      selector,
      labels: { ...checkLabels(this, 'labels', props.labels), ...selector },
      annotations: checkAnnotations(this, 'annotations', props.annotations),
      port,
      portName: HTTP_PORT_NAME,
      partOf,
      onDuplicate:
        'Give one of them another serviceName or namespace; objects for another cluster belong in another App',
    };
    this.serviceAccount = props.serviceAccount ? undefined : ownServiceAccount(this, identity);
    this._account = (props.serviceAccount ?? this.serviceAccount!).name;
    const workload = dashboardWorkload({
      scope: this,
      identity,
      props,
      account: this._account,
      database: this._database,
      basePath: this.basePath,
    });
    const service = clusterService(this, identity, props);
    validateCriticalPattern(this, identity, workload, [service]);
    this.workload = workload;
    this.service = service;
    const { serviceMesh } = this.registry;
    const client = { scope: this, namespace, serviceMesh, clusterDomain, selector };
    this._database._use(client);
    this._tracing?.redis._use(client);
    members.addDashboard(this);
  }

  /** Where spans come from. @internal */
  public get _tracing(): MeshTracing | undefined {
    return this.registry._members.facts.tracing;
  }

  /** `http://<host>:<port><base path>` with the full name of the host. @throws when the namespace is not known. */
  public get url(): string {
    return `${this.dns.url}${this.basePath === '/' ? '' : this.basePath}`;
  }

  /**
   * Lets a peer, such as an ingress controller, call the dashboard, if a `MeshNetworkPolicy` covers it.
   *
   * @param peer the peer; without ports, it can reach the dashboard's own port
   */
  public allowIngress(peer: MeshPeer): void {
    outsideCallers(this, 'allowIngress', [peer]);
    this._ingress.push(peer);
    this.registry._members.declarationsChanged();
  }

  /** The dashboard as the backend of a cdk8s-plus `Ingress` in its namespace. The path of the rule is `basePath`, of type `PREFIX`. */
  public toIngressBackend(): IngressBackend {
    return ingressBackendOf(this);
  }

  /** Selects the dashboard's pods. */
  public toPodSelectorConfig(): PodSelectorConfig {
    return {
      labelSelector: LabelSelector.of({ labels: selectorLabels(this.serviceName, 'dashboard') }),
      namespaces: this.namespace ? { names: [this.namespace] } : undefined,
    };
  }

  /** The dashboard's pods as a peer of a policy. */
  public toNetworkPolicyPeerConfig(): NetworkPolicyPeerConfig {
    return { podSelector: this.toPodSelectorConfig() };
  }

  /** The dashboard's pods as a selector. */
  public toPodSelector(): IPodSelector | undefined {
    return this;
  }
}
