import { Fault, Rule } from './rule';
import { describeObject } from '../api/kubernetes-object';
import { groupBy } from '../base/group-by';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { containersOf } from '../cluster/containers';
import { behindAlias, resolve, resolverOf } from '../cluster/dns';
import { Pod } from '../cluster/pods';
import { portNumbers, Service } from '../cluster/services';
import { ConfigKey, Variable } from '../contract/contract';
import { Mesh } from '../mesh/mesh';
import { protocolOf } from '../mesh/port-messages';
import { hasOwnDns } from '../references/named-hosts';
import { ToldHost, toldHosts } from '../references/told-hosts';

/** Only the ports of a Service with an address of its own lead anywhere. The names of a headless one lead to its pods as they are. */
export const RULE: Rule = {
  id: 'address-with-missing-port',
  title: 'A pod uses an address with a port that its Service does not have',
  severity: 'warning',
  find: (mesh) => {
    const agents = new Set<Pod>(mesh.agents);
    const wrong = mesh.cluster.pods.flatMap((pod) =>
      containersOf(pod)
        .flatMap((container) => toldHosts(mesh.cluster, pod, container))
        .filter(
          ({ variable, isLookedUp }) => isLookedUp !== true && !(agents.has(pod) && JUDGED_ELSEWHERE.has(variable)),
        )
        .flatMap((told) => {
          const service = serviceWithoutPort(mesh, pod, told);
          return service === undefined ? [] : [{ ...told, service }];
        }),
    );
    return groupBy(wrong, ({ holder }) => holder).flatMap((ofHolder) =>
      [...new Map(ofHolder.map((each) => [`${each.place}\n${each.host}\n${each.port}`, each])).values()].map(
        ({ holder, field, place, host, port, service }): Fault => {
          const other = service.ports.find((each) => each.port === port);
          return {
            object: holder,
            field: field(),
            related: [{ object: service.manifest, field: ['spec', 'ports'] }],
            given: `${place} names port ${port} of host ${show(host)}`,
            rule: other
              ? `that port of ${describeObject(service.manifest)} is for ${protocolOf(other)}, and the URL means TCP; nothing answers there`
              : `${describeObject(service.manifest)} has port ${listText(portNumbers(service).map(String))} only; nothing answers there`,
            fix: other
              ? 'Set the port of the Service to protocol TCP, or write another one of its ports'
              : service.ports.length === 1
                ? `Write port ${service.ports[0].port}`
                : 'Write one of its ports',
          };
        },
      ),
    );
  },
};

/** Schemes of URLs that mean TCP. */
const OVER_TCP = /^(https?|wss?|postgres(ql)?|mysql|rediss?|mongodb|amqps?)$/;

/** Rules of their own look at an agent's registry and at what it advertises. */
const JUDGED_ELSEWHERE = new Set<string | undefined>([ConfigKey.REGISTRY_URL, Variable.HTTP_HOST]);

function serviceWithoutPort({ cluster }: Mesh, pod: Pod, { host, port, scheme }: ToldHost): Service | undefined {
  const found = port === undefined || hasOwnDns(pod, host) ? undefined : resolve(cluster, host, resolverOf(pod));
  if (found === undefined || !('service' in found)) {
    return undefined;
  }
  const service = behindAlias(cluster, found.service);
  const ports = portNumbers(service);
  // Without a scheme, the port may be of any protocol.
  const isTold = service.ports.some(
    (each) => each.port === port && (scheme === undefined || !OVER_TCP.test(scheme) || protocolOf(each) === 'TCP'),
  );
  return service.clusterIp !== undefined &&
    service.manifest.spec?.type !== 'ExternalName' &&
    ports.length > 0 &&
    !isTold
    ? service
    : undefined;
}
