import { Fault, Rule } from './rule';
import { Cluster } from '../cluster/cluster';
import { envFromReferences } from '../cluster/config-map-data';
import { NamedContainer, containersOf } from '../cluster/containers';
import { expand } from '../cluster/environment';
import { Manifest } from '../cluster/manifest';

/** An advertised host keeps the text $(…) if its parts are defined below it, and every call to the agent fails. */
export const RULE: Rule = {
  id: 'variable-before-definition',
  title: 'A variable refers to one that is defined further down',
  severity: 'error',
  find: ({ cluster }) =>
    cluster.pods.flatMap((pod) =>
      containersOf(pod).flatMap((container) => [...earlyReferences(cluster, pod.owner, container)]),
    ),
};

function* earlyReferences(cluster: Cluster, owner: Manifest, { container, title }: NamedContainer): Iterable<Fault> {
  const variables: Manifest[] = container.env ?? [];
  const defined = new Set<string>();
  for (const { kind, name, prefix } of envFromReferences(container)) {
    const { data, stringData } = cluster.find(kind, cluster.namespaceOf(owner), name) ?? {};
    Object.keys({ ...data, ...stringData }).forEach((key) => defined.add(`${prefix}${key}`));
  }
  const last = new Map(variables.map(({ name }, i) => [name, i]));
  for (const [i, { name, value }] of variables.entries()) {
    for (const other of references(value)) {
      if (!defined.has(other) && (last.get(other) ?? -1) > i) {
        yield {
          object: owner,
          given: `${title}: env ${name} refers to $(${other}), which is defined further down`,
          rule: `the kubelet expands only what is defined above, so the value keeps the text $(${other}) as it stands`,
          fix: `Move ${other} above ${name}, or write $$(${other}) if that text is what you want`,
        };
      }
    }
    defined.add(name);
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
