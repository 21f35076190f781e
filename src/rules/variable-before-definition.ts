import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { KubernetesObject } from '../api/kubernetes-object';
import { Cluster } from '../cluster/cluster';
import { NamedContainer, containersOf } from '../cluster/containers';
import { dataReference, findData, variableKeys } from '../cluster/data-objects';
import { expand } from '../kubernetes/expansion';

/** An advertised host keeps the text $(…) if its parts are defined below it, and every call to the agent fails. */
export const RULE: Rule = {
  id: 'variable-before-definition',
  title: 'A variable refers to a variable that is defined after it',
  severity: 'error',
  find: ({ cluster }) =>
    cluster.pods.flatMap((pod) =>
      containersOf(pod).flatMap((container) => [...earlyReferences(cluster, pod.owner, container)]),
    ),
};

function* earlyReferences(
  cluster: Cluster,
  owner: KubernetesObject,
  { container, title }: NamedContainer,
): Iterable<Fault> {
  const variables = container.env ?? [];
  const defined = new Set<string>();
  for (const source of container.envFrom ?? []) {
    const object = findData(cluster, cluster.namespaceOf(owner), dataReference(source));
    const keys = object ? variableKeys(object) : [];
    keys.forEach((key) => defined.add(`${source.prefix ?? ''}${key}`));
  }
  const last = new Map(variables.map(({ name }, i) => [name, i]));
  for (const [i, variable] of variables.entries()) {
    const { name, value } = variable;
    for (const other of references(value)) {
      if (!defined.has(other) && (last.get(other) ?? -1) > i) {
        yield {
          object: owner,
          field: fieldOf(owner, variable, 'value'),
          given: `${title}: env ${name} refers to $(${other}), which is defined further down`,
          rule: `the kubelet expands only what is defined above, so the value contains the literal text $(${other})`,
          fix: `Move ${other} above ${name}, or write $$(${other}) if that text is what you want`,
        };
      }
    }
    defined.add(`${name}`);
  }
}

/** The variables that a value refers to, each once. */
function references(value: string | undefined): Set<string> {
  const found = new Set<string>();
  expand(value ?? '', (name) => {
    found.add(name);
    return undefined;
  });
  return found;
}
