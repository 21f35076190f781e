import {
  DnsPolicy,
  EnvFrom,
  EnvValue,
  ImagePullPolicy,
  IServiceAccount,
  ISecret,
  k8s,
  ServiceType,
} from 'cdk8s-plus-28';
import { MeshProbe } from './mesh-probe';
import { MeshServiceOptions } from './service-options';
import { MeshLogLevel } from '../contract/log-level';

/** What every mesh pod can be told, registry or agent, and what all agents of a registry can share. */
export interface MeshPodOptions {
  /**
   * More variables. They are sorted so that `$(X)` comes after `X`, as Kubernetes requires; otherwise alphabetically.
   * You cannot use a name that the library sets itself.
   *
   * @default - only the library's own
   */
  readonly env?: { [name: string]: EnvValue };
  /**
   * How much MCP Mesh logs (`MCP_MESH_LOG_LEVEL`). Java does not read it.
   *
   * @default - MCP Mesh's own, INFO
   */
  readonly logLevel?: MeshLogLevel;
  /**
   * More variables, from whole ConfigMaps or Secrets. If a key is also in the mesh's ConfigMap, the value of the mesh
   * wins.
   *
   * @default - only the mesh's ConfigMap
   */
  readonly envFrom?: EnvFrom[];
  /**
   * Requests and limits of the container, as a whole; `{}` means none.
   *
   * Give a Python agent at least 500m of CPU, or no CPU limit: with a smaller limit it can register a port that it
   * does not serve, while it is Ready and passes its probes.
   *
   * @default - requests 100m CPU, 128Mi memory, 64Mi ephemeral storage; limits 1 CPU, 512Mi memory, 1Gi ephemeral storage
   */
  readonly resources?: k8s.ResourceRequirements;
  /**
   * Requests and limits that change single values of `resources` or of the default, for example to add a GPU. An
   * agent's own values override those of `agentDefaults`.
   *
   * @default - none
   */
  readonly moreResources?: k8s.ResourceRequirements;
  /**
   * When the kubelet restarts the container.
   *
   * @default - GET /health on the port, 15 s after the start, every 10 s; for an agent, its runtime's
   */
  readonly liveness?: MeshProbe;
  /**
   * When the pod receives traffic.
   *
   * @default - GET /health on the port, 10 s after the start, every 5 s; for an agent, its runtime's
   */
  readonly readiness?: MeshProbe;
  /**
   * When the other probes begin.
   *
   * @default - none; for an agent, its runtime's
   */
  readonly startup?: MeshProbe;
  /**
   * Security context of the container. It changes single fields of the default (also of capabilities).
   *
   * @default - no privilege escalation, no capabilities, a read-only root (with an emptyDir at /tmp)
   */
  readonly securityContext?: k8s.SecurityContext;
  /**
   * Security context of the pod. If you set it, it must contain the user and group ids that you want, or none (as
   * OpenShift requires); `runAsNonRoot: true` and the `RuntimeDefault` seccomp profile stay unless you change them.
   *
   * @default - user, group and fsGroup 10001, non-root, seccomp RuntimeDefault
   */
  readonly podSecurityContext?: k8s.PodSecurityContext;
  /**
   * Labels on every object and on the pods. Never part of a selector.
   *
   * @default - only the mesh's own
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations on every object, not on the pods.
   *
   * @default - only the mesh's own
   */
  readonly annotations?: { [key: string]: string };
  /**
   * Annotations on the pods.
   *
   * @default - only the mesh's own
   */
  readonly podAnnotations?: { [key: string]: string };
  /**
   * Labels on the pods only, such as those of a cloud or an injector. They are never part of a selector. You cannot
   * set the mesh's own labels, those of `labels`, or those of a service mesh.
   *
   * @default - only those on every object
   */
  readonly podLabels?: { [key: string]: string };
  /**
   * When the kubelet pulls the images.
   *
   * @default - Kubernetes' own: IfNotPresent for a tag other than latest
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * Secrets to pull the images with.
   *
   * @default - none
   */
  readonly imagePullSecrets?: ISecret[];
  /**
   * The source of a container's DNS configuration.
   *
   * @default - Kubernetes' own: ClusterFirst
   */
  readonly dnsPolicy?: DnsPolicy;
  /**
   * DNS options of the pods. `MeshDnsConfig.guide()` is the fix for failing look-ups in MCP Mesh's guide.
   *
   * @default - the cluster's
   */
  readonly dnsConfig?: k8s.PodDnsConfig;
  /**
   * Entries of the pods' `/etc/hosts`, for names that DNS does not have.
   *
   * @default - none
   */
  readonly hostAliases?: k8s.HostAlias[];
  /**
   * Whether pods get variables for each Service of their namespace. They can set variables that code reads: a Service
   * named `mcp-mesh-registry` sets `MCP_MESH_REGISTRY_PORT` to `tcp://…` if nothing else sets it.
   *
   * @default false
   */
  readonly enableServiceLinks?: boolean;
  /**
   * Labels that a node must have.
   *
   * @default - any node
   */
  readonly nodeSelector?: { [key: string]: string };
  /**
   * Taints that the pods tolerate.
   *
   * @default - none
   */
  readonly tolerations?: k8s.Toleration[];
  /**
   * Rules of attraction and repulsion.
   *
   * @default - none
   */
  readonly affinity?: k8s.Affinity;
  /**
   * How replicas spread over nodes and zones.
   *
   * @default - the scheduler's own
   */
  readonly topologySpreadConstraints?: k8s.TopologySpreadConstraint[];
  /**
   * Name of a PriorityClass.
   *
   * @default - the cluster's default
   */
  readonly priorityClassName?: string;
  /**
   * Name of a RuntimeClass, such as that of a sandbox.
   *
   * @default - the cluster's default
   */
  readonly runtimeClassName?: string;
  /**
   * Name of the scheduler that places the pods.
   *
   * @default - Kubernetes' own, default-scheduler
   */
  readonly schedulerName?: string;
  /**
   * Hooks that the kubelet runs in the container after its start and before SIGTERM. `terminationGracePeriodSeconds`
   * includes the time of `preStop`.
   *
   * @default - nothing
   */
  readonly lifecycle?: k8s.Lifecycle;
  /**
   * Seconds that a new pod must be Ready before it counts as available, so that a rollout waits for it. It must be
   * less than 600 for a Deployment, whose rollout fails after that time.
   *
   * @default - Kubernetes' own, 0
   */
  readonly minReadySeconds?: number;
  /**
   * How many earlier versions of the workload the cluster keeps for a rollback.
   *
   * @default - Kubernetes' own, 10
   */
  readonly revisionHistoryLimit?: number;
  /**
   * Seconds between SIGTERM, on which an agent deregisters, and SIGKILL.
   *
   * @default - Kubernetes' own, 30
   */
  readonly terminationGracePeriodSeconds?: number;
  /**
   * More volumes of the pods. The library uses the names `tmp` and `data`.
   *
   * @default - none
   */
  readonly volumes?: k8s.Volume[];
  /**
   * More mounts of the container. One at `/tmp` replaces the emptyDir there.
   *
   * @default - an emptyDir at /tmp
   */
  readonly volumeMounts?: k8s.VolumeMount[];
  /**
   * Init containers that run after the wait for the registry. Their security contexts change single fields of a
   * restricted default.
   *
   * @default - none
   */
  readonly initContainers?: k8s.Container[];
  /**
   * Containers in addition to the main one. Their security contexts change single fields of a restricted default.
   *
   * @default - none
   */
  readonly sidecars?: k8s.Container[];
}

