import { IMeshAgent } from '../agent/agent-props';
import { IMeshRegistry } from '../membership/registry-options';
import { IstioIdentity } from '../service-mesh/istio/istio-options';

/** The workloads that must use mutual TLS (mode `STRICT`). */
export enum IstioMutualTls {
  /** Of the registry and its agents, one by one. Nothing else in their namespaces changes. */
  WORKLOADS = 'Workloads',
  /** Of every workload in the namespaces of the mesh, those of others too. */
  NAMESPACES = 'Namespaces',
  /**
   * Of none: Istio stays as it is set up. A caller without mutual TLS is refused all the same, because it has no identity
   * that a policy could admit.
   */
  UNCHANGED = 'Unchanged',
}

/** A peer outside the mesh that may call agents, such as an ingress gateway. */
export interface IstioIngress extends IstioIdentity {
  /** The agents that it may call; at least one. */
  readonly agents: IMeshAgent[];
}

/** What an `IstioAuthorization` can be told. */
export interface IstioAuthorizationProps {
  /** The registry that the policies are for, with its agents. It must declare Istio as `serviceMesh`. */
  readonly registry: IMeshRegistry;
  /**
   * Istio's trust domain (`meshConfig.trustDomain`). Sidecars accept "cluster.local" for any trust domain; ambient
   * mode does not.
   *
   * @default "cluster.local"
   */
  readonly trustDomain?: string;
  /**
   * The workloads that must use mutual TLS.
   *
   * @default IstioMutualTls.WORKLOADS
   */
  readonly mtls?: IstioMutualTls;
  /**
   * Whether the registry may call agents, which its `/proxy` paths do.
   *
   * @default false
   */
  readonly registryCallsAgents?: boolean;
  /**
   * Who else may call agents. Callers without an Istio proxy have no identity and cannot be allowed.
   *
   * @default - nobody
   */
  readonly ingressFrom?: IstioIngress[];
  /**
   * Who else may call the registry, whose API has no authentication: a dashboard, or agents of another app.
   *
   * @default - nobody
   */
  readonly registryIngressFrom?: IstioIdentity[];
  /**
   * Who may call the dashboards of the registry, such as an ingress gateway. A dashboard itself may call the
   * registry.
   *
   * @default - nobody
   */
  readonly dashboardIngressFrom?: IstioIdentity[];
  /**
   * Prefix of the names of the policies, which are those of the Services.
   *
   * @default - nothing
   */
  readonly namePrefix?: string;
  /**
   * Labels of the policies.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations of the policies.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}
