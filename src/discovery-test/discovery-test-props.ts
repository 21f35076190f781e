import { Duration } from 'cdk8s';
import { IServiceAccount, k8s } from 'cdk8s-plus-28';
import { IMeshRegistry } from '../membership/registry-options';

/** What a `MeshDiscoveryTest` can be told. */
export interface MeshDiscoveryTestProps {
  /** The registry to test, with all of its agents. */
  readonly registry: IMeshRegistry;
  /**
   * How many times each check is made and counted. The load test of MCP Mesh's guide makes 1000.
   *
   * @default 10
   */
  readonly iterations?: number;
  /**
   * How long one request may take, in whole seconds.
   *
   * @default Duration.seconds(5)
   */
  readonly timeout?: Duration;
  /**
   * How long the mesh may take to start, in whole seconds. Within this time, a check that fails is tried again, and
   * failures are not counted. With `Duration.seconds(0)`, all failures count.
   *
   * @default Duration.minutes(2)
   */
  readonly gracePeriod?: Duration;
  /**
   * How long the whole test may take, in whole seconds. Checks that are not done by then have failed. Kubernetes ends
   * the Job a minute later and deletes its pod, including the report.
   *
   * @default Duration.minutes(10)
   */
  readonly deadline?: Duration;
  /**
   * How long Kubernetes keeps the finished Job with its report, in whole seconds.
   *
   * @default Duration.days(1)
   */
  readonly ttlAfterFinished?: Duration;
  /**
   * Whether the test requests health and capabilities from a registry with an `https` URL; otherwise the registry
   * only has to accept a connection. The test verifies no certificate and presents none. Many servers refuse busybox'
   * TLS, so you need an `image` with a better `wget`.
   *
   * @default false
   */
  readonly askOverTls?: boolean;
  /**
   * Name of the Job and its other objects, and value of the label on its pod.
   *
   * @default - "mcp-mesh-discovery-test", or the registry's configMapName and "-discovery-test" if you set
   * configMapName
   */
  readonly name?: string;
  /**
   * The namespace of the Job.
   *
   * @default - the chart's
   */
  readonly namespace?: string;
  /**
   * Image with a POSIX shell, and `wget`, `nslookup`, `nc` and `timeout` with the options of busybox.
   *
   * @default - `toolsImage` of the registry's `agentDefaults`, the image of its `waitForRegistry`, or "busybox:1.35"
   */
  readonly image?: string;
  /**
   * Requests and limits of the container, as a whole; `{}` means none. A small CPU limit increases the latencies.
   *
   * @default - requests 50m CPU, 32Mi memory, 16Mi ephemeral storage; limits 500m CPU, 128Mi memory, 64Mi ephemeral storage
   */
  readonly resources?: k8s.ResourceRequirements;
  /**
   * The account that the pod runs as.
   *
   * @default - one of its own, named like the Job, without a token
   */
  readonly serviceAccount?: IServiceAccount;
  /**
   * Labels on every object and on the pod.
   *
   * @default - none but the test's own
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations of the Job, such as those for hooks of Argo CD and Helm.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}
