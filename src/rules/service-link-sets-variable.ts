import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { KubernetesObject } from '../api/kubernetes-object';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { mayImport } from '../cluster/data-objects';
import { Pod, templateOf } from '../cluster/pods';
import { linkedVariables } from '../cluster/service-links';
import { Variable } from '../contract/contract';
import { MeshPod } from '../mesh/mesh';

/**
 * The kubelet gives containers variables of the Services of their namespace, `<NAME>_PORT: tcp://…` among them. What the manifest
 * sets wins.
 */
export const RULE: Rule = {
  id: 'service-link-sets-variable',
  title: 'A Service sets a variable in a pod that reads it as something else',
  severity: 'error',
  find: (mesh) => {
    const linked = new Map<string, Map<string, KubernetesObject>>();
    const linksOf = ({ namespace }: Pod) => {
      const known = linked.get(namespace) ?? linkedVariables(mesh.cluster, namespace);
      linked.set(namespace, known);
      return known;
    };
    return [
      ...mesh.agents.flatMap((agent) => readFaults(mesh.cluster, agent, linksOf(agent))),
      ...[...mesh.agents, ...mesh.registries].flatMap((pod) => composedFaults(pod, linksOf(pod))),
    ];
  },
};

function hasLinks({ spec }: Pod): boolean {
  return spec.enableServiceLinks !== false;
}

function isSet(cluster: Cluster, { main, env, namespace }: MeshPod, name: string): boolean {
  return (
    env[name] !== undefined ||
    (main.env ?? []).some((variable) => variable.name === name) ||
    (main.envFrom ?? []).some((source) => mayImport(cluster, namespace, source, name))
  );
}

/** The variables of a port that agents read; that of the registry, only code that reads its host too. */
function readVariables({ env }: MeshPod): string[] {
  return [Variable.HTTP_PORT, ...(env[Variable.REGISTRY_HOST] ? [Variable.REGISTRY_PORT] : [])];
}

function readFaults(cluster: Cluster, agent: MeshPod, links: Map<string, KubernetesObject>): Fault[] {
  return readVariables(agent).flatMap((name): Fault[] => {
    const service = links.get(name);
    return service === undefined || !hasLinks(agent) || isSet(cluster, agent, name)
      ? []
      : [
          {
            ...fault(agent, name, service),
            rule: `the kubelet sets ${name} to tcp://<address>:<port> for that Service, and the agent, which reads the number of a port there, does not understand it`,
          },
        ];
  });
}

function fault({ owner, spec }: MeshPod, name: string, service: KubernetesObject): Fault {
  const holder = templateOf(owner)?.spec;
  return {
    object: owner,
    field: fieldOf(owner, holder, spec.enableServiceLinks === undefined ? 'containers' : 'enableServiceLinks'),
    related: [{ object: service, field: ['metadata', 'name'] }],
    given: `Service ${show(service.metadata.name)} in the namespace, and no ${name} in the manifest`,
    rule: '',
    fix: `Set enableServiceLinks: false in the pod's spec, set ${name} yourself, or rename the Service`,
  };
}

/** Values with `$(X_PORT)`, of which the author thought that it is a number. */
function composedFaults(pod: MeshPod, links: Map<string, KubernetesObject>): Fault[] {
  const { main, env, owner } = pod;
  return (main.env ?? []).flatMap((variable): Fault[] => {
    const names = [...(variable.value ?? '').matchAll(/\$\(([A-Z0-9_]+_PORT)\)/g)].map(([, name]) => name);
    const name = names.find((each) => links.has(each) && env[each] === undefined);
    const isDefined = (main.env ?? []).some((each) => each.name === name) || (main.envFrom ?? []).length > 0;
    return name === undefined || isDefined || !hasLinks(pod)
      ? []
      : [
          {
            ...fault(pod, name, links.get(name)!),
            field: fieldOf(owner, variable, 'value'),
            given: `variable ${show(variable.name)} with $(${name}), which the manifest does not set`,
            rule: `the kubelet sets it to tcp://<address>:<port> for Service ${show(links.get(name)!.metadata.name)}, and not to a number`,
            fix: `Write the number of the port, or $(${name.replace(/_PORT$/, '_SERVICE_PORT')})`,
          },
        ];
  });
}
