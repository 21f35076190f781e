import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { Service } from '../cluster/services';
import { NamedHosts } from '../references/named-hosts';

/** The cluster's DNS answers with a CNAME, whose target is a whole name: nobody's search domains are added to it. */
export const RULE: Rule = {
  id: 'external-name-leads-nowhere',
  title: 'An ExternalName Service points to a name that no Service has',
  severity: 'warning',
  find: ({ cluster }) => {
    const hosts = new NamedHosts(cluster);
    return cluster.services.flatMap((service): Fault[] => {
      const { manifest } = service;
      const { type, externalName } = manifest.spec ?? {};
      const problem =
        type === 'ExternalName' && externalName ? problemOf(cluster, hosts, service, externalName) : undefined;
      return problem === undefined
        ? []
        : [
            {
              object: manifest,
              field: ['spec', 'externalName'],
              given: `externalName ${show(externalName)}`,
              rule: `${problem.because}, so that the name of this Service does not resolve`,
              fix: `Write ${problem.meant}`,
            },
          ];
    });
  },
};

interface Problem {
  readonly because: string;
  readonly meant: string;
}

function problemOf(
  cluster: Cluster,
  hosts: NamedHosts,
  { manifest, namespace }: Service,
  externalName: string,
): Problem | undefined {
  const domain = `.svc.${cluster.clusterDomain}`;
  const target = externalName.toLowerCase().replace(/\.$/, '');
  const host = hosts.resolve(target, { namespace, spec: { containers: [] }, owner: manifest });
  if (host.leads === 'to') {
    return 'service' in host.found && !target.endsWith(domain)
      ? {
          because: 'DNS takes the target of an alias as a whole name, and completes it with no namespace and no domain',
          meant: `${host.found.service.name}.${host.found.service.namespace}${domain}`,
        }
      : undefined;
  }
  if (host.leads === 'nowhere') {
    return host.meant === undefined ? undefined : { because: host.because, meant: host.meant };
  }
  return host.leads === 'to-no-service' && host.meant !== undefined && target.endsWith(domain)
    ? { because: `namespace ${show(host.namespace)} has no Service ${show(host.name)}`, meant: host.meant }
    : undefined;
}
