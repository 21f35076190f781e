import { isIP } from 'net';
import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { containersOf } from '../cluster/containers';
import { resolve } from '../cluster/dns';
import { Pod, templateOf } from '../cluster/pods';
import { isInRange } from '../cluster/reachability';
import { toldHosts } from '../references/told-hosts';

/** ClusterFirst falls back to Default on the host's network (GetPodDNS in the kubelet). */
export const RULE: Rule = {
  id: 'pod-asks-other-dns',
  title: "A pod uses a Service's name but not the cluster's DNS",
  severity: 'error',
  find: ({ cluster }) =>
    cluster.pods.flatMap((pod): Fault[] => {
      const cause = causeOf(pod, cluster.clusterDomain);
      const host = cause && serviceNamed(cluster, pod, cause.findsWhole === true);
      return cause === undefined || host === undefined
        ? []
        : [
            {
              object: pod.owner,
              field: fieldOf(pod.owner, templateOf(pod.owner)?.spec, cause.field),
              given: cause.given,
              rule: `${cause.rule ?? "such a pod uses its node's DNS instead of the cluster's"}, so it cannot resolve ${show(host)}, which it uses`,
              fix: cause.fix,
            },
          ];
    }),
};

interface Cause {
  readonly given: string;
  readonly field: string;
  readonly fix: string;
  /** What the pod does in place of asking the cluster's DNS, if that is not its node's. */
  readonly rule?: string;
  /** Whether it does ask the cluster's, for names in its domain only. */
  readonly findsWhole?: boolean;
}

function causeOf({ spec }: Pod, clusterDomain: string): Cause | undefined {
  const { dnsPolicy, hostNetwork, dnsConfig, hostAliases } = spec;
  if (dnsPolicy === 'None' && hostAliases === undefined) {
    return causeInConfig(dnsConfig, clusterDomain);
  }
  if (dnsConfig?.nameservers !== undefined || hostAliases !== undefined) {
    return undefined; // another server may answer, or the file of hosts
  }
  if (dnsPolicy === 'Default') {
    return { given: 'dnsPolicy Default', field: 'dnsPolicy', fix: hostNetwork === true ? FIX_ON_HOST : FIX };
  }
  return hostNetwork === true && (dnsPolicy === undefined || dnsPolicy === 'ClusterFirst')
    ? { given: `hostNetwork with dnsPolicy ${dnsPolicy ?? 'unset'}`, field: 'hostNetwork', fix: FIX_ON_HOST }
    : undefined;
}

/** With `None`, the pod has the servers and search domains of its dnsConfig alone. */
function causeInConfig(
  { nameservers = [], searches = [] }: NonNullable<Pod['spec']['dnsConfig']> = {},
  clusterDomain: string,
): Cause | undefined {
  if (nameservers.length === 0) {
    return undefined; // the API server refuses it
  }
  if (nameservers.every((server) => isPublic(server))) {
    return {
      given: `dnsPolicy None with ${listText(nameservers.map((server) => `nameserver ${server}`))}`,
      field: 'dnsConfig',
      rule: 'such a pod asks only these, which do not know the names of the cluster',
      fix: `${FIX}, or add the address of the cluster's DNS to nameservers`,
    };
  }
  return searches.some((search) => search.replace(/\.$/, '').endsWith(`svc.${clusterDomain}`))
    ? undefined
    : {
        given: 'dnsPolicy None without search domains of the cluster',
        field: 'dnsConfig',
        rule: 'such a pod asks for a short name as it stands',
        fix: `Add <namespace>.svc.${clusterDomain} and svc.${clusterDomain} to searches, or write the whole name`,
        findsWhole: true,
      };
}

/** Ranges that are not on the internet: those for private use, of providers, of links and hosts. */
const NOT_PUBLIC = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16', '127.0.0.0/8'];

/** Whether an address is one of the internet; of IPv6 all that can be routed there. */
function isPublic(address: string): boolean {
  const family = isIP(address);
  return family === 6 ? /^[23]/.test(address) : family === 4 && !NOT_PUBLIC.some((range) => isInRange(range, address));
}

const FIX = 'Leave dnsPolicy out, which means ClusterFirst';
const FIX_ON_HOST = 'Set dnsPolicy: ClusterFirstWithHostNet';

/** A name of a Service of these manifests that a pod is told, and that only the cluster's DNS has. */
function serviceNamed(cluster: Cluster, pod: Pod, findsWhole: boolean): string | undefined {
  for (const container of containersOf(pod)) {
    for (const { host } of toldHosts(cluster, pod, container)) {
      const found = resolve(cluster, host, { namespace: pod.namespace });
      if (found && 'service' in found && !(findsWhole && host.endsWith(`.${cluster.clusterDomain}`))) {
        return host;
      }
    }
  }
  return undefined;
}
