import { IServiceAccount, ISecret, k8s } from 'cdk8s-plus-28';
import { MeshStorage } from '../pod/storage';

/** What both stores can be told. */
export interface DevelopmentStoreProps {
  /**
   * Name of the Service, the StatefulSet, the policy and the label on the pod.
   *
   * @default - the construct's id
   */
  readonly serviceName?: string;
  /**
   * The namespace of the store's objects.
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
   * Image of the server.
   *
   * @default "postgres:16.10"; "redis:7.4.5" for a Redis
   */
  readonly image?: string;
  /**
   * Secrets to pull the image with.
   *
   * @default - none
   */
  readonly imagePullSecrets?: ISecret[];
  /**
   * Where the data is kept.
   *
   * @default - a claim of 1Gi of the cluster's default storage class, which stays when the StatefulSet is deleted
   */
  readonly storage?: MeshStorage;
  /**
   * Requests and limits of the container, as a whole; `{}` means none.
   *
   * @default - requests 100m CPU, 128Mi memory, 64Mi ephemeral storage; limits 1 CPU, 512Mi memory, 1Gi ephemeral storage
   */
  readonly resources?: k8s.ResourceRequirements;
  /**
   * Security context of the pod. If you set it, it must contain the user and group ids that you want, or none (as
   * OpenShift requires).
   *
   * @default - user, group and fsGroup 10001, non-root, seccomp RuntimeDefault
   */
  readonly podSecurityContext?: k8s.PodSecurityContext;
  /**
   * The account that the pod runs as.
   *
   * @default - its own, with the name of the Service, without a token
   */
  readonly serviceAccount?: IServiceAccount;
  /**
   * Labels on every object and on the pod. Never part of a selector.
   *
   * @default - only the store's own
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations on every object, not on the pod.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}
