import { Fault, Rule } from './rule';
import { KubernetesObject } from '../api/kubernetes-object';
import { append } from '../base/append';
import { show } from '../base/problem';
import { clusterIdentity, isNamespaced } from '../cluster/applied-objects';

export const RULE: Rule = {
  id: 'duplicate-identity',
  title: 'Two manifests define the same object',
  severity: 'error',
  find: ({ objects, cluster }) => {
    const same = new Map<string, KubernetesObject[]>();
    for (const object of objects) {
      const identity = clusterIdentity(object, cluster.defaultNamespace);
      if (identity !== undefined) {
        append(same, identity, object);
      }
    }
    return [...same.values()].flatMap((all) => {
      const versions = versionsOf(all);
      return all.slice(1).map((object): Fault => ({
        object,
        field: ['metadata', 'name'],
        related: [{ object: all[0], field: ['metadata', 'name'] }],
        given: `${all.length} objects of this kind and name${isNamespaced(object) ? ` in namespace ${show(cluster.namespaceOf(object))}` : ''}${versions}`,
        rule: 'they define the same object on a cluster, and the one that is applied last replaces the others',
        fix: 'Give each its own name, or merge them into one object',
      }));
    });
  },
};

function versionsOf(objects: KubernetesObject[]): string {
  const versions = [...new Set(objects.map(({ apiVersion }) => apiVersion))].sort();
  return versions.length === 1 ? '' : `, of apiVersion ${versions.join(' and ')}`;
}
