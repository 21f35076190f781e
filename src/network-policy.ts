import { Lazy } from 'cdk8s';
import { INetworkPolicyPeer, k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { checkAnnotations, checkLabels, checkObjectName, isIpv4 } from './checks';
import { AGENT_CONFIG_MAP_NAME } from './contract';
import { DnsProfile } from './dns-profile';
import { MeshObject } from './mesh-object';
import { COMPONENT_LABEL, NAME_LABEL, NAMESPACE_NAME_LABEL, selectorLabels } from './naming';
import { apiPeers, MeshPeer, MeshPeers, namespaceByName, portsOf, tcpPorts } from './policy-peers';
import { refuse, show } from './problem';
import { MeshRegistry } from './registry';
import { Member, RegistryMembers } from './registry-members';
import { IMeshRegistry } from './registry-options';
import { ISTIOD_PORT } from './service-mesh';

/** What a `MeshNetworkPolicy` can be told. */
export interface MeshNetworkPolicyProps {
  /** The registry whose agents, and itself, the policies are about. */
  readonly registry: IMeshRegistry;
  /**
   * Name of the agents' policy in each namespace.
   *
   * @default - "agent-communication-policy"; behind the registry's configMapName, where that is not the default
   */
  readonly name?: string;
  /**
   * Where the cluster's DNS answers.
   *
   * @default [DnsProfile.kubeDns()]
   */
  readonly dns?: DnsProfile[];
  /**
   * The label that holds a namespace's name, for the namespaces of the mesh.
   *
   * @default "kubernetes.io/metadata.name", which the API server puts on every namespace
   */
  readonly namespaceLabel?: string;
  /**
   * Who else may call the agents, such as an ingress controller.
   *
   * @default - nobody
   */
  readonly ingressFrom?: MeshPeer[];
  /**
   * Whom else the agents may call, such as an outside LLM API: `MeshPeers.internet()`.
   *
   * @default - nobody
   */
  readonly egressTo?: MeshPeer[];
  /**
   * Who else may call the registry, whose API has no authentication.
   *
   * @default - nobody
   */
  readonly registryIngressFrom?: MeshPeer[];
  /**
   * Whom else the registry may call, such as a trace collector. Its database is known already.
   *
   * @default - nobody
   */
  readonly registryEgressTo?: MeshPeer[];
  /**
   * Labels of the policies.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations of the policies.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/**
 * Lets the mesh talk to itself and to nobody else: a policy over the agents of a registry in each namespace that holds
 * some, and one over the registry.
 *
 * Agents are asked when the policies are rendered, so it does not matter whether they come before or after it. All
 * ports are the constructs' own: policies see the ports of pods, not of Services.
 */
export class MeshNetworkPolicy extends Construct {
  private readonly registry: IMeshRegistry;
  private readonly members: RegistryMembers;
  private readonly props: MeshNetworkPolicyProps;
  private readonly namespaceLabel: string;
  private readonly dns: k8s.NetworkPolicyEgressRule[];
  private readonly namespaces: (string | undefined)[] = [];

  /**
   * @param scope the chart or construct that holds the policies
   * @param id name of the construct
   * @param props what the policies are told
   */
  constructor(scope: Construct, id: string, props: MeshNetworkPolicyProps) {
    super(scope, id);
    this.props = props;
    this.registry = props.registry;
    this.members = props.registry._members;
    this.namespaceLabel = props.namespaceLabel ?? NAMESPACE_NAME_LABEL;
    checkLabels(this, 'labels', props.labels);
    checkAnnotations(this, 'annotations', props.annotations);
    checkLabels(this, 'namespaceLabel', { [this.namespaceLabel]: 'name' });
    const dns = props.dns ?? [DnsProfile.kubeDns()];
    if (dns.length === 0) {
      refuse(this, {
        given: 'dns []',
        rule: 'agents find their registry and each other by name, and without DNS no name resolves',
        fix: 'Leave dns out, or name the cluster\'s DNS: DnsProfile.kubeDns(), .nodeLocal(), .openShift() or .of(…)',
      });
    }
    this.dns = dns.map((profile) => profile._rule(this));
    // What can be refused is refused here: a Lazy throws when files have been written already.
    this.registryPeers(undefined);
    this.outside('ingressFrom', [1]);
    this.outside('egressTo', []);
    this.outside('registryIngressFrom', [1]);
    this.outside('registryEgressTo', []);

    const name = checkObjectName(this, 'name', props.name ?? this.defaultName());
    this.members.onAgent(({ namespace }) => this.coverAgents(name, namespace));
    if (this.registry instanceof MeshRegistry) {
      this.coverRegistry(this.registry);
    }
  }

  private defaultName(): string {
    const policy = 'communication-policy';
    return this.registry.configMapName === AGENT_CONFIG_MAP_NAME ? `agent-${policy}` : `${this.registry.configMapName}-${policy}`;
  }

  /** The policy over the agents of one namespace, once. */
  private coverAgents(name: string, namespace?: string): void {
    if (this.namespaces.includes(namespace)) {
      return;
    }
    this.namespaces.push(namespace);
    this.policy(namespace === this.registry.namespace ? 'Resource' : `agents-${namespace ?? ''}`, name, namespace, () => {
      const ports = this.agentPorts(namespace);
      return {
        podSelector: this.agentPods(namespace),
        ingress: [
          { from: this.agentPeers(), ports: tcpPorts(ports) },
          { from: this.registryPeers(namespace), ports: tcpPorts(ports) },
          ...this.outside('ingressFrom', ports).map(({ peers, ports: p }) => ({ from: peers, ports: p })),
        ],
        egress: [
          { to: this.registryPeers(namespace), ports: tcpPorts([this.registry.port]) },
          ...this.toAgents(),
          ...this.platform(),
          ...this.outside('egressTo', []).map(({ peers, ports: p }) => ({ to: peers, ports: p })),
        ],
      };
    });
  }

  private coverRegistry(registry: MeshRegistry): void {
    const database = this.databaseRule(registry);
    this.policy('registry', `${registry.serviceName}-policy`, registry.namespace, () => {
      const agents = this.agentPeers();
      return {
        podSelector: { matchLabels: selectorLabels(registry.serviceName, 'registry') },
        ingress: [
          // A rule without peers would admit everybody.
          ...(agents.length ? [{ from: agents, ports: tcpPorts([registry.port]) }] : []),
          ...this.outside('registryIngressFrom', [registry.port]).map(({ peers, ports }) => ({ from: peers, ports })),
        ],
        egress: [
          ...this.toAgents(),
          ...this.platform(),
          ...database,
          ...this.outside('registryEgressTo', []).map(({ peers, ports }) => ({ to: peers, ports })),
        ],
      };
    });
  }

  private policy(id: string, name: string, namespace: string | undefined, spec: () => k8s.NetworkPolicySpec): void {
    new MeshObject(this, id, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name, namespace, labels: this.props.labels, annotations: this.props.annotations },
      body: {
        spec: Lazy.any({ produce: () => k8s.toJson_NetworkPolicySpec({ ...spec(), policyTypes: ['Ingress', 'Egress'] }) }),
      },
      onDuplicate: 'One policy covers all agents of a registry; give the second one another name',
    });
  }

  private agentsIn(namespace?: string): Member[] {
    return this.members.all.filter((agent) => agent.namespace === namespace);
  }

  private agentPorts(namespace?: string): number[] {
    return this.agentsIn(namespace).map(({ port }) => port);
  }

  /** All agents by their component, as in the guide; by name too where another registry has agents in the namespace. */
  private agentPods(namespace?: string): k8s.LabelSelector {
    const names = this.agentsIn(namespace).map(({ serviceName }) => serviceName).sort();
    return {
      matchLabels: { [COMPONENT_LABEL]: 'agent' },
      matchExpressions: this.members.shares(namespace) ? [{ key: NAME_LABEL, operator: 'In', values: names }] : undefined,
    };
  }

  private agentPeer(namespace?: string): k8s.NetworkPolicyPeer {
    return {
      namespaceSelector: namespace === undefined ? undefined : namespaceByName(namespace, this.namespaceLabel),
      podSelector: this.agentPods(namespace),
    };
  }

  private agentPeers(): k8s.NetworkPolicyPeer[] {
    return this.namespaces.map((namespace) => this.agentPeer(namespace));
  }

  private toAgents(): k8s.NetworkPolicyEgressRule[] {
    return this.namespaces.map((namespace) => ({ to: [this.agentPeer(namespace)], ports: tcpPorts(this.agentPorts(namespace)) }));
  }

  private registryPeers(from?: string): k8s.NetworkPolicyPeer[] {
    const { registry } = this;
    if (registry instanceof MeshRegistry) {
      const elsewhere = registry.namespace === from ? undefined : registry.namespace;
      return [{
        namespaceSelector: elsewhere === undefined ? undefined : namespaceByName(elsewhere, this.namespaceLabel),
        podSelector: { matchLabels: selectorLabels(registry.serviceName, 'registry') },
      }];
    }
    return apiPeers(this, 'registry peer', this.peerOr(
      this.members.facts.peer, this.members.facts.address, 'registry from an endpoint', 'Give MeshRegistry.fromEndpoint a peer'));
  }

  private databaseRule(registry: MeshRegistry): k8s.NetworkPolicyEgressRule[] {
    const postgres = registry._database._postgres;
    if (!postgres) {
      return [];
    }
    const peer = this.peerOr(
      postgres.peer, isIpv4(postgres.host) ? postgres.host : undefined, `Postgres at ${show(postgres.host)}`, 'Give RegistryDatabase.postgres a peer');
    return [{ to: apiPeers(this, 'database peer', peer), ports: tcpPorts([postgres.port ?? 5432]) }];
  }

  private peerOr(peer: INetworkPolicyPeer | undefined, address: string | undefined, whose: string, fix: string): INetworkPolicyPeer {
    return peer ?? (address ? MeshPeers.cidr(`${address}/32`).peer : refuse(this, {
      given: `${whose} without a peer`,
      rule: 'a NetworkPolicy knows pods, namespaces and addresses, and no host names',
      fix: `${fix}, such as MeshPeers.namespace("data").peer or MeshPeers.cidr("203.0.113.7/32").peer`,
    }));
  }

  /** What every pod of the mesh needs of the platform: DNS, and istiod for a sidecar. */
  private platform(): k8s.NetworkPolicyEgressRule[] {
    const mesh = this.registry.serviceMesh;
    return [
      ...this.dns,
      ...(mesh._istio ? [{
        to: [{ namespaceSelector: namespaceByName(mesh._controlPlaneNamespace), podSelector: { matchLabels: { app: 'istiod' } } }],
        ports: tcpPorts([ISTIOD_PORT]),
      }] : []),
    ];
  }

  private outside(
    prop: 'ingressFrom' | 'egressTo' | 'registryIngressFrom' | 'registryEgressTo', otherwise: number[],
  ): { peers: k8s.NetworkPolicyPeer[]; ports: k8s.NetworkPolicyPort[] }[] {
    return (this.props[prop] ?? []).map((entry) => ({
      peers: apiPeers(this, prop, entry.peer),
      ports: portsOf(this, prop, entry, otherwise),
    }));
  }
}
