import { Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { checkAnnotations, checkLabels, checkObjectName } from './checks';
import { AGENT_CONFIG_MAP_NAME } from './contract';
import { DnsProfile } from './dns-profile';
import { MeshObject } from './mesh-object';
import { MeshPeer } from './policy-peers';
import { PolicyRules } from './policy-rules';
import { MeshRegistry } from './registry';
import { Member } from './registry-members';
import { IMeshRegistry } from './registry-options';

/** What a `MeshNetworkPolicy` can be told. */
export interface MeshNetworkPolicyProps {
  /** The registry whose agents, and itself, the policies are about. */
  readonly registry: IMeshRegistry;
  /**
   * Opens exactly what the agents declare, by a policy for each agent: a provider admits the agents that depend on it, and
   * an agent reaches its providers, its registry, DNS, and what it was allowed by `allowEgress`. Otherwise one policy
   * covers all agents of a namespace, as in the guide, and every agent may call every other.
   *
   * @default false
   */
  readonly strict?: boolean;
  /**
   * Whether the registry may call agents, which its `/proxy` paths do.
   *
   * @default - true, as in the guide; false where `strict`
   */
  readonly registryCallsAgents?: boolean;
  /**
   * Adds a policy `default-deny` to each namespace of the mesh, which closes every pod there that no policy opens, also
   * those that are not of the mesh.
   *
   * @default false
   */
  readonly defaultDeny?: boolean;
  /**
   * Name of the agents' policy in each namespace. Policies of single agents have the names of their Services.
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
   * Who else may call all of the agents, such as Prometheus. For one agent: `agent.allowIngress`.
   *
   * @default - nobody
   */
  readonly ingressFrom?: MeshPeer[];
  /**
   * Whom else all of the agents may call, such as a trace collector. For one agent: `agent.allowEgress`.
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
 * Closes the network to the mesh: a policy over the agents of a registry in each namespace that holds some (or, where
 * `strict`, over each agent), and one over the registry.
 *
 * Agents are asked when the policies are rendered, so it does not matter whether they come before or after it. All
 * ports are the constructs' own: policies see the ports of pods, not of Services.
 */
export class MeshNetworkPolicy extends Construct {
  private readonly registry: IMeshRegistry;
  private readonly rules: PolicyRules;
  private readonly props: MeshNetworkPolicyProps;
  private readonly covered = new Set<string>();

  /**
   * @param scope the chart or construct that holds the policies
   * @param id name of the construct
   * @param props what the policies are told
   */
  constructor(scope: Construct, id: string, props: MeshNetworkPolicyProps) {
    super(scope, id);
    this.props = props;
    this.registry = props.registry;
    checkLabels(this, 'labels', props.labels);
    checkAnnotations(this, 'annotations', props.annotations);
    this.rules = new PolicyRules(this, props);

    const name = checkObjectName(this, 'name', props.name ?? this.defaultName());
    const members = this.registry._members;
    if (props.strict) {
      members.onAgent((agent) => this.coverAgent(agent, () => this.rules.ofAgent(agent)));
    } else {
      members.onAgent(({ namespace }) => this.coverAgents(name, namespace));
      // Policies add up: what one agent is allowed beyond the others is a policy of its own.
      members.onOwnPeers((agent) => this.coverAgent(agent, () => this.rules.beyond(agent)));
    }
    if (props.defaultDeny) {
      members.onAgent(({ namespace }) => this.deny(namespace));
    }
    if (this.registry instanceof MeshRegistry) {
      const { registry, rules } = this;
      rules.checkDatabase(registry);
      this.policy('registry', `${registry.serviceName}-policy`, registry.namespace, () => rules.ofRegistry(registry));
      if (props.defaultDeny) {
        this.deny(registry.namespace);
      }
    }
  }

  private defaultName(): string {
    const policy = 'communication-policy';
    return this.registry.configMapName === AGENT_CONFIG_MAP_NAME ? `agent-${policy}` : `${this.registry.configMapName}-${policy}`;
  }

  /** One policy over all agents of a namespace. */
  private coverAgents(name: string, namespace?: string): void {
    const id = namespace === this.registry.namespace ? 'Resource' : `agents-${namespace ?? ''}`;
    this.policy(id, name, namespace, () => this.rules.ofAgents(namespace));
  }

  /** One policy over one agent, under its name. */
  private coverAgent(agent: Member, spec: () => k8s.NetworkPolicySpec): void {
    this.policy(`agent-${agent.namespace ?? ''}-${agent.serviceName}`, agent.serviceName, agent.namespace, spec);
  }

  /** A policy that opens nothing to every pod of a namespace: the one place where an empty selector is meant. */
  private deny(namespace?: string): void {
    this.policy(`deny-${namespace ?? ''}`, 'default-deny', namespace, () => ({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] }));
  }

  /** Makes a policy once; asked again, it is there already. */
  private policy(id: string, name: string, namespace: string | undefined, spec: () => k8s.NetworkPolicySpec): void {
    if (this.covered.has(id)) {
      return;
    }
    this.covered.add(id);
    new MeshObject(this, id, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name, namespace, labels: this.props.labels, annotations: this.props.annotations },
      body: { spec: Lazy.any({ produce: () => k8s.toJson_NetworkPolicySpec(spec()) }) },
      onDuplicate: 'One MeshNetworkPolicy covers all agents of a registry; give the second one another name',
    });
  }
}
