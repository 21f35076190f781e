import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { KubernetesObject } from '../api/kubernetes-object';
import { append } from '../base/append';
import { WordIndex } from '../base/closest-word';
import { show } from '../base/problem';
import { isSlip } from '../base/slip';
import { Cluster } from '../cluster/cluster';
import { Reference, referencesOf } from '../references/pod-references';

/** Only where an object of nearly the same name is shown: others may be of other manifests. */
export const RULE: Rule = {
  id: 'reference-to-missing-object',
  title: 'An object is referred to by a name that is misspelt',
  severity: 'warning',
  find: ({ cluster }) => {
    const made = new Set<string>();
    const names = new Map<string, string[]>();
    for (const object of cluster.objects) {
      append(names, `${object.kind}/${cluster.namespaceOf(object)}`, object.metadata.name);
      // An operator may make what its object is called like, as External Secrets does.
      if (object.apiVersion.includes('.') && !/(^|\.)k8s\.io\//.test(object.apiVersion)) {
        made.add(`${cluster.namespaceOf(object)}/${object.metadata.name}`);
      }
    }
    const scalers = [...cluster.all('HorizontalPodAutoscaler'), ...cluster.all('ScaledObject')];
    return [
      ...cluster.pods.flatMap((pod) => faultsOf(cluster, names, made, pod.owner, referencesOf(pod))),
      ...scalers.flatMap((scaler) => {
        const target = scaler.spec?.scaleTargetRef;
        const { kind = 'Deployment', name } = target ?? {};
        const place = 'scaleTargetRef names';
        return name === undefined
          ? []
          : faultsOf(cluster, names, made, scaler, [{ kind, name, place, part: target, field: 'name' }]);
      }),
    ];
  },
};

function faultsOf(
  cluster: Cluster,
  names: Map<string, string[]>,
  made: Set<string>,
  object: KubernetesObject,
  references: Reference[],
): Fault[] {
  const namespace = cluster.namespaceOf(object);
  const seen = new Set<string>();
  return references.flatMap(({ kind, name, place, part, field }): Fault[] => {
    const known = names.get(`${kind}/${namespace}`);
    // One Secret for ten variables is one mistake.
    if (
      known === undefined ||
      seen.has(`${kind}/${name}`) ||
      cluster.has(kind, namespace, name) ||
      made.has(`${namespace}/${name}`)
    ) {
      return [];
    }
    seen.add(`${kind}/${name}`);
    const near = WordIndex.of(known, () => known).closest(name);
    return near === undefined || !isSlip(name, near)
      ? []
      : [
          {
            object,
            field: fieldOf(object, part, field),
            given: `${place} ${kind} ${show(name)}`,
            rule: `namespace ${show(namespace)} has no such ${kind} (did you mean ${show(near)}?)`,
            fix: `Write ${near}, or make a ${kind} ${show(name)}`,
          },
        ];
  });
}
