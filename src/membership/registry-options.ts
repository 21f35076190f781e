import { ApiObject, Duration } from 'cdk8s';
import { INetworkPolicyPeer } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { AgentRuntime } from './agent-runtime';
import { RegistryMembers } from './registry-members';
import { MeshTracing } from '../endpoints/tracing-options';
import { MeshPodOptions } from '../pod/pod-options';
import { WaitForRegistry } from '../pod/wait-for-registry';
import { ServiceMesh } from '../service-mesh/service-mesh';
import { MeshTls } from '../tls/mesh-tls';

/** What every agent can be told beyond what all mesh pods can. */
export interface MeshAgentOptions extends MeshPodOptions {
  /**
   * The runtime of MCP Mesh in the image, with its release. It determines the probes.
   *
   * @default AgentRuntime.GUIDE
   */
  readonly runtime?: AgentRuntime;
  /**
   * How the pod waits for its registry.
   *
   * @default - by TCP without a timeout, as in MCP Mesh's guide; by HTTP in a service mesh
   */
  readonly waitForRegistry?: WaitForRegistry;
  /**
   * How often the agent sends a heartbeat to its registry (`MCP_MESH_HEALTH_INTERVAL`), in whole seconds. It must be
   * less than the registry's `unhealthyAfter`.
   *
   * @default - the code's, or MCP Mesh's own, 5 s
   */
  readonly heartbeatInterval?: Duration;
  /**
   * How long the agent waits for the answer of another agent (`MCP_MESH_CALL_TIMEOUT`), in whole seconds.
   *
   * @default - MCP Mesh's own, 300 s
   */
  readonly callTimeout?: Duration;
  /**
   * How long the agent keeps a session without calls (`MCP_MESH_SESSION_TTL`), in whole seconds, at most a day. Only
   * Python reads it.
   *
   * @default - MCP Mesh's own, 1 h
   */
  readonly sessionTtl?: Duration;
  /**
   * How long the agent delays calls after its start, until its dependencies are found (`MCP_MESH_SETTLE_TIMEOUT`), in
   * whole seconds.
   *
   * @default - MCP Mesh's own, 20 s
   */
  readonly settleTimeout?: Duration;
  /**
   * Whether policies let the replicas of an agent call each other. The Python runtime forwards the requests of a
   * session to the replica that has it, at that pod's address; if a policy blocks that, they fail with status 503.
   *
   * @default - true if there may be a second replica: with `replicas` above 1, an autoscaler, or a `HeadlessMeshAgent`
   */
  readonly connectReplicas?: boolean;
  /**
   * Whether the agent sends spans to the Redis of its registry's `tracing`.
   *
   * @default - true if the registry has tracing
   */
  readonly tracing?: boolean;
}

/**
 * Defaults for all agents of a registry. An agent's own props override them: maps (env, labels, annotations,
 * nodeSelector) are merged key by key, volumes, init containers and sidecars by name, and mounts by path; everything
 * else is replaced. An empty list removes the shared entries.
 */
export interface MeshAgentDefaults extends MeshAgentOptions {
  /**
   * Prefix of an agent's name in the name of its Service.
   *
   * @default "mcp-mesh-"
   */
  readonly serviceNamePrefix?: string;
  /**
   * Image of the waits for the registry and its database, and of discovery tests, unless they set their own image.
   * Use it if the cluster pulls from a private registry. It needs a POSIX shell, and `nc`, `wget`, `nslookup` and
   * `timeout` with the options of busybox. If the registry waits for its Postgres, it also needs `pg_isready`: a copy
   * of "postgres:16.10-alpine" has everything.
   *
   * @default - the image of `waitForRegistry` for discovery tests, "postgres:16.10-alpine" for the wait for Postgres, otherwise
   * "busybox:1.35"
   */
  readonly toolsImage?: string;
}

