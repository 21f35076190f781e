import { ApiObject, Chart, Size } from 'cdk8s';
import {
  INetworkPolicyPeer,
  IPodSelector,
  LabelSelector,
  NetworkPolicyPeerConfig,
  PodSelectorConfig,
} from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { clientPeers, clientsOfAnotherDomain, unreachableClients } from './client-peers';
import { DevelopmentStoreProps } from './development-store-props';
import { StorePlan, storeService, storeStatefulSet } from './store-objects';
import { checkShapes, Shape } from '../base/shapes';
import { CLUSTER_DOMAIN } from '../contract/contract';
import { tcp } from '../edges/edge';
import { StoreClient } from '../endpoints/store-client';
import {
  checkAnnotations,
  checkDnsDomain,
  checkImage,
  checkLabels,
  checkNamespace,
  checkServiceName,
  STATEFUL_SET_NAME_MAX,
} from '../kubernetes/checks';
import { selectorLabels } from '../kubernetes/naming';
import { AppOptions, withAppDefaults } from '../membership/app-defaults';
import { MeshPeer } from '../peers/mesh-peer';
import { outsideCallers } from '../peers/outside';
import { MeshStorage } from '../pod/storage';
import { checkStructProps } from '../pod/struct-props';
import { MeshObject } from '../synthesis/mesh-object';
import { lazily } from '../synthesis/plain-json';
import { Synthesis } from '../synthesis/synthesis';
import { ownServiceAccount, WorkloadIdentity } from '../workload/service';

const SHAPES: { readonly [prop in keyof DevelopmentStoreProps]: Shape } = {
  imagePullSecrets: 'list of maps',
  storage: { type: 'MeshStorage', member: '_check', example: 'MeshStorage.claim(Size.gibibytes(1))' },
  labels: 'map',
  annotations: 'map',
};

/** What differs between the servers. */
export interface ServerKind {
  readonly image: string;
  readonly port: number;
  /** Of the container and the Service, with the protocol in front, as service meshes read it. */
  readonly portName: string;
  readonly container: StorePlan['container'];
  readonly scratch: string[];
}

/**
 * The common part of `DevelopmentPostgres` and `DevelopmentRedis`: one pod with its data, for development. Do not
 * extend it.
 */
export abstract class DevelopmentStore extends Construct implements IPodSelector, INetworkPolicyPeer {
  /** Name of the Service, the StatefulSet, the policy and the label on the pod. */
  public readonly serviceName: string;
  /** The store's namespace, if it is known. */
  public readonly namespace?: string;
  /** The host name of the store for pods: the full name, or the short name if the namespace is not known. */
  public readonly host: string;
  private readonly props: DevelopmentStoreProps & AppOptions;
  private readonly domain: string;
  private readonly callers: MeshPeer[] = [];
  private objects?: { readonly workload: ApiObject; readonly service: ApiObject; readonly policy: ApiObject };

  /**
   * @param scope the chart or construct that holds the store
   * @param id name of the construct, and of the store if `serviceName` is not given
   * @param props options of the store
   */
  protected constructor(scope: Construct, id: string, props: DevelopmentStoreProps = {}) {
    super(scope, id);
    checkShapes(this, props, SHAPES);
    checkStructProps(this, props);
    this.props = withAppDefaults(this, props);
    this.serviceName = checkServiceName(this, 'serviceName', props.serviceName ?? id, STATEFUL_SET_NAME_MAX);
    this.namespace = checkNamespace(this, props.namespace ?? Chart.of(this).namespace);
    this.domain = checkDnsDomain(this, 'clusterDomain', props.clusterDomain ?? CLUSTER_DOMAIN, CLUSTER_DOMAIN);
    this.host =
      this.namespace === undefined ? this.serviceName : `${this.serviceName}.${this.namespace}.svc.${this.domain}`;
  }

  /** The StatefulSet. */
  public get workload(): ApiObject {
    return this.objects!.workload;
  }

  /** The Service. */
  public get service(): ApiObject {
    return this.objects!.service;
  }

