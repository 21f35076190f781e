import { IMeshRegistry } from '../membership/registry-options';
import { DnsProfile } from '../peers/dns-profile';
import { MeshPeer } from '../peers/mesh-peer';

/** What a `MeshNetworkPolicy` can be told. */
export interface MeshNetworkPolicyProps {
  /** The registry that the policies are for, with its agents. */
  readonly registry: IMeshRegistry;
  /**
   * Creates a policy for each agent that allows exactly what the agents declare: a provider allows the agents that
   * depend on it, and an agent can reach its providers, its registry, DNS and the peers of `allowEgress`. Otherwise
   * one policy covers all agents of a namespace, as in MCP Mesh's guide, and every agent may call every other.
   *
   * @default false
   */
  readonly strict?: boolean;
  /**
   * Whether the registry may call agents, which its `/proxy` paths do.
   *
   * @default - true, as in MCP Mesh's guide; false with `strict`
   */
  readonly registryCallsAgents?: boolean;
  /**
   * Adds a policy `default-deny` to each namespace of the mesh. It closes every pod there that no other policy opens,
   * including pods outside the mesh. If others have pods in some of these namespaces, use `defaultDenyNamespaces`
   * instead.
   *
   * @default false
   */
  readonly defaultDeny?: boolean;
  /**
   * Adds the policy `default-deny` only to these namespaces of the mesh. Use it instead of `defaultDeny`.
   *
   * @default - none, or all of the mesh with `defaultDeny`
   */
  readonly defaultDenyNamespaces?: string[];
  /**
   * Name of the `default-deny` policies.
   *
   * @default "default-deny"; if several registries close a namespace, the first MeshNetworkPolicy by path decides
   */
  readonly defaultDenyName?: string;
  /**
   * Name of the agents' policy in each namespace. Policies of single agents have the names of their Services, so you
   * cannot use it with `strict`.
   *
   * @default - "agent-communication-policy", after the registry's configMapName if you set it
   */
  readonly name?: string;
  /**
   * Prefix of the names of the policies of single agents, which are those of their Services.
   *
   * @default - nothing
   */
  readonly namePrefix?: string;
  /**
   * Name of the registry's policy. You cannot use it with `MeshRegistry.fromEndpoint`, whose registry gets no policy.
   *
   * @default - the name of the registry's Service and "-policy"
   */
  readonly registryPolicyName?: string;
  /**
   * The DNS server of the cluster.
   *
   * @default [DnsProfile.kubeDns()]
   */
  readonly dns?: DnsProfile[];
  /**
   * The label with the namespace's name, for the namespaces of the mesh.
   *
   * @default "kubernetes.io/metadata.name", which the API server puts on every namespace
   */
  readonly namespaceLabel?: string;
  /**
   * Other peers that may call all agents, such as Prometheus. For one agent, use `agent.allowIngress`.
   *
   * @default - nobody
   */
  readonly ingressFrom?: MeshPeer[];
  /**
   * Other peers that all agents may call, such as a trace collector. For one agent, use `agent.allowEgress`.
   *
   * @default - nobody
   */
  readonly egressTo?: MeshPeer[];
  /**
   * The agents outside this app that provide the registry's `externalCapabilities`. With `strict`, agents that
   * require one of these capabilities may call them; otherwise all agents may. If one of the capabilities is an LLM,
   * its providers may call the tools. With `strict`, synthesis fails if an agent requires such a capability and you
   * do not set this.
   *
   * @default - none
   */
  readonly externalProviders?: MeshPeer[];
  /**
   * Who else may call the registry, whose API has no authentication.
   *
   * @default - nobody
   */
  readonly registryIngressFrom?: MeshPeer[];
  /**
   * Other peers that the registry may call, such as a trace collector. Its database is allowed already.
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
