import { isIP } from 'net';
import { isKind } from '../api/kinds';
import { append } from '../base/append';
import { WordIndex } from '../base/closest-word';
import { isSlip } from '../base/slip';
import { Cluster } from '../cluster/cluster';
import { Host, resolve, resolverOf } from '../cluster/dns';
import { OperatorObjects } from '../cluster/operator-objects';
import { Pod } from '../cluster/pods';
import { Replicas } from '../cluster/replicas';
import { Service } from '../cluster/services';
import { withoutBrackets } from '../kubernetes/host';

/** What a host that a pod is told leads to. */
export type NamedHost =
  | { readonly leads: 'to'; readonly found: Host }
  /** The pod itself. */
  | { readonly leads: 'to-itself' }
  /** No Service of this name is in a namespace whose Services are shown. */
  | MissingService
  /** The name is no name of the cluster's, although it looks like one. */
  | { readonly leads: 'nowhere'; readonly because: string; readonly meant?: string }
  /** Outside of the cluster, or something that the manifests do not show. */
  | { readonly leads: 'unknown' };

export interface MissingService {
  readonly leads: 'to-no-service';
  readonly name: string;
  readonly namespace: string;
  /** The host that was probably meant: a name that is nearly the same, or the same one of another namespace. */
  readonly meant?: string;
  /** The only other namespace that has a Service of this name. */
  readonly elsewhere?: string;
}

/** Who asks for a name: a pod, or an alias in its place. */
type Asking = Pick<Pod, 'namespace' | 'spec' | 'owner'>;

const UNKNOWN: NamedHost = { leads: 'unknown' };

const LOOPBACK = /^(localhost|(.+\.)?localhost\.localdomain|127(\.\d+){1,3}|0\.0\.0\.0|::1?)$/;

/** Whether a host is the caller itself, whoever calls it. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(withoutBrackets(host).toLowerCase());
}

/** Resolves the hosts that manifests name, as the pods would that are told them. What is not shown is unknown. */
export class NamedHosts {
  private readonly names = new Map<string, string[]>();
  private readonly namespacesOfName = new Map<string, string[]>();
  /** A name by its letters, for those whose letters are exchanged. */
  private readonly lettersOf = new Map<string, string>();
  private readonly otherHosts: Set<string>;
  private readonly operators: OperatorObjects;
  private readonly replicas: Replicas;
  private readonly known = new Map<string, NamedHost>();
  private workloads?: Map<string, Set<string>>;
  private readonly barePods: Set<string>;

  constructor(private readonly cluster: Cluster) {
    for (const { name, namespace } of cluster.services) {
      append(this.names, namespace, name);
      this.lettersOf.set(`${namespace}/${letters(name)}`, name);
      append(this.namespacesOfName, name, namespace);
    }
    this.otherHosts = new Set(cluster.all('ServiceEntry').flatMap(({ spec }) => spec?.hosts ?? []));
    this.operators = new OperatorObjects(cluster);
    this.replicas = new Replicas(cluster);
    this.barePods = new Set(cluster.all('Pod').map((pod) => `${cluster.namespaceOf(pod)}/${pod.metadata.name}`));
  }

  /** What a host leads to for a pod. */
  public resolve(given: string, pod: Asking): NamedHost {
    const host = withoutBrackets(given).toLowerCase().replace(/\.$/, '');
    if (isLoopback(host)) {
      return { leads: 'to-itself' };
    }
    if (isIP(host) || !/^[a-z0-9._-]{1,253}$/.test(host) || hasOwnDns(pod, host) || this.isOtherHost(host)) {
      return UNKNOWN;
    }
    if (host.includes('_')) {
      return this.impossibleName(host);
    }
    const key = `${host}\n${pod.namespace}\n${JSON.stringify(pod.spec.dnsConfig ?? '')}`;
    const known = this.known.get(key) ?? this.resolved(host, pod);
    this.known.set(key, known);
    return known;
  }

  /** Names in the domain of Services, and those of Services alone, have no underscore. */
  private impossibleName(host: string): NamedHost {
    const suffix = `.svc.${this.cluster.clusterDomain}`;
    const labels = host.endsWith(suffix) ? host.slice(0, -suffix.length).split('.') : [];
    const impossible = labels.slice(-2).find((label) => label.includes('_'));
    return impossible === undefined
      ? UNKNOWN
      : { leads: 'nowhere', because: `names of Services and namespaces have no "_", so there is no "${impossible}"` };
  }

