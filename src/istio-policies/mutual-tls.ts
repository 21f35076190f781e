import { ROOT_NAMESPACE } from './authorization';
import { NeededConnection } from './needed-connections';
import { proxyOf } from './proxies';
import { SelectorIndex } from './selector-index';
import { FieldPath } from '../api/field-path';
import { PeerAuthentication } from '../api/kinds';
import { Cluster } from '../cluster/cluster';
import { Pod } from '../cluster/pods';

/** Whether a pod takes connections without mutual TLS, and what decides it. */
export interface Mode {
  readonly policy: PeerAuthentication;
  readonly field: FieldPath;
  readonly mode: string;
}

/** What PeerAuthentications ask of callers. */
export class MutualTls {
  private readonly policies = new SelectorIndex<PeerAuthentication>();

  constructor(private readonly cluster: Cluster) {
    cluster
      .all('PeerAuthentication')
      .forEach((each) => this.policies.add(cluster.namespaceOf(each), each.spec?.selector?.matchLabels, each));
  }

  /** The mode that a pod has on a port, if a policy sets it. A port wins over its pod, and that over namespace and mesh. */
  public modeOf(pod: Pod, port: number): Mode | undefined {
    if (proxyOf(this.cluster, pod) === 'none') {
      return undefined;
    }
    const own = this.policies.over(pod.namespace, pod.labels);
    const ofPod = own.filter(hasSelector);
    const wide = own.filter((each) => !hasSelector(each));
    const ofMesh = pod.namespace === ROOT_NAMESPACE ? [] : this.policies.over(ROOT_NAMESPACE, {});
    // Of several, the oldest wins, and manifests do not tell which that is.
    const levels = [ofPod, wide, ofMesh];
    if (levels.some(({ length }) => length > 1)) {
      return undefined;
    }
    const [podPolicy] = ofPod;
    const atPort = podPolicy?.spec?.portLevelMtls?.[port]?.mode;
    if (isSet(atPort)) {
      return { policy: podPolicy, field: ['spec', 'portLevelMtls', String(port), 'mode'], mode: atPort };
    }
    const [policy] = levels.flat().filter(({ spec }) => isSet(spec?.mtls?.mode));
    return policy && { policy, field: ['spec', 'mtls', 'mode'], mode: policy.spec!.mtls!.mode! };
  }

  /** Whether a caller sends plain text to a pod: without a proxy, or because its proxy leaves the port alone. */
  public sendsPlainText({ from, servicePort, port }: NeededConnection): 'no-proxy' | 'port-left-out' | undefined {
    if (proxyOf(this.cluster, from) === 'none') {
      return 'no-proxy';
    }
    const left = (from.annotations[EXCLUDED_PORTS] ?? '').split(',').map((each) => each.trim());
    return left.includes('*') || left.includes(String(servicePort ?? port)) ? 'port-left-out' : undefined;
  }
}

export const EXCLUDED_PORTS = 'traffic.sidecar.istio.io/excludeOutboundPorts';

export function hasSelector({ spec }: PeerAuthentication): boolean {
  return Object.keys(spec?.selector?.matchLabels ?? {}).length > 0;
}

function isSet(mode: string | undefined): mode is string {
  return mode !== undefined && mode !== 'UNSET';
}
