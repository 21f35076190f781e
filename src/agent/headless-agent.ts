import { ApiObject } from 'cdk8s';
import { EnvFieldPaths, EnvValue, k8s, PodManagementPolicy } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { MeshAgentBase } from './agent-base';
import { MeshAgentProps } from './agent-props';
import { refuse, show } from '../base/problem';
import { Variable } from '../contract/contract';
import { STATEFUL_SET_NAME_MAX } from '../kubernetes/checks';
import { headlessName, MeshDns } from '../kubernetes/naming';
import { checkClosedValue } from '../pod/closed-values';
import { field } from '../pod/env';
import { OwnVolume } from '../pod/own-volume';
import { MeshObject } from '../synthesis/mesh-object';
import { validateCriticalPattern } from '../workload/critical-pattern';
import { claimTemplates, statefulSetVolume } from '../workload/data-volume';
import { refuseOfOtherKind, statefulSetStrategy } from '../workload/rollout';
import { clusterService, governingService } from '../workload/service';
import { statefulSetSpec } from '../workload/workload-spec';

/** What a headless agent can be told beyond what every agent can. */
export interface HeadlessMeshAgentProps extends MeshAgentProps {
  /**
   * How the StatefulSet replaces its pods.
   *
   * @default - Kubernetes' own, RollingUpdate: one pod after the other, the last first
   */
  readonly updateStrategy?: k8s.StatefulSetUpdateStrategy;
  /**
   * Whether a pod's DNS name resolves before the pod is ready, for replicas that look each other up when they start.
   *
   * @default false
   */
  readonly publishNotReadyAddresses?: boolean;
  /**
   * Whether pods start and stop one after the other (ORDERED_READY), or all at the same time (PARALLEL, for replicas
   * that do not depend on each other). Immutable on a cluster.
   *
   * @default - Kubernetes' own, ORDERED_READY
   */
  readonly podManagementPolicy?: PodManagementPolicy;
}

/**
 * An agent whose replicas have their own DNS names, for callers that need one specific pod.
 *
 * Creates a StatefulSet, its headless Service `<serviceName>-headless`, the Service with the agent's name, and a
 * ServiceAccount without a token. `POD_NAME` is set before your own variables.
 *
 * @example
 * const processor = new HeadlessMeshAgent(chart, 'data-processor', {
 *   registry,
 *   image: 'registry.example.com/data-processor:1.0.0',
 *   replicas: 3,
 * });
 * processor.podUrl(2);
 */
export class HeadlessMeshAgent extends MeshAgentBase {
  /**
   * The pod's ordinal (0, 1, …) as the value of a variable, from the label that Kubernetes 1.28 and later set on the
   * pods of a StatefulSet; empty on older clusters. `$(POD_NAME)` is the full name.
   */
  public static podOrdinal(): EnvValue {
    return EnvValue.fromFieldRef(EnvFieldPaths.POD_LABEL, { key: 'apps.kubernetes.io/pod-index' });
  }

  public readonly workload: ApiObject;
  public readonly service: ApiObject;
  /** The headless Service, which gives each pod its name. */
  public readonly headlessService: ApiObject;
  private readonly governing: MeshDns;
  private readonly replicas?: number;

  /**
   * @param scope the chart or construct that holds the agent
   * @param id name of the construct, and of the agent if you do not set `agentName`
   * @param props options of the agent
   */
  constructor(scope: Construct, id: string, props: HeadlessMeshAgentProps) {
    super(scope, id, props);
    refuseOfOtherKind(this, 'strategy', props.strategy, 'StatefulSet', 'Give updateStrategy');
    const identity = this._identity;
    this.replicas = props.replicas;
    this.governing = new MeshDns(this, {
      serviceName: headlessName(this.serviceName),
      namespace: this.namespace,
      clusterDomain: this.registry.clusterDomain,
      scheme: this.scheme,
      port: this.port,
    });
    const workload = new MeshObject(this, 'Resource', {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: {
        name: identity.name,
        namespace: identity.namespace,
        labels: identity.labels,
        annotations: this._workloadAnnotations,
      },
      body: {
        spec: statefulSetSpec(this._pods({ env: [field(Variable.POD_NAME, 'metadata.name')], volumes: this.volumes }), {
          replicas: props.replicas,
          serviceName: this.governing.short,
          podManagementPolicy: checkPodManagement(this, props.podManagementPolicy),
          selector: { matchLabels: identity.selector },
          updateStrategy: statefulSetStrategy(this, props.updateStrategy),
          volumeClaimTemplates: claimTemplates(props.storage),
        }),
      },
      partOf: identity.partOf,
      onDuplicate: identity.onDuplicate,
    });
    const service = clusterService(this, identity, this._props);
    const headless = governingService(this, identity, {
      ...this._props,
      publishNotReadyAddresses: props.publishNotReadyAddresses,
    });
    validateCriticalPattern(this, identity, workload, [service, headless]);
    this.workload = workload;
    this.service = service;
    this.headlessService = headless;
  }

  /**
   * Name of one pod: `<serviceName>-<ordinal>.<serviceName>-headless.<namespace>.svc.<cluster domain>`.
   *
   * @param ordinal the pod's number, from 0
   * @throws when the StatefulSet will have no such pod, or the namespace is not known.
   */
  public podHost(ordinal: number): string {
    const count = this.replicas ?? 1;
    if (!Number.isInteger(ordinal) || ordinal < 0 || (ordinal >= count && !this.hasAutoscaler)) {
      refuse(this, {
        given: `pod ${show(ordinal)}`,
        rule: count > 0 ? `a StatefulSet of ${count} has pods 0 to ${count - 1}` : 'a StatefulSet of 0 has no pods',
        fix: 'Ask for a pod that will exist, or raise replicas; if an autoscaler decides, create it before you ask',
      });
    }
    return `${this.serviceName}-${ordinal}.${this.governing.fqdn}`;
  }

  /**
   * `http://<pod's host>:<port>`, or `https://` under TLS.
   *
   * @param ordinal the pod's number, from 0
   * @throws when the StatefulSet will have no such pod, or the namespace is not known.
   */
  public podUrl(ordinal: number): string {
    return `${this.scheme}://${this.podHost(ordinal)}:${this.port}`;
  }

  /** @internal */
  protected get _longestName(): number {
    return STATEFUL_SET_NAME_MAX;
  }

  /** @internal */
  protected get _hasPodNames(): boolean {
    return true;
  }

  private get scheme(): string {
    return this.registry._members.facts.tls ? 'https' : 'http';
  }

  private get volumes(): OwnVolume[] {
    const own = this._storage;
    return own ? [statefulSetVolume(own.storage, own.path)] : [];
  }
}

function checkPodManagement(scope: Construct, policy?: PodManagementPolicy): PodManagementPolicy | undefined {
  if (policy !== undefined) {
    checkClosedValue(scope, 'podManagementPolicy', policy, Object.values(PodManagementPolicy));
  }
  return policy;
}
