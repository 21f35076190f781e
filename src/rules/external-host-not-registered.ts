import { isIP } from 'net';
import { Fault, Rule } from './rule';
import { ObjectOf } from '../api/kinds';
import { describeObject, KubernetesObject } from '../api/kubernetes-object';
import { stringAt } from '../api/unknown-fields';
import { groupBy } from '../base/group-by';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { runningContainers } from '../cluster/container-ports';
import { Pod } from '../cluster/pods';
import { ROOT_NAMESPACE } from '../istio-policies/authorization';
import { proxyOf } from '../istio-policies/proxies';
import { SidecarScopes } from '../istio-policies/sidecar-scopes';
import { NamedHosts } from '../references/named-hosts';
import { ToldHost, toldHosts } from '../references/told-hosts';
import { RouteHosts } from '../routes/route-hosts';

/** Under REGISTRY_ONLY, a sidecar lets nothing out but to Services and the hosts of ServiceEntries. */
export const RULE: Rule = {
  id: 'external-host-not-registered',
  title: 'A pod uses an external host that Istio blocks (REGISTRY_ONLY)',
  severity: 'warning',
  find: (mesh) => {
    const { cluster } = mesh;
    const closing = new OutboundPolicies(cluster);
    if (!closing.any) {
      return [];
    }
    const hosts = new RouteHosts(mesh);
    const named = new NamedHosts(cluster);
    const wrong = cluster.pods.flatMap((pod) => {
      const policy = closing.over(pod);
      return policy === undefined
        ? []
        : externalHosts(cluster, named, pod)
            .filter(({ host }) => !hosts.isEntry(host))
            .map((told) => ({ ...told, policy }));
    });
    return groupBy(wrong, ({ holder }) => holder).flatMap((ofHolder) =>
      [...new Map(ofHolder.map((each) => [`${each.place}\n${each.host}`, each])).values()].map(
        ({ holder, field, place, host, policy }): Fault => ({
          object: holder,
          field: field(),
          related: [{ object: policy }],
          given: `${place} names host ${show(host)}`,
          rule: `no ServiceEntry has it, and ${describeObject(policy)} sets outboundTrafficPolicy REGISTRY_ONLY: the sidecar refuses the connection`,
          fix: 'Add a ServiceEntry for the host and its port',
        }),
      ),
    );
  },
};

/** Variables that hold what a program connects to. URLs in others may be for browsers. */
const IS_CALLED =
  /^(?!(APP|SITE|WEB|PUBLIC|NEXT|FRONTEND)_).*(_(BASE_URL|API_BASE|API_URL|ENDPOINT|DSN)|(DATABASE|REDIS|MONGO|MONGODB|AMQP|POSTGRES)_UR[LI])$/;

/** The hosts outside of the cluster that a pod is likely to call. */
function externalHosts(cluster: Cluster, named: NamedHosts, pod: Pod): ToldHost[] {
  return runningContainers(pod)
    .flatMap((container) => toldHosts(cluster, pod, container))
    .filter(
      ({ host, port, scheme, variable }) =>
        variable !== undefined &&
        IS_CALLED.test(variable) &&
        scheme !== undefined &&
        host.includes('.') &&
        isIP(host) === 0 &&
        !/\.(svc|local|internal)$/.test(host) &&
        named.resolve(host, pod).leads === 'unknown' &&
        !isPassedBy(pod, port),
    );
}

const OUTBOUND = /^traffic\.sidecar\.istio\.io\/(includeOutbound(Ports|IPRanges)|excludeOutboundIPRanges)$/;
const EXCLUDED_PORTS = 'traffic.sidecar.istio.io/excludeOutboundPorts';

/** Whether the sidecar may not see a connection. */
function isPassedBy({ annotations }: Pod, port: number | undefined): boolean {
  const excluded = (annotations[EXCLUDED_PORTS] ?? '').split(',').map((each) => each.trim());
  return Object.keys(annotations).some((key) => OUTBOUND.test(key)) || excluded.includes(String(port));
}

const REGISTRY_ONLY = 'REGISTRY_ONLY';

/** What keeps connections to unknown hosts in: a Sidecar, or the configuration of the whole mesh if it is shown. */
class OutboundPolicies {
  public readonly any: boolean;
  private readonly scopes: SidecarScopes;
  private readonly mesh: KubernetesObject | undefined;

  constructor(private readonly cluster: Cluster) {
    this.scopes = new SidecarScopes(cluster);
    this.mesh = meshConfig(cluster);
    this.any = this.mesh !== undefined || cluster.all('Sidecar').some(isClosed);
  }

  public over(pod: Pod): KubernetesObject | undefined {
    if (proxyOf(this.cluster, pod) !== 'sidecar') {
      return undefined;
    }
    const sidecar = this.scopes.of(pod);
    return sidecar?.spec?.outboundTrafficPolicy?.mode === undefined
      ? this.mesh
      : isClosed(sidecar)
        ? sidecar
        : undefined;
  }
}

function isClosed({ spec }: ObjectOf<'Sidecar'>): boolean {
  return spec?.outboundTrafficPolicy?.mode === REGISTRY_ONLY;
}

const MODE = /^outboundTrafficPolicy:\s*(?:\{\s*|\n\s+)mode:\s*["']?REGISTRY_ONLY\b/m;

/** ConfigMap `istio`, or an IstioOperator, that closes the whole mesh. */
function meshConfig(cluster: Cluster): KubernetesObject | undefined {
  const map = cluster.find('ConfigMap', ROOT_NAMESPACE, 'istio');
  if (map !== undefined && MODE.test(map.data?.mesh ?? '')) {
    return map;
  }
  return cluster
    .allOfAnyGroup('IstioOperator')
    .find(({ spec }) => stringAt(spec, 'meshConfig', 'outboundTrafficPolicy', 'mode') === REGISTRY_ONLY);
}
