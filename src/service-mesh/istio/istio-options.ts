/** How Istio's proxy gets into a pod. */
export enum IstioDataPlane {
  /** A sidecar of either kind, injected by an init container or by istio-cni: what is emitted works with all of them. */
  SIDECAR = 'Sidecar',
  /** A native sidecar (Kubernetes 1.29 and Istio 1.20 or later): asked for on the pod, and there before every init container. */
  NATIVE_SIDECAR = 'NativeSidecar',
}

/** What Istio looks like in this cluster. */
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
   * @default - on where an `IstioRouting` of the registry has a wildcard host
   */
  readonly dnsCapture?: boolean;
  /**
   * The control plane's revision, where the cluster has several (label `istio.io/rev`).
   *
   * @default - the default revision
   */
  readonly revision?: string;
  /**
   * The namespace that istiod runs in; policies let the sidecars reach it on 15012.
   *
   * @default "istio-system"
   */
  readonly controlPlaneNamespace?: string;
}