  private resolved(host: string, pod: Asking): NamedHost {
    const found = resolve(this.cluster, host, resolverOf(pod));
    if (found) {
      return { leads: 'to', found };
    }
    const { clusterDomain } = this.cluster;
    const suffix = [`.svc.${clusterDomain}`, '.svc'].find((each) => host.endsWith(each)) ?? '';
    const labels = (suffix ? host.slice(0, -suffix.length) : host).split('.');
    if (labels.length === 1 && suffix === '') {
      return this.missing(host, pod.namespace, (name) => name, pod);
    }
    if (labels.length === 2) {
      const [name, namespace] = labels;
      // The name of a pod without the namespace.
      if (suffix === '' && !this.cluster.namespaces.has(namespace) && this.cluster.service(pod.namespace, namespace)) {
        return this.podName([name, namespace, pod.namespace], suffix, pod);
      }
      return this.missing(name, namespace, (meant, home) => `${meant}.${home}${suffix}`, pod);
    }
    if (labels.length === 3 && this.names.has(labels[2])) {
      return this.podName(labels, suffix, pod);
    }
    return suffix === '' ? this.misspeltDomain(labels) : UNKNOWN;
  }

  /** Of a Service that is not there, or a headless one without pods. */
  private missing(
    name: string,
    namespace: string,
    spelt: (name: string, namespace: string) => string,
    pod: Asking,
  ): NamedHost {
    const names = this.names.get(namespace);
    if (names === undefined) {
      const near = (this.namespacesOfName.get(name) ?? []).filter((each) => isSlip(namespace, each));
      return near.length === 1 && !this.cluster.namespaces.has(namespace)
        ? { leads: 'to-no-service', name, namespace, meant: spelt(name, near[0]), elsewhere: near[0] }
        : UNKNOWN;
    }
    if (this.cluster.has('Service', namespace, name) || this.operators.mayMake(namespace, name)) {
      return UNKNOWN;
    }
    const instead = this.serviceOfWorkload(namespace, name);
    if (instead !== undefined) {
      return { leads: 'to-no-service', name, namespace, meant: spelt(instead, namespace) };
    }
    if (this.barePods.has(`${namespace}/${name}`)) {
      return { leads: 'nowhere', because: `Pod "${name}" has no DNS name of its own, and no Service is called so` };
    }
    const near = [
      WordIndex.of(names, () => names).closest(name),
      this.lettersOf.get(`${namespace}/${letters(name)}`),
    ].find((each) => each !== undefined && isSlip(name, each));
    if (near !== undefined) {
      return { leads: 'to-no-service', name, namespace, meant: spelt(near, namespace) };
    }
    const others = this.namespacesOfName.get(name) ?? [];
    // Where somebody leaves out the namespace of either, kubectl may put both into one.
    const isClear =
      others.length === 1 &&
      pod.owner.metadata.namespace !== undefined &&
      this.cluster.service(others[0], name)?.manifest.metadata.namespace !== undefined;
    return isClear
      ? {
          leads: 'to-no-service',
          name,
          namespace,
          meant: `${name}.${others[0]}.svc.${this.cluster.clusterDomain}`,
          elsewhere: others[0],
        }
      : { leads: 'to-no-service', name, namespace };
  }

  /** The only Service of a workload of this name: workloads have no DNS names themselves. */
  private serviceOfWorkload(namespace: string, name: string): string | undefined {
    this.workloads ??= servicesByWorkload(this.cluster.services);
    const services = this.workloads.get(`${namespace}/${name}`);
    return services?.size === 1 ? [...services][0] : undefined;
  }

  /** `<pod>.<service>.<namespace>`. */
  private podName([podName, name, namespace]: string[], suffix: string, pod: Asking): NamedHost {
    const service = this.cluster.service(namespace, name);
    if (service === undefined) {
      return this.missing(name, namespace, (meant, home) => `${podName}.${meant}.${home}${suffix}`, pod);
    }
    if (service.pods.length === 0 || service.manifest.spec?.type === 'ExternalName') {
      return UNKNOWN;
    }
    if (service.clusterIp !== undefined) {
      return {
        leads: 'nowhere',
        because: `Service "${name}" has a clusterIP, and pods have names of their own below a headless Service only`,
      };
    }
    return this.podBelow(service, podName);
  }

