/** How Istio's proxy gets into a pod. */
export enum IstioDataPlane {
  /** A sidecar of either kind, injected by an init container or by istio-cni: what is emitted works with all of them. */
  SIDECAR = 'Sidecar',
  /** A native sidecar (Kubernetes 1.29 and Istio 1.20 or later): asked for on the pod, and there before every init container. */
  NATIVE_SIDECAR = 'NativeSidecar',
}

/** A peer outside the mesh, by the identity of its pods in Istio. */
export interface IstioIdentity {
  /** The namespace of the pods. */
  readonly namespace: string;
  /** Name of the account that the pods run as. */
  readonly serviceAccount: string;
}

/** How Istio is installed in this cluster. */
export interface IstioOptions {
  /**
   * How the proxy gets into a pod.
   *
   * @default IstioDataPlane.SIDECAR
   */
  readonly dataPlane?: IstioDataPlane;
  /**
   * Whether the proxy answers the pods' DNS queries, which the wildcard host of `IstioRouting` needs:
   * no other DNS server knows `*.agent.mcp-mesh.local`.
   *
   * @default - on if an `IstioRouting` of the registry has a wildcard host
   */
  readonly dnsCapture?: boolean;
  /**
   * The revision of the control plane, if the cluster has several (label `istio.io/rev`).
   *
   * @default - the default revision
   */
  readonly revision?: string;
  /**
   * The namespace of istiod. Policies let the sidecars reach it on port 15012.
   *
   * @default "istio-system"
   */
  readonly controlPlaneNamespace?: string;
}
