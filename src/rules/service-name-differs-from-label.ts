import { Fault, Rule } from './rule';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { Manifest } from '../cluster/manifest';
import { Pod } from '../cluster/pods';
import { append } from '../cluster/selectors';
import { Service } from '../cluster/services';
import { Variable } from '../contract/contract';
import { COMPONENT_LABEL, NAME_LABEL } from '../kubernetes/naming';
import { MeshPod } from '../mesh/mesh';

/** The guide's critical pattern: an agent takes its label for the name of its Service. */
export const RULE: Rule = {
  id: 'service-name-differs-from-label',
  title: "An agent's Service is not called what the agent takes for its name",
  severity: 'error',
  find: ({ cluster, agents }) => {
    const behind = servicesByPod(cluster);
    return agents.flatMap((agent): Fault[] => {
      const { name, given } = nameFromLabel(agent) ?? {};
      const services = (behind.get(agent) ?? []).map((service) => service.name);
      if (!name || given === undefined || services.length === 0 || services.includes(name)) {
        return [];
      }
      return [
        {
          object: agent.owner,
          given,
          rule:
            `the agent takes it for the name of its Service, but ${cluster.service(agent.namespace, name) ? 'the Service of that name selects other pods' : 'there is no Service of that name'}, ` +
            `and its pods are behind Service ${listText(services.map(show))}: the address that it gives to others does not lead to it`,
          fix: `Call the Service ${show(name)}, or set the label to ${show(services[0])} on the pods, and in the selectors that use it`,
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

/** What an agent takes for its Service's name; nothing where it advertises a host that somebody chose for it. */
function nameFromLabel({ main, env, labels }: MeshPod): { name: string; given: string } | undefined {
  const variable = (name: string): Manifest => (main.env ?? []).filter((each: Manifest) => each.name === name).pop();
  const host =
    variable(Variable.HTTP_HOST) ??
    (env[Variable.HTTP_HOST] === undefined ? undefined : { value: env[Variable.HTTP_HOST] });
  if (host !== undefined && !host.value?.includes(`$(${Variable.SERVICE_NAME})`)) {
    return undefined;
  }
  const [, label] =
    /^metadata\.labels\['(.*)'\]$/.exec(variable(Variable.SERVICE_NAME)?.valueFrom?.fieldRef?.fieldPath ?? '') ?? [];
  if (label) {
    const name = env[Variable.SERVICE_NAME];
    return { name, given: `${Variable.SERVICE_NAME} ${show(name)}, from the label ${label}` };
  }
  const isGuides =
    labels[COMPONENT_LABEL] === 'agent' && host === undefined && env[Variable.SERVICE_NAME] === undefined;
  const name = isGuides ? labels[NAME_LABEL] : undefined;
  return name ? { name, given: `label ${NAME_LABEL} ${show(name)}` } : undefined;
}
