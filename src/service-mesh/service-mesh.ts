import { Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { refuse, show } from '../base/problem';
import { isDnsLabel } from '../kubernetes/checks';
import { WaitForRegistry } from '../pod/wait-for-registry';

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

/** The annotation that configures one pod's proxy. */
export const PROXY_CONFIG_ANNOTATION = 'proxy.istio.io/config';

/** Port on which istiod serves configuration and certificates to sidecars. */
export const ISTIOD_PORT = 15012;

/** Envoy's own user: its traffic is not redirected, with either kind of injection. */
const PROXY_UID = 1337;

/** Which service mesh carries the traffic of the registry and its agents. Declared once, on the registry. */
export class ServiceMesh {
  /** No service mesh. */
  public static none(): ServiceMesh {
    return new ServiceMesh();
  }

  /**
   * Istio with sidecars. The pods ask for injection themselves, start behind their proxy, and wait for the registry
   * in a way that tells the truth under it.
   *
   * @param options what Istio looks like in this cluster
   */
  public static istio(options: IstioOptions = {}): ServiceMesh {
    return new ServiceMesh(options);
  }

  private constructor(/** @internal */ public readonly _istio?: IstioOptions) {}

  /** @internal */
  public _check(scope: IConstruct): void {
    const istio = this._istio;
    for (const [prop, value] of [
      ['revision', istio?.revision],
      ['controlPlaneNamespace', istio?.controlPlaneNamespace],
    ]) {
      if (value !== undefined && !isDnsLabel(value)) {
        refuse(scope, {
          given: `serviceMesh ${prop} ${show(value)}`,
          rule: "it is a DNS-1123 label: at most 63 characters, lower-case letters, digits and '-', a letter or digit at both ends",
          fix: `Give the ${prop} as istioctl shows it, or leave it out`,
        });
      }
    }
  }

  /** @internal */
  public get _controlPlaneNamespace(): string {
    return this._istio?.controlPlaneNamespace ?? 'istio-system';
  }

  /** Labels that ask for the sidecar. @internal */
  public get _podLabels(): { [key: string]: string } {
    if (!this._istio) {
      return {};
    }
    return {
      'sidecar.istio.io/inject': 'true',
      ...(this._istio.revision ? { 'istio.io/rev': this._istio.revision } : {}),
    };
  }

  /**
   * Annotations that the sidecar reads.
   *
   * @param wildcardHosts whether a wildcard host must be resolved from these pods; asked when the pods are rendered
   * @internal
   */
  public _podAnnotations(wildcardHosts: () => boolean): { [key: string]: string } {
    const istio = this._istio;
    if (!istio) {
      return {};
    }
    const native = istio.dataPlane === IstioDataPlane.NATIVE_SIDECAR;
    const proxyConfig = () => {
      const lines = [
        // The first registration fails when the agent starts before its proxy, and is tried again only after a back-off.
        ...(native ? [] : ['holdApplicationUntilProxyStarts: true']),
        ...((istio.dnsCapture ?? wildcardHosts()) ? ['proxyMetadata:', '  ISTIO_META_DNS_CAPTURE: "true"'] : []),
      ];
      return lines.length > 0 ? `${lines.join('\n')}\n` : undefined;
    };
    return {
      ...(native ? { 'sidecar.istio.io/nativeSidecar': 'true' } : {}),
      [PROXY_CONFIG_ANNOTATION]: Lazy.any({ produce: proxyConfig }) as unknown as string,
    };
  }

  /** @internal */
  public _defaultWait(): WaitForRegistry {
    return this._istio ? WaitForRegistry.http() : WaitForRegistry.tcp();
  }

  /**
   * Under a classic sidecar with istio-cni, an init container's traffic goes to a proxy that is not there yet;
   * as the proxy's own user it goes straight to the registry. A native sidecar is there already.
   *
   * @internal
   */
  public get _waitSecurity(): k8s.SecurityContext {
    return this._istio && this._istio.dataPlane !== IstioDataPlane.NATIVE_SIDECAR
      ? { runAsUser: PROXY_UID, runAsGroup: PROXY_UID }
      : {};
  }
}
