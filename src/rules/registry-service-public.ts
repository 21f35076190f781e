import { Fault, Rule } from './rule';
import { ObjectOf } from '../api/kinds';
import { Pod } from '../cluster/pods';
import { mayReach } from '../cluster/reachability';
import { endpoints, portNumbers, Service } from '../cluster/services';
import { areEverybody } from '../kubernetes/everybody';
import { REGISTRY_HAS_NO_LOGIN, registriesAt } from '../mesh/registry-access';
import { isLoadBalancerClosed } from '../routes/access-annotations';

/** Addresses outside of the cluster that only ranges for everybody contain (TEST-NET-2, and the same for IPv6). */
const ANYBODY = ['198.51.100.1', '2001:db8::1'];

export const RULE: Rule = {
  id: 'registry-service-public',
  title: "The registry's Service is reachable from outside the cluster",
  severity: 'warning',
  find: ({ cluster, registries }) =>
    cluster.services.flatMap((service): Fault[] => {
      const entrance = entranceOf(service);
      if (entrance === undefined) {
        return [];
      }
      const ends = portNumbers(service)
        .flatMap((port) => endpoints(service, port))
        .filter(({ pod, port }) => ANYBODY.some((address) => mayReach(cluster, address, pod, port)));
      return registriesAt(ends, new Set<Pod>(registries)).map((owner) => ({
        object: service.manifest,
        field: ['spec', entrance.field],
        given: `${entrance.given} in front of the registry, ${owner}`,
        rule: REGISTRY_HAS_NO_LOGIN,
        fix:
          'Make it a ClusterIP Service; if agents outside the cluster need it, allow only their addresses, by an ingress rule of a NetworkPolicy ' +
          'with an ipBlock or by loadBalancerSourceRanges',
      }));
    }),
};

/** By its type, or by addresses outside of the cluster that lead to it. */
function entranceOf({ manifest }: Service): { readonly given: string; readonly field: string } | undefined {
  const { type = 'ClusterIP', externalIPs = [] } = manifest.spec ?? {};
  if (externalIPs.length > 0) {
    return { given: 'externalIPs', field: 'externalIPs' };
  }
  return type === 'NodePort' || (type === 'LoadBalancer' && !isRestricted(manifest))
    ? { given: `type ${type}`, field: 'type' }
    : undefined;
}

/** Whether the load balancer admits few ranges, or is internal to a network. */
function isRestricted(service: ObjectOf<'Service'>): boolean {
  const ranges = service.spec?.loadBalancerSourceRanges ?? [];
  return (ranges.length > 0 && !areEverybody(ranges)) || isLoadBalancerClosed(service);
}
