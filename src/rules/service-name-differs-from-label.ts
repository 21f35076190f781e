import { Fault, MOST_RELATED, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { EnvVar } from '../api/pod-spec';
import { append } from '../base/append';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { Pod, templateOf } from '../cluster/pods';
import { Service } from '../cluster/services';
import { Variable } from '../contract/contract';
import { isDnsLabel, isServiceName } from '../kubernetes/checks';
import { COMPONENT_LABEL, NAME_LABEL } from '../kubernetes/naming';
import { MeshPod } from '../mesh/mesh';
import { withPodLabels } from '../mesh/repairs';

/** The guide's critical pattern: an agent uses its label as the name of its Service. */
export const RULE: Rule = {
  id: 'service-name-differs-from-label',
  title: "An agent's Service does not have the name that the agent advertises",
  severity: 'error',
  find: ({ cluster, agents }) => {
    const behind = servicesByPod(cluster);
    return agents.flatMap((agent): Fault[] => {
      const { name, label, given } = nameFromLabel(agent) ?? {};
      const services = (behind.get(agent) ?? []).map((service) => service.name);
      if (!name || given === undefined || services.length === 0 || services.includes(name)) {
        return [];
      }
      const canNameService = isServiceName(name);
      return [
        {
          object: agent.owner,
          field: fieldOf(agent.owner, templateOf(agent.owner)?.metadata, 'labels', label ?? NAME_LABEL),
          related: behind
            .get(agent)!
            .slice(0, MOST_RELATED)
            .map(({ manifest }) => ({ object: manifest, field: ['metadata', 'name'] })),
          given,
          rule:
            `the agent takes it for the name of its Service, but ${cluster.service(agent.namespace, name) ? 'the Service of that name selects other pods' : isDnsLabel(name) ? 'there is no Service of that name' : 'no Service can have that name'}, ` +
            `and its pods are behind Service ${listText(services.map(show))}: the address that it gives to others does not lead to it`,
          fix: `${canNameService ? `Call the Service ${show(name)}, or set` : 'Set'} the label to ${show(services[0])} on the pods, and in the selectors that use it`,
          repair: () => [
            { object: agent.owner, by: withPodLabels(agent.owner, { [label ?? NAME_LABEL]: services[0] }) },
          ],
        },
      ];
    });
  },
};

function servicesByPod(cluster: Cluster): Map<Pod, Service[]> {
  const found = new Map<Pod, Service[]>();
  for (const service of cluster.services) {
    if (service.manifest.spec?.type !== 'ExternalName') {
      service.pods.forEach((pod) => append(found, pod, service));
    }
  }
  return found;
}

/** What an agent uses as its Service's name; undefined if it advertises another host. */
function nameFromLabel(agent: MeshPod): { name: string; label?: string; given: string } | undefined {
  const { env, labels } = agent;
  const given = lastVariable(agent, Variable.HTTP_HOST);
  const host = given ? given.value : env[Variable.HTTP_HOST];
  const hasHost = given !== undefined || host !== undefined;
  if (hasHost && !host?.includes(`$(${Variable.SERVICE_NAME})`)) {
    return undefined;
  }
  const { fieldPath = '' } = lastVariable(agent, Variable.SERVICE_NAME)?.valueFrom?.fieldRef ?? {};
  const [, label] = /^metadata\.labels\['(.*)'\]$/.exec(fieldPath) ?? [];
  const name = env[Variable.SERVICE_NAME];
  if (label) {
    return { name, label, given: `${Variable.SERVICE_NAME} ${show(name)}, from the label ${label}` };
  }
  // The guide's agents read no variable.
  const isGuides = labels[COMPONENT_LABEL] === 'agent' && !hasHost && name === undefined;
  return isGuides && labels[NAME_LABEL]
    ? { name: labels[NAME_LABEL], given: `label ${NAME_LABEL} ${show(labels[NAME_LABEL])}` }
    : undefined;
}

/** Of several variables of one name, the last one counts. */
function lastVariable({ main }: MeshPod, name: string): EnvVar | undefined {
  return (main.env ?? []).filter((each) => each.name === name).pop();
}
