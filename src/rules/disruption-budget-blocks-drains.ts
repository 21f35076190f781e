import { Fault, MOST_RELATED, Rule } from './rule';
import { ObjectOf } from '../api/kinds';
import { KubernetesObject } from '../api/kubernetes-object';
import { LabelSelector } from '../api/metadata';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { ReplicaRange, Replicas } from '../cluster/replicas';

/** A drain evicts pods one by one, and asks the budgets first. */
export const RULE: Rule = {
  id: 'disruption-budget-blocks-drains',
  title: 'A PodDisruptionBudget never allows an eviction',
  severity: 'warning',
  find: ({ cluster }) => {
    const scales = new Replicas(cluster);
    return cluster.all('PodDisruptionBudget').flatMap((budget) => blocked(cluster, scales, budget));
  },
};

interface ScaledWorkload {
  readonly owner: KubernetesObject;
  readonly scale: ReplicaRange;
}

function blocked(cluster: Cluster, scales: Replicas, budget: ObjectOf<'PodDisruptionBudget'>): Fault[] {
  const { minAvailable, maxUnavailable } = budget.spec ?? {};
  const owners = ownersOf(cluster, budget);
  const counted = owners.flatMap((owner): ScaledWorkload[] => {
    const scale = scales.rangeOf(owner);
    return scale ? [{ owner, scale }] : [];
  });
  if (counted.length === 0) {
    return [];
  }
  const related = counted.slice(0, MOST_RELATED).map(({ owner }) => ({ object: owner, field: ['spec', 'replicas'] }));
  const rule = 'no pod can be evicted, so draining a node never finishes';
  if (maxUnavailable !== undefined) {
    // Kubernetes rounds fractions of a pod up, so only zero allows no disruption.
    return /^0+%?$/.test(String(maxUnavailable))
      ? [
          {
            object: budget,
            field: ['spec', 'maxUnavailable'],
            related,
            given: `maxUnavailable ${show(maxUnavailable)}`,
            rule,
            fix: 'Set maxUnavailable: 1',
          },
        ]
      : [];
  }
  // A DaemonSet has a pod for each node, and manifests do not tell the number of nodes.
  const pods = counted.length === owners.length ? counted.reduce((sum, { scale }) => sum + scale.least, 0) : undefined;
  return !keepsAll(minAvailable, pods)
    ? []
    : [
        {
          object: budget,
          field: ['spec', 'minAvailable'],
          related,
          given: `minAvailable ${show(minAvailable)} with ${replicasText(counted)}`,
          rule,
          fix: `Set maxUnavailable: 1 instead${pods === 1 ? ', or remove the budget while there is only one replica' : ''}`,
        },
      ];
}

/** Whether the budget needs all of these pods. The disruption controller rounds percentages up. */
function keepsAll(minAvailable: unknown, pods: number | undefined): boolean {
  const [, percent] = /^(\d+)%$/.exec(String(minAvailable)) ?? [];
  if (percent !== undefined) {
    return Number(percent) >= 100 || (pods !== undefined && Math.ceil((Number(percent) * pods) / 100) >= pods);
  }
  return pods !== undefined && typeof minAvailable === 'number' && minAvailable >= pods;
}

function replicasText(counted: ScaledWorkload[]): string {
  return (
    counted
      .slice(0, 3)
      .map(({ owner, scale: { least, scaler } }) => {
        const replicas = `${least} replica${least === 1 ? '' : 's'}`;
        return `${owner.kind} ${show(owner.metadata.name)} of ${scaler ? `as few as ${replicas} (${scaler.kind} ${show(scaler.metadata.name)})` : replicas}`;
      })
      .join(', ') + (counted.length > 3 ? ` and ${counted.length - 3} more` : '')
  );
}

/** The workloads whose pods a budget selects. */
export function ownersOf(cluster: Cluster, budget: ObjectOf<'PodDisruptionBudget'>): KubernetesObject[] {
  const { selector } = budget.spec ?? {};
  return isReadable(budget, selector)
    ? [...new Set(cluster.podsBy(cluster.namespaceOf(budget), selector).map(({ owner }) => owner))]
    : [];
}

/** Whether the API server would take the selector. Before policy/v1, an empty one selected nothing. */
function isReadable({ apiVersion }: KubernetesObject, selector: LabelSelector | undefined): selector is LabelSelector {
  const expressions = selector?.matchExpressions ?? [];
  return (
    selector !== undefined &&
    /^policy\//.test(apiVersion) &&
    (apiVersion === 'policy/v1' || Object.keys(selector.matchLabels ?? {}).length + expressions.length > 0) &&
    expressions.every(
      ({ operator = '', values }) =>
        ['Exists', 'DoesNotExist'].includes(operator) || (['In', 'NotIn'].includes(operator) && Array.isArray(values)),
    )
  );
}
