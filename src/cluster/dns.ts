import { isIP } from 'net';
import { Cluster } from './cluster';
import { Pod } from './pods';
import { Endpoint, endpoints, Service } from './services';

/** How a pod looks names up. */
export interface Resolver {
  /** The pod's namespace, whose domain is searched first. */
  readonly namespace: string;
  /** Names with fewer dots are tried with the search domains first. */
  readonly ndots?: number;
  /**
   * musl, the library of Alpine images, never searches for a name with `ndots` dots or more; glibc does if the name itself
   * fails.
   */
  readonly libc?: 'glibc' | 'musl';
}

/** What a name leads to. */
export type Host = { readonly service: Service } | { readonly pod: Pod } | { readonly address: string };

/** The resolver of a pod, as its `dnsConfig` sets it. */
export function resolverOf(pod: Pick<Pod, 'namespace' | 'spec'>): Resolver {
  const ndots = pod.spec.dnsConfig?.options?.find(({ name }) => name === 'ndots')?.value;
  return { namespace: pod.namespace, ndots: ndots === undefined ? undefined : Number(ndots) };
}

/** Looks a host up as a pod does: search domains, then (or first) the name as it is. */
export function resolve(cluster: Cluster, host: string, resolver: Resolver): Host | undefined {
  if (isIP(host)) {
    return { address: host };
  }
  return queries(host, cluster.clusterDomain, resolver)
    .map((name) => record(cluster, name))
    .find((found) => found !== undefined);
}

/** The whole names that a pod asks for, one after the other. */
function queries(host: string, clusterDomain: string, { namespace, ndots = 5, libc }: Resolver): string[] {
  const domains = [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain];
  const searched = host.endsWith('.') ? [] : domains.map((domain) => `${host}.${domain}`);
  const whole = host.replace(/\.$/, '');
  const hasEnoughDots = host.split('.').length - 1 >= ndots;
  if (!hasEnoughDots) {
    return [...searched, whole];
  }
  return libc === 'musl' ? [whole] : [whole, ...searched];
}

/** So many aliases are followed one after the other. */
const MOST_ALIASES = 8;

/** What an ExternalName Service is an alias of, if that is a Service here; every other Service is itself. */
export function behindAlias(cluster: Cluster, service: Service): Service {
  let behind = service;
  for (let i = 0; i < MOST_ALIASES && behind.manifest.spec?.type === 'ExternalName'; i++) {
    const found = record(cluster, (behind.manifest.spec.externalName ?? '').toLowerCase().replace(/\.$/, ''));
    if (found === undefined || !('service' in found)) {
      return service;
    }
    behind = found.service;
  }
  return behind;
}

/** Where a connection to a host and port arrives: pods of this cluster, or nowhere in it. */
export function destinations(host: Host | undefined, port: number, protocol: string = 'TCP'): Endpoint[] {
  if (host === undefined || 'address' in host) {
    return [];
  }
  return 'pod' in host ? [{ pod: host.pod, port }] : endpoints(host.service, port, protocol);
}

/** Whether a pod has a name: its template or its controller sets `spec.hostname` (ShouldSetHostname in k8s.io/endpointslice). */
function hasName({ spec, owner }: Pod): boolean {
  return spec.hostname !== undefined || ['StatefulSet', 'Job'].includes(owner.kind);
}

/**
 * What the cluster's DNS has under a whole name: `<svc>.<ns>.svc.<zone>`, or `<pod>.<svc>.<ns>.svc.<zone>` below a headless
 * Service.
 */
function record(cluster: Cluster, name: string): Host | undefined {
  const suffix = `.svc.${cluster.clusterDomain}`;
  if (!name.endsWith(suffix)) {
    return undefined;
  }
  const labels = name.slice(0, -suffix.length).split('.');
  const [serviceName, namespace] = labels.slice(-2);
  const service = cluster.service(namespace, serviceName);
  if (!service || labels.length > 3) {
    return undefined;
  }
  if (labels.length === 2) {
    // A headless Service has records of its pods only; without any, the name does not exist.
    return service.clusterIp === undefined && service.pods.length === 0 ? undefined : { service };
  }
  const pod =
    service.clusterIp === undefined
      ? service.pods.find((each) => hasName(each) && each.hostname === labels[0] && each.subdomain === service.name)
      : undefined;
  return pod && { pod };
}
