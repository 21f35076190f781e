import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { KubernetesObject } from '../api/kubernetes-object';
import { EnvFrom } from '../api/pod-spec';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { containersOf } from '../cluster/containers';
import { dataReference, findData, hasVariableKey, mayImport } from '../cluster/data-objects';
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
      ...mesh.cluster.pods.filter(hasLinks).flatMap((pod) => scriptFaults(mesh.cluster, pod, linksOf(pod))),
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

/** In a script, what is behind `:` or an option for ports is meant as a number. */
const PORT_IN_SCRIPT =
  /(?::|\bnc\s[^|;&]{0,200}\s|--?[\w-]{0,50}port[= ]"?|-p[= ]?"?)\$(?:\{([A-Z][A-Z0-9_]*_PORT)\}|([A-Z][A-Z0-9_]*_PORT)(?!\w))/g;

const LONGEST_SCRIPT = 20_000;

/** Commands that use `$X_PORT` as the number of a port, which nobody sets but the link. */
function scriptFaults(cluster: Cluster, pod: Pod, links: Map<string, KubernetesObject>): Fault[] {
  return containersOf(pod).flatMap(({ container, title }) => {
    const { command = [], args = [], env = [], envFrom = [] } = container;
    const words = [...command, ...args].filter((word) => word.includes('_PORT') && word.length <= LONGEST_SCRIPT);
    const names = words.flatMap((word) =>
      [...word.matchAll(PORT_IN_SCRIPT)].map(([, braced, plain]) => ({ word, name: braced ?? plain })),
    );
    const wrong = names.find(
      ({ name, word }) =>
        links.has(name) &&
        !new RegExp(`\\b${name}=`).test(word) &&
        !env.some((each) => each.name === name) &&
        !envFrom.some(
          (source) => mayImport(cluster, pod.namespace, source, name) || imports(cluster, pod, source, name),
        ),
    );
    if (wrong === undefined) {
      return [];
    }
    const { name, word } = wrong;
    const service = links.get(name)!;
    const inCommand = command.indexOf(word);
    const at = inCommand < 0 ? ['args', args.indexOf(word)] : ['command', inCommand];
    return [
      {
        object: pod.owner,
        field: fieldOf(pod.owner, container, ...at),
        related: [{ object: service, field: ['metadata', 'name'] }],
        given: `${title}: $${name} in its command, which the manifest does not set`,
        rule: `the kubelet sets it to tcp://<address>:<port> for Service ${show(service.metadata.name)}, and not to a number`,
        fix: `Write the number of the port, or $${name.replace(/_PORT$/, '_SERVICE_PORT')}`,
      },
    ];
  });
}

function imports(cluster: Cluster, { namespace }: Pod, source: EnvFrom, name: string): boolean {
  const { prefix = '' } = source;
  const map = findData(cluster, namespace, dataReference(source));
  return map !== undefined && name.startsWith(prefix) && hasVariableKey(map, name.slice(prefix.length));
}
