import { Fault, Rule } from './rule';
import { ServicePort } from '../api/core';
import { fieldOf } from '../api/field-path';
import { show } from '../base/problem';
import { portByName } from '../cluster/container-ports';
import { Service } from '../cluster/services';

export const RULE: Rule = {
  id: 'headless-port-translated',
  title: 'A headless Service maps its port to a different port of its pods',
  severity: 'error',
  find: ({ cluster }) =>
    cluster.services
      .filter((service) => isHeadless(service) && Object.keys(service.selector).length > 0)
      .flatMap((service) => service.ports.flatMap((port) => translated(service, port))),
};

function translated({ manifest, pods }: Service, servicePort: ServicePort): Fault[] {
  const { port, targetPort, protocol } = servicePort;
  // A number in quotes is the name of a port that no pod has; another rule reports it.
  const targets =
    typeof targetPort === 'string'
      ? pods.map((pod) => portByName(pod, targetPort, protocol))
      : [targetPort || undefined];
  const other = targets.find((target) => target !== undefined && target !== port);
  return other === undefined || port === undefined
    ? []
    : [
        {
          object: manifest,
          field: fieldOf(manifest, servicePort, 'port'),
          given: `port ${port} with targetPort ${typeof targetPort === 'string' ? `${show(targetPort)} (${other})` : other}`,
          rule: `a headless Service translates nothing: its names lead to the pods themselves, where clients ask for ${port} and ${other} is open`,
          fix: `Set port to ${other}`,
        },
      ];
}

function isHeadless({ clusterIp }: Service): boolean {
  return clusterIp === undefined;
}
