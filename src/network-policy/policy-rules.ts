import { isIPv4 } from 'net';
import { INetworkPolicyPeer, k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { MeshNetworkPolicyProps } from './network-policy-props';
import { refuse, show } from '../base/problem';
import { POSTGRES_PORT } from '../contract/contract';
import { checkKey } from '../kubernetes/checks';
import { COMPONENT_LABEL, NAME_LABEL, NAMESPACE_NAME_LABEL, selectorLabels } from '../kubernetes/naming';
import { Member, RegistryMembers } from '../membership/registry-members';
import { IMeshRegistry } from '../membership/registry-options';
import { DnsProfile } from '../peers/dns-profile';
import { apiPeers, MeshPeer, MeshPeers, namespaceByName, portsOf, tcpPorts } from '../peers/policy-peers';
import { MeshRegistry } from '../registry/registry';
import { ISTIOD_PORT } from '../service-mesh/service-mesh';

/** A side of a rule and its ports. */
interface Opening {
  readonly peers: k8s.NetworkPolicyPeer[];
  readonly ports: k8s.NetworkPolicyPort[];
}

const BOTH = ['Ingress', 'Egress'];

/**
 * Who of one registry's mesh may reach whom, as the specs of NetworkPolicies. Everything is asked when a policy is
 * rendered; what can be refused is refused by the constructor, because a Lazy throws when files have been written.
 */
export class PolicyRules {
  private readonly registry: IMeshRegistry;
  private readonly members: RegistryMembers;
  private readonly namespaceLabel: string;
  private readonly dns: k8s.NetworkPolicyEgressRule[];
  private readonly registryCallsAgents: boolean;

  constructor(
    private readonly scope: IConstruct,
    private readonly props: MeshNetworkPolicyProps,
  ) {
    this.registry = props.registry;
    this.members = props.registry._members;
    this.namespaceLabel = props.namespaceLabel ?? NAMESPACE_NAME_LABEL;
    this.registryCallsAgents = props.registryCallsAgents ?? !props.strict;
    checkKey(scope, 'namespaceLabel', this.namespaceLabel);
    const dns = props.dns ?? [DnsProfile.kubeDns()];
    if (dns.length === 0) {
      refuse(scope, {
        given: 'dns []',
        rule: 'agents find their registry and each other by name, and without DNS no name resolves',
        fix: "Leave dns out, or name the cluster's DNS: DnsProfile.kubeDns(), .nodeLocal(), .openShift() or .of(…)",
      });
    }
    this.dns = dns.map((profile) => profile._rule(scope));
    this.registryPeers(undefined);
    this.outside('ingressFrom', props.ingressFrom, [1]);
    this.outside('egressTo', props.egressTo);
    this.outside('registryIngressFrom', props.registryIngressFrom, [1]);
    this.outside('registryEgressTo', props.registryEgressTo);
  }

  /** All agents of a namespace, as in the guide: they may call each other, and the registry may call them. */
  public ofAgents(namespace?: string): k8s.NetworkPolicySpec {
    const ports = this.portsIn(namespace);
    return {
      podSelector: this.agentPods(namespace),
      policyTypes: BOTH,
      ingress: from([
        { peers: this.agentPeers(), ports: tcpPorts(ports) },
        ...(this.registryCallsAgents ? [{ peers: this.registryPeers(namespace), ports: tcpPorts(ports) }] : []),
        ...this.outside('ingressFrom', this.props.ingressFrom, ports),
      ]),
      egress: [
        ...to([{ peers: this.registryPeers(namespace), ports: tcpPorts([this.registryPort]) }, ...this.toAgents()]),
        ...this.platform(),
        ...to(this.outside('egressTo', this.props.egressTo)),
      ],
    };
  }

  /** One agent and nothing but what is declared: those that depend on it, and those that it depends on. */
  public ofAgent(agent: Member): k8s.NetworkPolicySpec {
    const { namespace, port } = agent;
    const clients = this.members.clientsOf(agent);
    const providers = this.members.providersFor(agent);
    return {
      podSelector: { matchLabels: selectorLabels(agent.serviceName, 'agent') },
      policyTypes: BOTH,
      ingress: from([
        { peers: clients.map((client) => this.exactly(client, namespace)), ports: tcpPorts([port]) },
        ...(this.registryCallsAgents ? [{ peers: this.registryPeers(namespace), ports: tcpPorts([port]) }] : []),
        ...this.outside('ingressFrom', this.props.ingressFrom, [port]),
        ...this.outside('allowIngress', agent._ingress, [port]),
      ]),
      egress: [
        ...to([
          { peers: this.registryPeers(namespace), ports: tcpPorts([this.registryPort]) },
          ...providers.map((provider) => ({
            peers: [this.exactly(provider, namespace)],
            ports: tcpPorts([provider.port]),
          })),
        ]),
        ...this.platform(),
        ...to([...this.outside('egressTo', this.props.egressTo), ...this.outside('allowEgress', agent._egress)]),
      ],
    };
  }

  /** What any pod of a namespace needs that calls the registry: the way there, and the platform. */
  public ofCaller(namespace?: string): k8s.NetworkPolicyEgressRule[] {
    return [
      ...to([{ peers: this.registryPeers(namespace), ports: tcpPorts([this.registryPort]) }]),
      ...this.platform(),
    ];
  }

  /** What one agent is allowed beyond the others, beside the policy that covers all of them. */
  public beyond(agent: Member): k8s.NetworkPolicySpec {
    return {
      podSelector: { matchLabels: selectorLabels(agent.serviceName, 'agent') },
      policyTypes: [...(agent._ingress.length ? ['Ingress'] : []), ...(agent._egress.length ? ['Egress'] : [])],
      ingress: agent._ingress.length ? from(this.outside('allowIngress', agent._ingress, [agent.port])) : undefined,
      egress: agent._egress.length ? to(this.outside('allowEgress', agent._egress)) : undefined,
    };
  }

  /** The registry: its agents may call it, and it may call them, its database, and what it was told. */
  public ofRegistry(registry: MeshRegistry): k8s.NetworkPolicySpec {
    return {
      podSelector: { matchLabels: selectorLabels(registry.serviceName, 'registry') },
      policyTypes: BOTH,
      ingress: from([
        { peers: this.agentPeers(), ports: tcpPorts([registry.port]) },
        ...this.outside('registryIngressFrom', this.props.registryIngressFrom, [registry.port]),
      ]),
      egress: [
        ...to(this.registryCallsAgents ? this.toAgents() : []),
        ...this.platform(),
        ...to([...this.database(registry), ...this.outside('registryEgressTo', this.props.registryEgressTo)]),
      ],
    };
  }

  /** The port of the registry's pods: an endpoint may be a Service that translates its own. */
  private get registryPort(): number {
    return this.members.facts.peerPort ?? this.registry.port;
  }

  /** Refuses a database that nobody located. */
  public checkDatabase(registry: MeshRegistry): void {
    this.database(registry);
  }

  private portsIn(namespace?: string): number[] {
    return this.members.in(namespace).map(({ port }) => port);
  }

  /** All agents by their component, as in the guide; by name too where another registry has agents in the namespace. */
  private agentPods(namespace?: string): k8s.LabelSelector {
    const names = this.members
      .in(namespace)
      .map(({ serviceName }) => serviceName)
      .sort();
    return {
      matchLabels: { [COMPONENT_LABEL]: 'agent' },
      matchExpressions: this.members.shares(namespace)
        ? [{ key: NAME_LABEL, operator: 'In', values: names }]
        : undefined,
    };
  }

  private agentPeer(namespace?: string): k8s.NetworkPolicyPeer {
    return {
      namespaceSelector: namespace === undefined ? undefined : namespaceByName(namespace, this.namespaceLabel),
      podSelector: this.agentPods(namespace),
    };
  }

  private agentPeers(): k8s.NetworkPolicyPeer[] {
    return this.members.namespaces.map((namespace) => this.agentPeer(namespace));
  }

  private toAgents(): Opening[] {
    return this.members.namespaces.map((namespace) => ({
      peers: [this.agentPeer(namespace)],
      ports: tcpPorts(this.portsIn(namespace)),
    }));
  }

  /** One agent, as a policy in a namespace sees it. */
  private exactly(agent: Member, seenFrom?: string): k8s.NetworkPolicyPeer {
    return this.pods(selectorLabels(agent.serviceName, 'agent'), agent.namespace, seenFrom);
  }

  private pods(
    labels: { [key: string]: string },
    namespace: string | undefined,
    seenFrom: string | undefined,
  ): k8s.NetworkPolicyPeer {
    const elsewhere = namespace === seenFrom ? undefined : namespace;
    return {
      namespaceSelector: elsewhere === undefined ? undefined : namespaceByName(elsewhere, this.namespaceLabel),
      podSelector: { matchLabels: labels },
    };
  }

  private registryPeers(seenFrom?: string): k8s.NetworkPolicyPeer[] {
    const { registry } = this;
    if (registry instanceof MeshRegistry) {
      return [this.pods(selectorLabels(registry.serviceName, 'registry'), registry.namespace, seenFrom)];
    }
    const { peer, address } = this.members.facts;
    return apiPeers(
      this.scope,
      'registry peer',
      this.located(peer, address, 'registry from an endpoint', 'Give MeshRegistry.fromEndpoint a peer'),
    );
  }

  private database(registry: MeshRegistry): Opening[] {
    const postgres = registry._database._postgres;
    if (!postgres) {
      return [];
    }
    const { host, peer, peerPort, port } = postgres;
    const located = this.located(
      peer,
      isIPv4(host) ? host : undefined,
      `Postgres at ${show(host)}`,
      'Give RegistryDatabase.postgres a peer',
    );
    return [
      { peers: apiPeers(this.scope, 'database peer', located), ports: tcpPorts([peerPort ?? port ?? POSTGRES_PORT]) },
    ];
  }

  private located(
    peer: INetworkPolicyPeer | undefined,
    address: string | undefined,
    whose: string,
    fix: string,
  ): INetworkPolicyPeer {
    return (
      peer ??
      (address
        ? MeshPeers.address(address).peer
        : refuse(this.scope, {
            given: `${whose} without a peer`,
            rule: 'a NetworkPolicy knows pods, namespaces and addresses, and no host names',
            fix: `${fix}, such as MeshPeers.namespace("data").peer or MeshPeers.cidr("203.0.113.7/32").peer`,
          }))
    );
  }

  /** What every pod of the mesh needs of the platform: DNS, and istiod for a sidecar. */
  private platform(): k8s.NetworkPolicyEgressRule[] {
    const mesh = this.registry.serviceMesh;
    const istiod = {
      namespaceSelector: namespaceByName(mesh._controlPlaneNamespace),
      podSelector: { matchLabels: { app: 'istiod' } },
    };
    return [...this.dns, ...(mesh._istio ? [{ to: [istiod], ports: tcpPorts([ISTIOD_PORT]) }] : [])];
  }

  private outside(prop: string, entries: MeshPeer[] = [], otherwise: number[] = []): Opening[] {
    return entries.map((entry) => ({
      peers: apiPeers(this.scope, prop, entry.peer),
      ports: portsOf(this.scope, prop, entry, otherwise),
    }));
  }
}

/**
 * Rules for traffic that comes in. One without peers would admit everybody, so it is left out. So is a list without rules: the
 * API server drops it when it stores the policy, and to apply it again would then be a change, each time.
 */
function from(openings: Opening[]): k8s.NetworkPolicyIngressRule[] | undefined {
  const rules = openings.filter(({ peers }) => peers.length > 0).map(({ peers, ports }) => ({ from: peers, ports }));
  return rules.length > 0 ? rules : undefined;
}

/** Rules for traffic that goes out. One without peers would let it go everywhere, so it is left out. */
function to(openings: Opening[]): k8s.NetworkPolicyEgressRule[] {
  return openings.filter(({ peers }) => peers.length > 0).map(({ peers, ports }) => ({ to: peers, ports }));
}
