import { IMeshRegistry } from '../membership/registry-options';
import { DnsProfile } from '../peers/dns-profile';
import { MeshPeer } from '../peers/mesh-peer';

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
   * those that are not of the mesh. If others have pods in some of these namespaces, use `defaultDenyNamespaces` instead.
   *
   * @default false
   */
  readonly defaultDeny?: boolean;
  /**
   * Adds the policy `default-deny` to these namespaces of the mesh alone. Instead of `defaultDeny`.
   *
   * @default - none, or all of the mesh with `defaultDeny`
   */
  readonly defaultDenyNamespaces?: string[];
  /**
   * Name of those policies.
   *
   * @default "default-deny"; if several registries close a namespace, the first MeshNetworkPolicy by path decides
   */
  readonly defaultDenyName?: string;
  /**
   * Name of the agents' policy in each namespace. Policies of single agents have the names of their Services, so it is
   * refused beside `strict`.
   *
   * @default - "agent-communication-policy"; behind the registry's configMapName, where that is not the default
   */
  readonly name?: string;
  /**
   * Put before the names of the policies of single agents, which are those of their Services.
   *
   * @default - nothing
   */
  readonly namePrefix?: string;
  /**
   * Name of the registry's policy. Refused for a registry from an endpoint, which has none.
   *
   * @default - the name of the registry's Service and "-policy"
   */
  readonly registryPolicyName?: string;
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
   * Where the agents outside of this app are that provide the registry's `externalCapabilities`. Agents that require one of
   * them may call them; without `strict`, all agents. If one of the capabilities is an LLM, they may call its tools. Under `strict`, synthesis fails if an agent requires such a capability
   * and this is not given.
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
