import { INetworkPolicyPeer, IPodSelector, ISubject, k8s } from 'cdk8s-plus-28';
import { AgentSource } from './agent-source';
import { MeshCode } from '../code/mesh-code';
import { MeshCapability, MeshRequirement } from '../contract/capabilities';
import { RedisEndpoint } from '../endpoints/redis-endpoint';
import { MeshDns } from '../kubernetes/naming';
import { MemberDeclarations } from '../membership/registry-members';
import { IMeshRegistry, MeshAgentOptions } from '../membership/registry-options';
import { MeshWorkloadProps } from '../pod/pod-options';
import { MeshStorage } from '../pod/storage';
import { MeshDisruptionBudget } from '../workload/disruption-budget';
import { MeshPort } from '../workload/extra-port';
import { IMeshBackend } from '../workload/mesh-backend';

/** What an agent can be told. */
export interface MeshAgentProps extends MeshAgentOptions, MeshWorkloadProps {
  /** The registry that the agent registers with and finds others through. */
  readonly registry: IMeshRegistry;
  /**
   * Image of the agent, pinned by tag or digest.
   *
   * @default - with `code`, MCP Mesh's image that runs it; otherwise required
   */
  readonly image?: string;
  /**
   * How the code of `source` gets into the pods. `MeshCode.mounted()` runs it on MCP Mesh's own image, so you build
   * no image.
   *
   * @default - the image has the code
   */
  readonly code?: MeshCode;
  /**
   * The agent's logical name (`MCP_MESH_AGENT_NAME`): lower-case letters, digits and '-', at most 63 characters. The
   * registry refuses every other name. Set it if the construct's id is not such a name.
   *
   * @default - the name in the code of `source`; otherwise the construct's id
   */
  readonly agentName?: string;
  /**
   * Name of the Service, the workload and the label `app.kubernetes.io/name`, which must be the same: the agent
   * detects its own address from the label.
   *
   * @default - the registry's `agentDefaults.serviceNamePrefix` ("mcp-mesh-") and the agent's name
   */
  readonly serviceName?: string;
  /**
   * The namespace of the agent's objects.
   *
   * @default - the chart's
   */
  readonly namespace?: string;
  /**
   * The port that the agent listens on and advertises, and the port of its Service: callers use the advertised port.
   *
   * @default 8080
   */
  readonly port?: number;
  /**
   * Capabilities that the agent provides: a name, or `MeshCapability.of` with a version, tags or a weight.
   *
   * @default - none
   */
  readonly capabilities?: (string | MeshCapability)[];
  /**
   * Capabilities that the agent depends on: a name, or `MeshRequirement.of` with tags, versions or `optional`.
   *
   * @default - none
   */
  readonly dependencies?: (string | MeshRequirement)[];
  /**
   * A Redis that the agent's code uses: the variables `REDIS_HOST`, `REDIS_PORT` and `REDIS_URL`, and `REDIS_USER`
   * and `REDIS_PASSWORD` if it has them. Policies allow the connection. For `RedisEndpoint.url`, only `REDIS_URL` is
   * set. MCP Mesh's Python runtime also stores sessions at `REDIS_URL`.
   *
   * @default - none
   */
  readonly redis?: RedisEndpoint;
  /**
   * Whether the agent is a gateway: a service with routes that call agents (`@mesh.route` in Python, `mesh.route()`
   * in TypeScript), but without an agent in its code. It registers, and provides no capability.
   *
   * A gateway serves MCP Mesh's probe paths in Python from 3.5.2 on and in Java, but not in TypeScript. If its
   * runtime serves none, or you do not set `runtime`, it gets TCP probes. A service of TypeScript's `meshExpress`
   * serves the paths: leave `gateway` out.
   *
   * @default false
   */
  readonly gateway?: boolean;
  /**
   * Further ports of the pods, such as one with metrics: on the container, the Service, in policies, and for metrics in a
   * ServiceMonitor.
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
   * How a Deployment replaces its pods. For a `HeadlessMeshAgent`, use `updateStrategy`.
   *
   * @default - RollingUpdate, the default of Kubernetes; Recreate with storage that only one node can mount
   */
  readonly strategy?: k8s.DeploymentStrategy;
  /**
   * Storage of the pods, mounted at `storagePath`: a claim for each replica of a `HeadlessMeshAgent` (immutable on a
   * cluster), and one claim for a `MeshAgent`. Several replicas of a `MeshAgent` need storage that is shared or
   * ephemeral.
   *
   * @default - none
   */
  readonly storage?: MeshStorage;
  /**
   * The mount path of the storage.
   *
   * @default "/data"
   */
  readonly storagePath?: string;
  /**
   * The agent's code. The library reads from it: the name, capabilities, requirements and uses of LLMs, whether it is
   * a gateway, the port if the code starts the server itself, and the runtime if there is a Dockerfile. Props add to
   * this and must not contradict it. A requirement is optional unless the code says `required`.
   *
   * @default - none; you set everything in props
   */
  readonly source?: AgentSource;
}

/** An agent of the mesh: `MeshAgent` or `HeadlessMeshAgent`. Do not implement it. */
export interface IMeshAgent extends IPodSelector, INetworkPolicyPeer, ISubject, IMeshBackend {
  /** The agent's logical name. */
  readonly agentName: string;
  /** `http://<host>:<port>` with the full name of the host. */
  readonly url: string;
  /** The names under which the agent can be reached. */
  readonly dns: MeshDns;
  /** The agent's registry. */
  readonly registry: IMeshRegistry;
  /** Names of the capabilities that the agent provides. */
  readonly capabilities: string[];
  /** Names of the capabilities that the agent depends on. */
  readonly dependencies: string[];
  /** @internal */
  readonly _declarations: MemberDeclarations;
}
