import { Fault, MOST_RELATED, Repair, Rule } from './rule';
import { ServicePort } from '../api/core';
import { fieldOf } from '../api/field-path';
import { describeObject } from '../api/kubernetes-object';
import { groupBy } from '../base/group-by';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { variableField } from '../cluster/container-fields';
import { portByName } from '../cluster/container-ports';
import { Pod } from '../cluster/pods';
import { selects } from '../cluster/selectors';
import { Service } from '../cluster/services';
import { Variable } from '../contract/contract';
import { MeshPod } from '../mesh/mesh';
import { servicePortText } from '../mesh/port-messages';
import { withContainer } from '../mesh/repairs';

/** Established by running agents: a Service that maps 80 to 8080 breaks every call. */
export const RULE: Rule = {
  id: 'advertised-port-differs',
  title: "An agent's Service does not lead to the port that the agent advertises",
  severity: 'error',
  find: (mesh) => {
    const members = new Set<Pod>([...mesh.agents, ...mesh.registries]);
    const wrong = mesh.agents.flatMap((agent) => {
      const { found, port } = mesh.advertised(agent) ?? {};
      const service = found && 'service' in found ? found.service : undefined;
      // A headless Service translates nothing: its names lead to the pods, whatever its ports are.
      if (port === undefined || service?.clusterIp === undefined || service.manifest.spec?.type === 'ExternalName') {
        return [];
      }
      // Another rule says that it is not the agent's.
      if (service.pods.length > 0 && service.pods.every((pod) => pod.owner !== agent.owner && members.has(pod))) {
        return [];
      }
      const target = targetOf(service, port, agent);
      return target === port ? [] : [{ service, port, target, agent }];
    });
    const ofService = groupBy(wrong, ({ service }) => service);
    return ofService
      .flatMap((each) => groupBy(each, ({ port, target }) => `${port} ${target}`))
      .map((same): Fault => {
        const [{ service, port, target }] = same;
        const [listens, advertises] = same.length === 1 ? ['listens', 'advertises'] : ['listen', 'advertise'];
        const rule =
          `${listText(same.map(({ agent }) => describeObject(agent.owner)))} ${listens} on ${port} (${Variable.HTTP_PORT}), ` +
          `and ${advertises} that number with the name of this Service`;
        const related = same.slice(0, MOST_RELATED).map(({ agent: { owner, main } }) => ({
          object: owner,
          field: variableField(owner, main, Variable.HTTP_PORT),
        }));
        return target === undefined
          ? {
              object: service.manifest,
              field:
                service.ports.length === 1 ? fieldOf(service.manifest, service.ports[0], 'port') : ['spec', 'ports'],
              related,
              given:
                service.ports.length === 0
                  ? 'no ports'
                  : `port${service.ports.length === 1 ? '' : 's'} ${service.ports.map(servicePortText).join(', ')}`,
              rule: `${rule}, so callers ask for a port that it does not have`,
              fix: `Give the Service port ${port}`,
              repair:
                service.ports.length === 1 && portNumbered(service, service.ports[0].port)
                  ? () => same.flatMap((each) => listeningOn(each.agent, service))
                  : undefined,
            }
          : {
              object: service.manifest,
              field: fieldOf(service.manifest, portNumbered(service, port), 'targetPort'),
              related,
              given: `port ${port} with targetPort ${show(target)}`,
              rule: `${rule}, so calls arrive at another port than the agent's`,
              fix: `Set targetPort to ${port}, or to the name of that port`,
            };
      });
  },
};

/** An agent that is told the one port of its Service. */
function listeningOn({ owner, main }: MeshPod, { ports: [{ port }] }: Service): Repair[] {
  const by = withContainer(owner, main.name, (container) => ({
    ...container,
    env: (container.env ?? []).map((variable) =>
      variable.name === Variable.HTTP_PORT ? { name: Variable.HTTP_PORT, value: String(port) } : variable,
    ),
  }));
  return by ? [{ object: owner, by }] : [];
}

function portNumbered({ ports }: Pick<Service, 'ports'>, port: number | undefined): ServicePort | undefined {
  return ports.find((each) => each.port === port && (each.protocol ?? 'TCP') === 'TCP');
}

/**
 * The port to which a Service sends requests for an agent's own port: undefined if to none, and the same one if nothing
 * else is known.
 */
function targetOf({ ports, namespace, selector }: Service, port: number, agent: MeshPod): number | string | undefined {
  if (ports.some((each) => each.port === undefined)) {
    return port;
  }
  const open = portNumbered({ ports }, port);
  if (!open) {
    return undefined;
  }
  const target = open.targetPort || port;
  // A Service in front of other pods, such as a gateway's: they forward as they like.
  if (
    namespace !== agent.namespace ||
    Object.keys(selector).length === 0 ||
    !selects({ matchLabels: selector }, agent.labels)
  ) {
    return port;
  }
  const number = typeof target === 'string' ? (portByName(agent, target) ?? port) : target;
  return number === port ? port : target;
}
