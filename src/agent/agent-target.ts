import { ApiObject } from 'cdk8s';
import {
  IngressBackend,
  IPodSelector,
  IScalable,
  LabelSelector,
  NetworkPolicyPeerConfig,
  PodSelectorConfig,
  ScalingTarget,
  SubjectConfiguration,
} from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { MeshAgentProps } from './agent-props';
import { IMeshRegistry } from '../membership/registry-options';
import { ingressBackendOf } from '../workload/ingress-backend';
import { scalingContainer } from '../workload/scaling';
import { WorkloadIdentity } from '../workload/service';

/**
 * What makes an agent a target of cdk8s-plus-28: of Ingresses, policies, roles and autoscalers. Hidden: its members are those of `MeshAgentBase`.
 *
 * @internal
 */
export abstract class AgentTarget extends Construct implements IScalable {
  /** Name of the Service, the workload and the label on its pods. */
  public abstract readonly serviceName: string;
  /** The agent's namespace, if it is known. */
  public abstract readonly namespace?: string;
  /** The port that the agent listens on and advertises. */
  public abstract readonly port: number;
  /** The agent's registry. */
  public abstract readonly registry: IMeshRegistry;
  /** The Deployment or StatefulSet. */
  public abstract readonly workload: ApiObject;
  /**
   * Whether an autoscaler sets the number of replicas. It is mutable because cdk8s-plus' `IScalable` is; call
   * `markHasAutoscaler` to set it.
   */
  public hasAutoscaler: boolean = false;
  /** @internal */
  public abstract readonly _account: string;
  /** @internal */
  protected abstract readonly _props: MeshAgentProps;
  /** @internal */
  protected abstract readonly _identity: WorkloadIdentity;

  /** The agent as the backend of a cdk8s-plus `Ingress`, which must be in the agent's namespace. */
  public toIngressBackend(): IngressBackend {
    return ingressBackendOf(this);
  }

  /** Selects the agent's pods. */
  public toPodSelectorConfig(): PodSelectorConfig {
    return {
      labelSelector: LabelSelector.of({ labels: this._identity.selector }),
      namespaces: this.namespace ? { names: [this.namespace] } : undefined,
    };
  }

  /** The agent's pods as a peer of a policy. */
  public toNetworkPolicyPeerConfig(): NetworkPolicyPeerConfig {
    return { podSelector: this.toPodSelectorConfig() };
  }

  /** The agent's pods as a selector. */
  public toPodSelector(): IPodSelector | undefined {
    return this;
  }

  /** The agent's ServiceAccount as the subject of a cdk8s-plus `RoleBinding`. */
  public toSubjectConfiguration(): SubjectConfiguration {
    const own = { kind: 'ServiceAccount', name: this._account, namespace: this.namespace };
    return this._props.serviceAccount?.toSubjectConfiguration() ?? own;
  }

  /**
   * Called by a cdk8s-plus `HorizontalPodAutoscaler` that targets the agent. Call it yourself for another autoscaler, such as
   * KEDA's.
   *
   * @throws if only one pod may have the agent's storage.
   */
  public markHasAutoscaler(): void {
    this.hasAutoscaler = true;
    this.registry._members.declarationsChanged();
  }

  /** What a cdk8s-plus `HorizontalPodAutoscaler` scales. */
  public toScalingTarget(): ScalingTarget {
    const { kind, apiVersion } = this.workload;
    const containers = [scalingContainer(this._props)];
    return { kind, apiVersion, name: this.serviceName, containers, replicas: this._props.replicas };
  }
}
