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
   * @default - with `code`, the image of MCP Mesh that runs it; without, it must be given
   */
  readonly image?: string;
  /**
   * How the code of `source` gets into the pods: `MeshCode.mounted()` runs it on MCP Mesh's own image, with no image to build.
   *
   * @default - the image has the code
   */
  readonly code?: MeshCode;
  /**
   * The agent's logical name (`MCP_MESH_AGENT_NAME`): lower-case letters, digits and '-', at most 63 characters. A registry
   * refuses every other name, at each try. An id that is no such name needs it.
   *
   * @default - the name in the code of `source`; otherwise the construct's id
   */
  readonly agentName?: string;
  /**
   * Name of the Service, the workload and the label `app.kubernetes.io/name`, which are one: the agent detects its
   * own address from the label.
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
   * The port that the agent listens on and advertises, and the Service's: callers use the port that was advertised.
   *
   * @default 8080
   */
  readonly port?: number;
  /**
   * Capabilities that the agent provides: a name, or `MeshCapability.of` where there is a version, a tag or a weight.
   *
   * @default - none
   */
  readonly capabilities?: (string | MeshCapability)[];
  /**
   * Capabilities that the agent asks of others: a name, or `MeshRequirement.of` where tags or versions matter, or the agent works
   * without it.
   *
   * @default - none
   */
  readonly dependencies?: (string | MeshRequirement)[];
  /**
   * A Redis that the agent's code uses: the variables `REDIS_HOST`, `REDIS_PORT` and `REDIS_URL`, with `REDIS_USER` and
   * `REDIS_PASSWORD` if it has them, and the way there through policies. Of one from `RedisEndpoint.url`, `REDIS_URL` alone.
   * MCP Mesh's Python runtime keeps sessions at `REDIS_URL` as well.
   *
   * @default - none
   */
  readonly redis?: RedisEndpoint;
  /**
   * Whether the agent is a gateway: a service with routes that call agents (`@mesh.route` in Python, `mesh.route()` in TypeScript),
   * and without an agent in its code. It registers, and offers no capability.
   *
   * Such a service serves MCP Mesh's probe paths from Python 3.5.2 on, in Java, and never in TypeScript. Where its runtime serves
   * none, or is not named, it is probed by TCP. A service of TypeScript's `meshExpress` serves them all the same: say nothing there.
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
   * How many pods a drain of nodes may take at a time.
   *
   * @default - one, from two replicas on or with an autoscaler; otherwise no budget, which would keep a drain waiting
   */
  readonly disruptionBudget?: MeshDisruptionBudget;
  /**
   * How a Deployment replaces its pods. A `HeadlessMeshAgent` has `updateStrategy` in its place.
   *
   * @default - Kubernetes' own, RollingUpdate; Recreate with storage that one node mounts
   */
  readonly strategy?: k8s.DeploymentStrategy;
  /**
   * Storage of the pods, mounted at `storagePath`: a claim for each replica of a `HeadlessMeshAgent`, where it is immutable on a
   * cluster, and one claim for a `MeshAgent`. Several replicas of a `MeshAgent` need storage that is shared or ephemeral.
   *
   * @default - none
   */
  readonly storage?: MeshStorage;
  /**
   * Where the storage is mounted.
   *
   * @default "/data"
   */
  readonly storagePath?: string;
  /**
   * The agent's code, which is read for what it declares: its name, capabilities, requirements and uses of LLMs, whether it is a
   * gateway, the port if the code binds it by itself, and the runtime if a Dockerfile beside it names one. What is said in props
   * as well adds to it; what is said twice must be the same. A requirement is optional unless the code says `required`.
   *
   * @default - nothing is read; all of it is said in props
   */
  readonly source?: AgentSource;
}

/** An agent of the mesh: `MeshAgent` or `HeadlessMeshAgent`. Not for implementing. */
export interface IMeshAgent extends IPodSelector, INetworkPolicyPeer, ISubject, IMeshBackend {
  /** The agent's logical name. */
  readonly agentName: string;
  /** `http://<host>:<port>` with the host's whole name. */
  readonly url: string;
  /** The names under which the agent can be reached. */
  readonly dns: MeshDns;
  /** The agent's registry. */
  readonly registry: IMeshRegistry;
  /** Names of the capabilities that the agent provides. */
  readonly capabilities: string[];
  /** Names of the capabilities that the agent asks of others. */
  readonly dependencies: string[];
  /** @internal */
  readonly _declarations: MemberDeclarations;
}
