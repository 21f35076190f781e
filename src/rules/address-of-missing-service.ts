import { Fault, Rule } from './rule';
import { groupBy } from '../base/group-by';
import { show } from '../base/problem';
import { containersOf } from '../cluster/containers';
import { Pod } from '../cluster/pods';
import { ConfigKey, Variable } from '../contract/contract';
import { NamedHosts } from '../references/named-hosts';
import { toldHosts } from '../references/told-hosts';

/** Only where a name is nearly one that is shown: others may be of other manifests. */
export const RULE: Rule = {
  id: 'address-of-missing-service',
  title: 'A pod uses the address of a Service that does not exist',
  severity: 'warning',
  find: (mesh) => {
    const hosts = new NamedHosts(mesh.cluster);
    const agents = new Set<Pod>(mesh.agents);
    const wrong = mesh.cluster.pods.flatMap((pod) =>
      containersOf(pod)
        .flatMap((container) => toldHosts(mesh.cluster, pod, container))
        .filter(({ variable }) => !agents.has(pod) || !JUDGED_ELSEWHERE.has(variable))
        .flatMap((told) => {
          const reason = reasonOf(hosts.resolve(told.host, pod));
          return reason === undefined ? [] : [{ ...told, ...reason }];
        }),
    );
    return groupBy(wrong, ({ holder }) => holder).flatMap((ofHolder) =>
      [...new Map(ofHolder.map((each) => [`${each.place}\n${each.host}`, each])).values()].map(
        ({ holder, field, place, host, because, fix }): Fault => ({
          object: holder,
          field: field(),
          given: `${place} names host ${show(host)}`,
          rule: `${because}; nothing answers there`,
          fix,
        }),
      ),
    );
  },
};

function reasonOf(host: ReturnType<NamedHosts['resolve']>): { because: string; fix: string } | undefined {
  switch (host.leads) {
    case 'nowhere':
      return {
        because: host.because,
        fix: host.meant === undefined ? 'Name a Service, or a pod that there is' : `Write ${host.meant}`,
      };
    case 'to-no-service':
      return host.meant === undefined
        ? undefined
        : {
            because: `namespace ${show(host.namespace)} has no Service ${show(host.name)} (did you mean ${show(host.meant)}?)`,
            fix: `Write ${host.meant}, or make a Service ${show(host.name)}`,
          };
    default:
      return undefined;
  }
}

/** The registry's URL and the advertised host of agents have rules of their own. */
const JUDGED_ELSEWHERE = new Set<string | undefined>([ConfigKey.REGISTRY_URL, Variable.HTTP_HOST]);
