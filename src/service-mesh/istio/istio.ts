import { IConstruct } from 'constructs';
import { IstioDataPlane, IstioOptions } from './istio-options';
import { refuse, show } from '../../base/problem';
import { isDnsLabel } from '../../kubernetes/checks';
import { WaitForRegistry } from '../../pod/wait-for-registry';
import { lazily } from '../../synthesis/plain-json';
import { ControlPlanePods, InitContainerConnections, PodNeeds, ServiceMeshImplementation } from '../implementation';

/** The API group of VirtualService and ServiceEntry. */
export const ISTIO_NETWORKING = 'networking.istio.io';

/** The API group of AuthorizationPolicy and PeerAuthentication. */
export const ISTIO_SECURITY = 'security.istio.io';

/** The annotation that configures one pod's proxy. */
const PROXY_CONFIG_ANNOTATION = 'proxy.istio.io/config';

/** The annotation that asks for a native sidecar, or against it. */
const NATIVE_SIDECAR_ANNOTATION = 'sidecar.istio.io/nativeSidecar';

/** Port on which istiod serves configuration and certificates to sidecars. */
const ISTIOD_PORT = 15012;

/** Envoy's own user: its traffic is not redirected, with either kind of injection. */
const PROXY_UID = 1337;

/**
 * Ends a sidecar, by POST and from its own pod only.
 * https://github.com/istio/istio/pull/15123
 */
const QUIT_URL = 'http://127.0.0.1:15020/quitquitquit';

/** Istio with sidecars. */
export class Istio implements ServiceMeshImplementation {
  /** The proxy accepts every TCP connection in the registry's place, so only an answer by HTTP is one of the registry. */
  public readonly registryWait = WaitForRegistry.http();
  public readonly outsidePodLabels = { 'sidecar.istio.io/inject': 'false' };
  public readonly routeGroups = [ISTIO_NETWORKING];
  public readonly authorizationGroups = [ISTIO_SECURITY];
  private readonly isNative: boolean;

  constructor(private readonly options: IstioOptions) {
    this.isNative = options.dataPlane === IstioDataPlane.NATIVE_SIDECAR;
  }

  public check(registry: IConstruct): void {
    for (const [prop, value] of [
      ['revision', this.options.revision],
      ['controlPlaneNamespace', this.options.controlPlaneNamespace],
    ]) {
      if (value !== undefined && !isDnsLabel(value)) {
        refuse(registry, {
          given: `serviceMesh ${prop} ${show(value)}`,
          rule: "it is a DNS-1123 label: at most 63 characters, lower-case letters, digits and '-', a letter or digit at both ends",
          fix: `Give the ${prop} as istioctl shows it, or leave it out`,
        });
      }
    }
  }

  /** They ask for the sidecar. */
  public get podLabels(): { [key: string]: string } {
    const labels: { [key: string]: string } = { 'sidecar.istio.io/inject': 'true' };
    if (this.options.revision) {
      labels['istio.io/rev'] = this.options.revision;
    }
    return labels;
  }

  public podAnnotations(needs: PodNeeds): { [key: string]: string } {
    const proxyConfig = lazily<string>(() => this.proxyConfig(needs));
    return this.isNative
      ? { [NATIVE_SIDECAR_ANNOTATION]: 'true', [PROXY_CONFIG_ANNOTATION]: proxyConfig }
      : { [PROXY_CONFIG_ANNOTATION]: proxyConfig };
  }

  /**
   * Under a classic sidecar with istio-cni, an init container's traffic goes to a proxy that does not run yet; as the proxy's own
   * user it goes straight to the server. A native sidecar runs already.
   */
  public get initContainers(): InitContainerConnections {
    return {
      securityContext: this.isNative ? {} : { runAsUser: PROXY_UID, runAsGroup: PROXY_UID },
      hasIdentity: this.isNative,
    };
  }

  public get controlPlane(): ControlPlanePods[] {
    const namespace = this.options.controlPlaneNamespace ?? 'istio-system';
    return [{ namespace, labels: { app: 'istiod' }, port: ISTIOD_PORT }];
  }

  /** A native sidecar ends with its pod. */
  public get proxyShutdownUrl(): string | undefined {
    return this.isNative ? undefined : QUIT_URL;
  }

  /** A sidecar leaves the port as it is, and encrypts what is sent to it. */
  public packetPorts(port: number): number[] {
    return [port];
  }

  private proxyConfig({ wildcardHosts }: PodNeeds): string | undefined {
    const lines: string[] = [];
    if (!this.isNative) {
      // The first registration fails when the agent starts before its proxy, and is tried again only after a back-off.
      lines.push('holdApplicationUntilProxyStarts: true');
    }
    if (this.options.dnsCapture ?? wildcardHosts()) {
      lines.push('proxyMetadata:', '  ISTIO_META_DNS_CAPTURE: "true"');
    }
    return lines.length > 0 ? `${lines.join('\n')}\n` : undefined;
  }
}
