import { Fault, Rule } from './rule';
import { ObjectOf } from '../api/kinds';
import { Pod } from '../cluster/pods';
import { mayReach } from '../cluster/reachability';
import { endpoints, portNumbers } from '../cluster/services';
import { REGISTRY_HAS_NO_LOGIN, registriesAt } from '../mesh/registry-access';

/** Addresses outside of the cluster that only ranges for everybody contain (TEST-NET-2, and the same for IPv6). */
const ANYBODY = ['198.51.100.1', '2001:db8::1'];

export const RULE: Rule = {
  id: 'registry-service-public',
  title: "The registry's Service is open from outside of the cluster",
  severity: 'warning',
  find: ({ cluster, registries }) =>
    cluster.services.flatMap((service): Fault[] => {
      const { type } = service.manifest.spec ?? {};
      if (type === undefined || !['LoadBalancer', 'NodePort'].includes(type) || isRestricted(service.manifest)) {
        return [];
      }
      const ends = portNumbers(service)
        .flatMap((port) => endpoints(service, port))
        .filter(({ pod, port }) => ANYBODY.some((address) => mayReach(cluster, address, pod, port)));
      return registriesAt(ends, new Set<Pod>(registries)).map((owner) => ({
        object: service.manifest,
        field: ['spec', 'type'],
        given: `type ${type} in front of the registry, ${owner}`,
        rule: REGISTRY_HAS_NO_LOGIN,
        fix:
          'Make it a ClusterIP Service; where agents outside of the cluster need it, admit their addresses alone, by an ingress rule of a NetworkPolicy ' +
          'with an ipBlock or by loadBalancerSourceRanges',
      }));
    }),
};

/** Whether the load balancer admits few ranges, or is internal to a network. */
function isRestricted({ metadata, spec }: ObjectOf<'Service'>): boolean {
  const ranges = spec?.loadBalancerSourceRanges ?? [];
  return (
    (ranges.length > 0 && !ranges.some(isAnyAddress)) ||
    Object.entries(metadata.annotations ?? {}).some(([key, value]) => isRestriction(key, value))
  );
}

/** A range of everybody, or of half of all addresses: two of these are everybody again. */
function isAnyAddress(range: string): boolean {
  return /\/[01]$/.test(range.trim());
}

/** Annotations of clouds. Words in others, such as a description, restrict nothing. */
function isRestriction(key: string, value: string): boolean {
  if (/(^|[/-])load-balancer-source-ranges$/.test(key)) {
    return value.trim() !== '' && !value.split(',').some(isAnyAddress);
  }
  return (
    /\/.*(load-?balancer|(^|[/-])lb([/-]|$))/i.test(key) &&
    (/internal/i.test(key) ? /^(true|yes|0\.0\.0\.0\/0)$/i : /^(internal|private|intranet)$/i).test(value)
  );
}
