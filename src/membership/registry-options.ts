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
   * The runtime of MCP Mesh in the image, with its release. It decides the probes.
   *
   * @default AgentRuntime.GUIDE
   */
  readonly runtime?: AgentRuntime;
  /**
   * How the pod waits for its registry.
   *
   * @default - by TCP, as in the guide, without an end; by HTTP under a service mesh
   */
  readonly waitForRegistry?: WaitForRegistry;
  /**
   * How often the agent tells its registry that it is there (`MCP_MESH_HEALTH_INTERVAL`), in whole seconds. It must be less than
   * the registry's `unhealthyAfter`.
   *
   * @default - the code's, or MCP Mesh's own, 5 s
   */
  readonly heartbeatInterval?: Duration;
  /**
   * How long the agent waits for an answer of another one (`MCP_MESH_CALL_TIMEOUT`), in whole seconds.
   *
   * @default - MCP Mesh's own, 300 s
   */
  readonly callTimeout?: Duration;
  /**
   * How long a session without calls is kept (`MCP_MESH_SESSION_TTL`), in whole seconds, at most a day. Python reads it.
   *
   * @default - MCP Mesh's own, 1 h
   */
  readonly sessionTtl?: Duration;
  /**
   * How long the agent holds calls back after its start, until what it requires was found (`MCP_MESH_SETTLE_TIMEOUT`), in whole
   * seconds.
   *
   * @default - MCP Mesh's own, 20 s
   */
  readonly settleTimeout?: Duration;
  /**
   * Whether policies let the replicas of an agent call each other. Python's runtime forwards the requests of a session to the
   * replica that holds it, at that pod's own address; without a way there they end with a 503.
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
 * What all agents of a registry share, said once. An agent's own props win: maps (env, labels, annotations,
 * nodeSelector) are merged key by key, volumes, init containers and sidecars by their names, mounts by their paths; everything
 * else is replaced. An empty list of an agent's takes none of the shared entries.
 */
export interface MeshAgentDefaults extends MeshAgentOptions {
  /**
   * Put before an agent's name to make its Service's name.
   *
   * @default "mcp-mesh-"
   */
  readonly serviceNamePrefix?: string;
  /**
   * Image of the waits for the registry and its database, and of discovery tests, if they name no image of their own: for clusters
   * that pull from a private registry. It needs a POSIX shell and, as busybox has them, `nc`, `wget`, `nslookup` and `timeout`. If
   * the registry waits for its Postgres it also needs `pg_isready`: a copy of "postgres:16.10-alpine" has all of it.
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
   * Name of the ConfigMap that tells agents where the registry is. Two registries with agents in one namespace need two names.
   *
   * @default "mcp-agent-config"
   */
  readonly configMapName?: string;
  /**
   * Value of the label `app.kubernetes.io/part-of` on every object that is made for this registry and its agents, claims excepted.
   * By it you find objects on a cluster that are no longer made: `kubectl apply --prune -l …`. The same label of a chart, or in a
   * `labels` prop, wins.
   *
   * @default - name and namespace of the registry's Service, such as "mcp-mesh-registry.mcp-mesh"; of an endpoint, its ConfigMap's
   */
  readonly partOf?: string;
  /**
   * What all agents of this registry share.
   *
   * @default - nothing
   */
  readonly agentDefaults?: MeshAgentDefaults;
  /**
   * Capabilities that agents outside of this app provide through this registry. Agents may depend on them.
   *
   * @default - none
   */
  readonly externalCapabilities?: string[];
  /**
   * Whether the registry and its agents listen on IPv6 as well as on IPv4, for clusters whose pods have IPv6 addresses. Agents in
   * Python and TypeScript read it as `HOST=::`; in Java they always listen on both. Leave it out if the nodes' kernels have no IPv6.
   *
   * @default false
   */
  readonly listenOnIpv6?: boolean;
  /**
   * Distributed tracing of all agents, which an agent may leave by `tracing: false`.
   *
   * @default - no agent sends spans
   */
  readonly tracing?: MeshTracing;
  /**
   * The service mesh that carries the traffic of the registry and its agents.
   *
   * @default ServiceMesh.none()
   */
  readonly serviceMesh?: ServiceMesh;
}

/** A registry that somebody else runs. */
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
   * Whether the registry is reached by `https`.
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
   * @default - the host, if it is an address; otherwise a `MeshNetworkPolicy` asks for it
   */
  readonly peer?: INetworkPolicyPeer;
  /**
   * The port of the peer's pods, where a Service in front of them translates its own: policies see the ports of pods.
   *
   * @default - port
   */
  readonly peerPort?: number;
}

/**
 * A registry that agents can be given: a `MeshRegistry` of this app, or one that somebody else runs
 * (`MeshRegistry.fromEndpoint`). Not for implementing.
 */
export interface IMeshRegistry extends IConstruct {
  /** Host and port with the scheme, as any namespace reaches it. */
  readonly url: string;
  /** The port that agents connect to. */
  readonly port: number;
  /** The registry's namespace, where it is known. */
  readonly namespace?: string;
  /** Name of the ConfigMap in every namespace that holds agents. */
  readonly configMapName: string;
  /**
   * The ConfigMaps that tell agents where the registry is, for patches: one for each namespace that holds some by now, the
   * registry's own first.
   */
  readonly configMaps: ApiObject[];
  /** Value of the label `app.kubernetes.io/part-of` on the objects of this mesh. */
  readonly partOf: string;
  /** The cluster's DNS domain. */
  readonly clusterDomain: string;
  /** What carries the traffic. */
  readonly serviceMesh: ServiceMesh;
  /** What all agents of this registry share. */
  readonly agentDefaults: MeshAgentDefaults;
  /** @internal */
  readonly _members: RegistryMembers;
}
