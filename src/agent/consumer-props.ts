import { IServiceAccount, k8s } from 'cdk8s-plus-28';
import { AgentSource } from './agent-source';
import { MeshCode } from '../code/mesh-code';
import { MeshRequirement } from '../contract/capabilities';
import { RedisEndpoint } from '../endpoints/redis-endpoint';
import { IMeshRegistry, MeshAgentOptions } from '../membership/registry-options';
import { MeshStorage } from '../pod/storage';
import { MeshDisruptionBudget } from '../workload/disruption-budget';

/** What a `MeshConsumer` can be told. */
export interface MeshConsumerProps extends MeshAgentOptions {
  /** The registry that the consumer registers with and finds agents through. */
  readonly registry: IMeshRegistry;
  /**
   * Image of the consumer, pinned by tag or digest.
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
   * The consumer's code. The library reads from it the name, the requirements and the uses of LLMs. The Python
   * runtime requires a capability on each function with dependencies, but no agent can call it. So the library
   * ignores the capabilities in the code.
   *
   * @default - none; you set everything in props
   */
  readonly source?: AgentSource;
  /**
   * The consumer's logical name (`MCP_MESH_AGENT_NAME`): lower-case letters, digits and '-', at most 63 characters.
   *
   * @default - the name in the code of `source`; otherwise the construct's id
   */
  readonly agentName?: string;
  /**
   * Name of the workload, and the label `app.kubernetes.io/name` on its pods (`SERVICE_NAME`). There is no Service.
   *
   * @default - the registry's `agentDefaults.serviceNamePrefix` ("mcp-mesh-") and the consumer's name
   */
  readonly serviceName?: string;
  /**
   * The namespace of the consumer's objects.
   *
   * @default - the chart's
   */
  readonly namespace?: string;
  /**
   * Capabilities that the consumer depends on: a name, or `MeshRequirement.of` with tags, versions or `optional`.
   *
   * @default - none
   */
  readonly dependencies?: (string | MeshRequirement)[];
  /**
   * A Redis that the consumer's code uses: the variables `REDIS_HOST`, `REDIS_PORT` and `REDIS_URL`, and `REDIS_USER`
   * and `REDIS_PASSWORD` if it has them. Policies allow the connection.
   *
   * @default - none
   */
  readonly redis?: RedisEndpoint;
  /**
   * Number of pods.
   *
   * @default - not set: Kubernetes runs one, or an autoscaler decides
   */
  readonly replicas?: number;
  /**
   * How many pods a node drain may evict at a time.
   *
   * @default - one pod at a time with two or more replicas; otherwise no budget, because it would block drains
   */
  readonly disruptionBudget?: MeshDisruptionBudget;
  /**
   * Storage of the pods, mounted at `storagePath`. Several replicas need storage that is shared or ephemeral.
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
   * How the Deployment replaces its pods.
   *
   * @default - Kubernetes' own, RollingUpdate; Recreate with storage that one node mounts
   */
  readonly strategy?: k8s.DeploymentStrategy;
  /**
   * Replaces the image's entrypoint.
   *
   * @default - the image's
   */
  readonly command?: string[];
  /**
   * Arguments of the entrypoint. MCP Mesh's Python image runs `python`, so `args: ['main.py']` is what it wants.
   *
   * @default - the image's
   */
  readonly args?: string[];
  /**
   * The folder in which the container starts, an absolute path.
   *
   * @default - the image's
   */
  readonly workingDir?: string;
  /**
   * The account that the pods run as.
   *
   * @default - one of their own, named like the workload, without a token
   */
  readonly serviceAccount?: IServiceAccount;
  /**
   * Whether the pods get the account's token. Only code that talks to the Kubernetes API needs it.
   *
   * @default false
   */
  readonly automountServiceAccountToken?: boolean;
}
