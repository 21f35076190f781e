import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { containersOf } from '../cluster/containers';
import { resolve } from '../cluster/dns';
import { Pod, templateOf } from '../cluster/pods';
import { toldHosts } from '../references/told-hosts';

/** ClusterFirst falls back to Default on the host's network (GetPodDNS in the kubelet). */
export const RULE: Rule = {
  id: 'pod-asks-other-dns',
  title: "A pod uses a Service's name but not the cluster's DNS",
  severity: 'error',
  find: ({ cluster }) =>
    cluster.pods.flatMap((pod): Fault[] => {
      const cause = causeOf(pod);
      const host = cause && serviceNamed(cluster, pod);
      return cause === undefined || host === undefined
        ? []
        : [
            {
              object: pod.owner,
              field: fieldOf(pod.owner, templateOf(pod.owner)?.spec, cause.field),
              given: cause.given,
              rule: `such a pod asks its node's DNS and not the cluster's, so that it does not find ${show(host)}, which it is told`,
              fix: cause.fix,
            },
          ];
    }),
};

interface Cause {
  readonly given: string;
  readonly field: string;
  readonly fix: string;
}

function causeOf({ spec }: Pod): Cause | undefined {
  const { dnsPolicy, hostNetwork, dnsConfig, hostAliases } = spec;
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

const FIX = 'Leave dnsPolicy out, which means ClusterFirst';
const FIX_ON_HOST = 'Set dnsPolicy: ClusterFirstWithHostNet';

/** A name of a Service of these manifests that a pod is told, and that only the cluster's DNS has. */
function serviceNamed(cluster: Cluster, pod: Pod): string | undefined {
  for (const container of containersOf(pod)) {
    for (const { host } of toldHosts(cluster, pod, container)) {
      const found = resolve(cluster, host, { namespace: pod.namespace });
      if (found && 'service' in found) {
        return host;
      }
    }
  }
  return undefined;
}
