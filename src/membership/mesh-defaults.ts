import { DnsPolicy, ImagePullPolicy, ISecret, k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { setAppDefaults } from './app-defaults';

/** Defaults for everything that the library creates in an app. */
export interface MeshDefaultsOptions {
  /**
   * The image registry, with or without a path, such as "registry.example.com/mirror". It is a prefix for each image
   * without a registry, including those of waits and sidecars: `mcpmesh/registry:3.7.1` becomes
   * `registry.example.com/mirror/mcpmesh/registry:3.7.1`, and `busybox:1.35` becomes
   * `registry.example.com/mirror/busybox:1.35`. An image that names a registry does not change.
   *
   * @default - none; image names are used unchanged
   */
  readonly imageRegistry?: string;
  /**
   * Secrets to pull the images with, by their names in each namespace.
   *
   * @default - none
   */
  readonly imagePullSecrets?: ISecret[];
  /**
   * When the kubelet pulls the images.
   *
   * @default - Kubernetes' own: IfNotPresent for a tag other than latest
   */
  readonly imagePullPolicy?: ImagePullPolicy;
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
   * Labels on the pods of registries and agents only.
   *
   * @default - none
   */
  readonly podLabels?: { [key: string]: string };
  /**
   * Annotations on the pods of registries and agents.
   *
   * @default - only the mesh's own
   */
  readonly podAnnotations?: { [key: string]: string };
  /**
   * Security context of the pods; see that of `MeshPodOptions`. On OpenShift, which picks the ids, it is `{}`.
   *
   * @default - user, group and fsGroup 10001, non-root, seccomp RuntimeDefault
   */
  readonly podSecurityContext?: k8s.PodSecurityContext;
  /**
   * The source of the pods' DNS configuration.
   *
   * @default - Kubernetes' own: ClusterFirst
   */
  readonly dnsPolicy?: DnsPolicy;
  /**
   * DNS options of the pods.
   *
   * @default - the cluster's
   */
  readonly dnsConfig?: k8s.PodDnsConfig;
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
   * Name of a PriorityClass.
   *
   * @default - the cluster's default
   */
  readonly priorityClassName?: string;
  /**
   * Name of a RuntimeClass.
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
}

/**
 * Defaults for registries, agents, their waits and discovery tests, in all charts of an app. Props of a construct and
 * `agentDefaults` of a registry override them: maps are merged key by key, everything else is replaced.
 */
export class MeshDefaults {
  /**
   * Sets the defaults of an app. Call it once, before the app's first registry.
   *
   * @param app the app, or any construct in it
   * @param options the defaults
   * @throws if a registry, an agent or a policy of the app was made before, or the defaults were set.
   */
  public static of(app: IConstruct, options: MeshDefaultsOptions): void {
    setAppDefaults(app, options);
  }

  private constructor() {}
}