  /** The NetworkPolicy, which allows the users of the store. */
  public get policy(): ApiObject {
    return this.objects!.policy;
  }

  /**
   * Allows another peer to connect. Constructs to which you pass the endpoint are allowed already.
   *
   * @param peer the peer; without ports, it can reach the store's own port
   */
  public allowIngress(peer: MeshPeer): void {
    outsideCallers(this, 'allowIngress', [peer]);
    this.callers.push(peer);
    Synthesis.of(this).changed();
  }

  /** Selects the store's pod. */
  public toPodSelectorConfig(): PodSelectorConfig {
    return {
      labelSelector: LabelSelector.of({ labels: this.selector }),
      namespaces: this.namespace ? { names: [this.namespace] } : undefined,
    };
  }

  /** The store's pod as a peer of a policy. */
  public toNetworkPolicyPeerConfig(): NetworkPolicyPeerConfig {
    return { podSelector: this.toPodSelectorConfig() };
  }

  /** The store's pod as a selector. */
  public toPodSelector(): IPodSelector | undefined {
    return this;
  }

  /** Makes the objects. @internal */
  protected _make(kind: ServerKind, clients: StoreClient[]): void {
    const { props } = this;
    const identity: WorkloadIdentity = {
      name: this.serviceName,
      namespace: this.namespace,
      selector: this.selector,
      labels: { ...checkLabels(this, 'labels', props.labels), ...this.selector },
      annotations: checkAnnotations(this, 'annotations', props.annotations),
      port: kind.port,
      portName: kind.portName,
      partOf: undefined,
      onDuplicate: 'Give one of them another serviceName or namespace',
    };
    const storage = props.storage ?? MeshStorage.claim(Size.gibibytes(1));
    storage._check(this, 'storage');
    const plan: StorePlan = {
      ...kind,
      scope: this,
      identity,
      storage,
      // A proxy would need istiod and DNS, which the policy closes, and nothing of the store's pod calls anybody.
      meshLabels: () =>
        Object.assign({}, ...clients.map(({ serviceMesh }) => serviceMesh._implementation.outsidePodLabels)),
      image: checkImage(this, 'image', props.image ?? kind.image),
      account: (props.serviceAccount ?? ownServiceAccount(this, identity)).name,
      props,
    };
    this.objects = {
      workload: storeStatefulSet(plan),
      service: storeService(plan),
      policy: this.networkPolicy(plan, clients),
    };
    Synthesis.of(this).validate(this, () => [
      ...unreachableClients(this, clients),
      // Without a known namespace, the store's name has no domain.
      ...(this.namespace === undefined ? [] : clientsOfAnotherDomain(this.domain, clients)),
    ]);
  }

  private get selector(): { [label: string]: string } {
    return selectorLabels(this.serviceName, 'data-store');
  }

  /** Clients may come later, so they are asked when the policy is rendered. */
  private networkPolicy({ identity, port }: StorePlan, clients: StoreClient[]): MeshObject {
    const { name, namespace, labels, annotations, selector, onDuplicate } = identity;
    return new MeshObject(this, 'Policy', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name, namespace, labels, annotations },
      body: {
        spec: {
          podSelector: { matchLabels: selector },
          policyTypes: ['Ingress', 'Egress'],
          ingress: lazily(() => this.ingress(clients, port)),
        },
      },
      partOf: undefined,
      onDuplicate,
    });
  }

  /** One rule for all clients, and one for each caller that the user added; nothing if there is nobody. */
  private ingress(clients: StoreClient[], port: number): unknown[] | undefined {
    const known = clientPeers(clients, this.namespace);
    const added = outsideCallers(this, 'allowIngress', this.callers);
    const rules = [
      ...(known.length > 0 ? [{ from: known, ports: tcp([port]) }] : []),
      ...added.map(({ end, ports }) => ({
        from: end.kind === 'outside' ? end.peers : [],
        ports: ports ?? tcp([port]),
      })),
    ];
    return rules.length > 0 ? rules : undefined;
  }
}