  private podBelow({ name, pods }: Service, podName: string): NamedHost {
    const [, owner, ordinal] = /^(.+)-(\d+)$/.exec(podName) ?? [];
    const sets = pods.filter((each) => isKind(each.owner, 'StatefulSet') && each.subdomain === name);
    const mine = sets.find((each) => each.owner.metadata.name === owner);
    if (mine !== undefined && isKind(mine.owner, 'StatefulSet')) {
      const { most, scaler } = this.replicas.rangeOf(mine.owner) ?? { most: 1 };
      return Number(ordinal) < most || scaler !== undefined || mine.owner.spec?.replicas === undefined
        ? { leads: 'to', found: { pod: mine } }
        : {
            leads: 'nowhere',
            because: `StatefulSet "${owner}" has ${most === 1 ? 'one pod' : `${most} pods`}, the last of which is "${owner}-${most - 1}"`,
          };
    }
    const [{ owner: maker }] = pods;
    const bare = pods.find((each) => isKind(each.owner, 'Pod') && each.name === podName);
    if (bare !== undefined) {
      const { hostname, subdomain } = bare.spec;
      return hostname === undefined || subdomain !== name
        ? {
            leads: 'nowhere',
            because: `Pod "${podName}" has a DNS name only with spec.hostname and with spec.subdomain "${name}"`,
          }
        : UNKNOWN;
    }
    return sets.length === 0 && pods.every(({ spec, owner: { kind } }) => !spec.hostname && NAMELESS.test(kind))
      ? {
          leads: 'nowhere',
          because: `the pods of ${maker.kind} "${maker.metadata.name}" have no names of their own: only those of a StatefulSet have`,
        }
      : UNKNOWN;
  }

  /** A Service with its namespace, and something behind that is nearly the cluster's domain. */
  private misspeltDomain(labels: string[]): NamedHost {
    const { clusterDomain } = this.cluster;
    const domain = `svc.${clusterDomain}`;
    for (const front of [2, 3]) {
      const [name, namespace] = labels.slice(front - 2, front);
      const rest = labels.slice(front).join('.');
      if (rest === '' || !this.cluster.has('Service', namespace, name)) {
        continue;
      }
      const whole = `${labels.slice(0, front).join('.')}.${domain}`;
      if (rest === clusterDomain) {
        return { leads: 'nowhere', because: `"svc" is missing in front of ${clusterDomain}`, meant: whole };
      }
      const isShortened = domain.split('.').some((_, i, all) => rest === all.filter((__, j) => j !== i).join('.'));
      if (isSlip(rest, domain) || isSlip(rest, clusterDomain) || isShortened) {
        return { leads: 'nowhere', because: `Services of the cluster end with .${domain}`, meant: whole };
      }
    }
    return UNKNOWN;
  }

  private isOtherHost(host: string): boolean {
    return (
      this.otherHosts.size > 0 &&
      host.split('.').some((_, i, labels) => {
        const tail = labels.slice(i).join('.');
        return this.otherHosts.has(i === 0 ? tail : `*.${tail}`);
      })
    );
  }
}

/** The names of the Services before workloads, by namespace and name of these. */
function servicesByWorkload(services: Service[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { name, namespace, pods } of services) {
    for (const { owner } of pods) {
      const key = `${namespace}/${owner.metadata.name}`;
      found.set(key, (found.get(key) ?? new Set()).add(name));
    }
  }
  return found;
}

function letters(name: string): string {
  return [...name].sort().join('');
}

/** Kinds whose pods have no names of their own unless their template has a hostname. */
const NAMELESS = /^(Deployment|ReplicaSet|DaemonSet|ReplicationController|Rollout|DeploymentConfig)$/;

/** Whether a pod's own DNS settings may resolve a name that the cluster's DNS does not have. */
export function hasOwnDns({ spec }: Pick<Pod, 'spec'>, host: string): boolean {
  const { hostAliases, dnsPolicy, dnsConfig } = spec;
  return (
    (Array.isArray(hostAliases) && hostAliases.some((alias) => JSON.stringify(alias)?.includes(host))) ||
    dnsConfig?.searches !== undefined ||
    dnsConfig?.nameservers !== undefined ||
    (dnsPolicy !== undefined && !dnsPolicy.startsWith('ClusterFirst'))
  );
}
