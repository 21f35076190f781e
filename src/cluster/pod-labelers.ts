import { Cluster } from './cluster';
import { Pod } from './pods';
import { KubernetesObject } from '../api/kubernetes-object';
import { stringAt, valueAt } from '../api/unknown-fields';

/**
 * Pods that may set labels on pods of their namespace while they run, on themselves too: by their account, they may change pods.
 * Longhorn's managers label the one that serves the webhook so, and Patroni the primary.
 */
export function podLabelers(cluster: Cluster, namespace: string): Pod[] {
  const accounts = new Set(
    [...cluster.allOfAnyGroup('RoleBinding'), ...cluster.allOfAnyGroup('ClusterRoleBinding')]
      .filter((binding) => binding.kind === 'ClusterRoleBinding' || cluster.namespaceOf(binding) === namespace)
      .filter((binding) => listAt(roleOf(cluster, binding), 'rules').some(changesPods))
      .flatMap((binding) =>
        listAt(binding, 'subjects').flatMap((subject) =>
          stringAt(subject, 'kind') === 'ServiceAccount'
            ? `${stringAt(subject, 'namespace') ?? cluster.namespaceOf(binding)}/${stringAt(subject, 'name')}`
            : [],
        ),
      ),
  );
  return accounts.size === 0
    ? []
    : cluster.pods.filter(
        (pod) =>
          pod.namespace === namespace && accounts.has(`${namespace}/${pod.spec.serviceAccountName ?? 'default'}`),
      );
}

function roleOf(cluster: Cluster, binding: KubernetesObject): KubernetesObject | undefined {
  const kind = stringAt(binding, 'roleRef', 'kind');
  const name = stringAt(binding, 'roleRef', 'name');
  return kind === 'Role' || kind === 'ClusterRole'
    ? cluster
        .allOfAnyGroup(kind)
        .find(
          (role) =>
            role.metadata.name === name &&
            (kind === 'ClusterRole' || cluster.namespaceOf(role) === cluster.namespaceOf(binding)),
        )
    : undefined;
}

function changesPods(rule: unknown): boolean {
  const has = (field: string, ...values: string[]) => listAt(rule, field).some((each) => values.includes(String(each)));
  return has('apiGroups', '', '*') && has('resources', 'pods', '*') && has('verbs', 'patch', 'update', '*');
}

function listAt(value: unknown, field: string): unknown[] {
  const list = valueAt(value, field);
  return Array.isArray(list) ? list : [];
}