/** What a registry or one agent can be told beyond what all of them share. */
export interface MeshWorkloadProps extends MeshPodOptions {
  /**
   * Number of pods.
   *
   * @default - not set: Kubernetes runs one, or an autoscaler decides
   */
  readonly replicas?: number;
  /**
   * Replaces the image's entrypoint.
   *
   * @default - the image's
   */
  readonly command?: string[];
  /**
   * Arguments of the entrypoint. MCP Mesh's Python image runs `python`, so `args: ['main.py']` is what it wants.
   *
   * @default - the image's; for a registry without a command, the address and port to listen on
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
   * @default - their own, with the name of the Service, without a token
   */
  readonly serviceAccount?: IServiceAccount;
  /**
   * Whether the pods get the account's token. Only code that talks to the Kubernetes API needs it.
   *
   * @default false
   */
  readonly automountServiceAccountToken?: boolean;
  /**
   * Type of the Service. You cannot use `EXTERNAL_NAME`, because such a Service has no endpoints.
   *
   * @default ServiceType.CLUSTER_IP
   */
  readonly serviceType?: ServiceType;
  /**
   * Port on every node, for a Service of type `NODE_PORT` or `LOAD_BALANCER`.
   *
   * @default - the cluster picks one
   */
  readonly nodePort?: number;
  /**
   * Annotations on the Service only, such as those for a cloud's load balancer.
   *
   * @default - none
   */
  readonly serviceAnnotations?: { [key: string]: string };
  /**
   * Further fields of the Service: session affinity, load balancers, address families, the port's protocol.
   *
   * @default - Kubernetes' own
   */
  readonly service?: MeshServiceOptions;
}