/** What every registry can be told, whoever runs it. */
export interface MeshRegistryOptions {
  /**
   * The namespace of the registry's objects.
   *
   * @default - the chart's
   */
  readonly namespace?: string;
  /**
   * The cluster's DNS domain.
   *
   * @default "cluster.local"
   */
  readonly clusterDomain?: string;
  /**
   * Name of the ConfigMap with the registry's address for the agents. Two registries with agents in the same
   * namespace need different names.
   *
   * @default "mcp-agent-config"
   */
  readonly configMapName?: string;
  /**
   * Value of the label `app.kubernetes.io/part-of` on every object for this registry and its agents, except claims.
   * Use it to delete objects that the app no longer creates: `kubectl apply --prune -l …`. If a chart or a `labels`
   * prop sets the same label, that value wins.
   *
   * @default - name and namespace of the registry's Service, such as "mcp-mesh-registry.mcp-mesh"; with
   * `MeshRegistry.fromEndpoint`, those of its ConfigMap
   */
  readonly partOf?: string;
  /**
   * Defaults for all agents of this registry.
   *
   * @default - nothing
   */
  readonly agentDefaults?: MeshAgentDefaults;
  /**
   * Capabilities that agents outside this app provide through this registry. Agents of the app can depend on them.
   *
   * @default - none
   */
  readonly externalCapabilities?: string[];
  /**
   * Whether the registry and its agents listen on IPv6 as well as on IPv4, for clusters whose pods have IPv6
   * addresses. Python and TypeScript agents get `HOST=::`; Java agents always listen on both. Leave it out if the
   * nodes' kernels have no IPv6.
   *
   * @default false
   */
  readonly listenOnIpv6?: boolean;
  /**
   * Distributed tracing of all agents. To turn it off for an agent, set its `tracing` to false.
   *
   * @default - no agent sends spans
   */
  readonly tracing?: MeshTracing;
  /**
   * The service mesh of the registry and its agents.
   *
   * @default ServiceMesh.none()
   */
  readonly serviceMesh?: ServiceMesh;
}

/** An existing registry. */
export interface MeshRegistryEndpoint extends MeshRegistryOptions {
  /** Host name or address, as the agents' pods resolve it. An IPv6 address may have brackets. */
  readonly host: string;
  /**
   * Port of the registry.
   *
   * @default 8000
   */
  readonly port?: number;
  /**
   * Whether the URL of the registry uses `https`.
   *
   * @default - true with `agentTls`, otherwise false
   */
  readonly tls?: boolean;
  /**
   * The certificates of the agents, if the registry runs with MCP Mesh's own TLS. It must trust the authority that signs them.
   * Sets `tls`.
   *
   * @default - agents have no certificates
   */
  readonly agentTls?: MeshTls;
  /**
   * The registry as a peer of network policies: pods, a namespace or addresses.
   *
   * @default - the host, if it is an IP address; otherwise required by a `MeshNetworkPolicy`
   */
  readonly peer?: INetworkPolicyPeer;
  /**
   * The port of the peer's pods, if their Service has a different port: policies see the ports of pods.
   *
   * @default - port
   */
  readonly peerPort?: number;
}

/**
 * A registry for agents: a `MeshRegistry` of this app, or an existing one (`MeshRegistry.fromEndpoint`). Do not
 * implement it.
 */
export interface IMeshRegistry extends IConstruct {
  /** The URL of the registry, for callers in any namespace. */
  readonly url: string;
  /** The port that agents connect to. */
  readonly port: number;
  /** The registry's namespace, if it is known. */
  readonly namespace?: string;
  /** Name of the ConfigMap in each namespace with agents. */
  readonly configMapName: string;
  /**
   * The ConfigMaps with the registry's address, for patches: one for each namespace that has agents so far, the one
   * of the registry's namespace first.
   */
  readonly configMaps: ApiObject[];
  /** Value of the label `app.kubernetes.io/part-of` on the objects of this mesh. */
  readonly partOf: string;
  /** The cluster's DNS domain. */
  readonly clusterDomain: string;
  /** The service mesh of the registry and its agents. */
  readonly serviceMesh: ServiceMesh;
  /** Defaults for all agents of this registry. */
  readonly agentDefaults: MeshAgentDefaults;
  /** @internal */
  readonly _members: RegistryMembers;
}
