import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { isKind } from '../api/kinds';
import { describeObject, KubernetesObject } from '../api/kubernetes-object';
import { listText } from '../base/list-text';
import { Cluster } from '../cluster/cluster';
import { runningContainers } from '../cluster/container-ports';
import { NamedContainer } from '../cluster/containers';
import { Pod } from '../cluster/pods';
import { allScalers, Autoscaler, scalersByTarget } from '../cluster/replicas';

/** The controller of HorizontalPodAutoscalers reports FailedGetResourceMetric or AmbiguousSelector, and does nothing. */
export const RULE: Rule = {
  id: 'autoscaler-cannot-scale',
  title: 'An autoscaler cannot scale its target',
  severity: 'warning',
  find: ({ cluster }) => {
    const byTarget = scalersByTarget(cluster);
    return [
      ...allScalers(cluster).flatMap((scaler) => [...wrongLimits(scaler), ...unscalable(scaler)]),
      ...[...byTarget].flatMap(([target, scalers]) => [
        ...scalers.flatMap((scaler) => withoutRequests(cluster, scaler, target)),
        ...severalScalers(target, scalers),
      ]),
    ];
  },
};

/** KEDA's webhook refuses it; of a HorizontalPodAutoscaler, the API server does. */
function wrongLimits(scaler: Autoscaler): Fault[] {
  if (!isKind(scaler, 'ScaledObject')) {
    return [];
  }
  const { minReplicaCount = 0, maxReplicaCount = 100 } = scaler.spec ?? {};
  return minReplicaCount <= maxReplicaCount
    ? []
    : [
        {
          object: scaler,
          field: ['spec', 'minReplicaCount'],
          given: `minReplicaCount ${minReplicaCount} above maxReplicaCount ${maxReplicaCount}`,
          rule: 'KEDA refuses a minimum above the maximum, which is 100 if it is missing',
          fix: 'Lower the minimum, or raise the maximum',
        },
      ];
}

/** Kinds of Kubernetes without a scale subresource, which an autoscaler asks for. */
const UNSCALABLE = /^(DaemonSet|Job|CronJob|Pod)$/;

function unscalable(scaler: Autoscaler): Fault[] {
  const target = scaler.spec?.scaleTargetRef;
  const { kind = '', apiVersion = '' } = target ?? {};
  if (apiVersion.startsWith('extensions/') && /^(Deployment|ReplicaSet)$/.test(kind)) {
    return [
      {
        object: scaler,
        field: fieldOf(scaler, target, 'apiVersion'),
        given: `scaleTargetRef of apiVersion ${apiVersion}`,
        rule: `clusters have ${kind}s in group apps only, so the autoscaler finds no target`,
        fix: 'Write apiVersion: apps/v1',
      },
    ];
  }
  return UNSCALABLE.test(kind)
    ? [
        {
          object: scaler,
          field: fieldOf(scaler, target, 'kind'),
          given: `scaleTargetRef of kind ${kind}`,
          rule: `a ${kind} has no number of replicas to change (no scale subresource), so the autoscaler does nothing`,
          fix: 'Make the workload a Deployment or a StatefulSet, or remove the autoscaler',
        },
      ]
    : [];
}

function severalScalers(target: KubernetesObject, [first, ...others]: Autoscaler[]): Fault[] {
  return others.map((object) => ({
    object,
    field: ['spec', 'scaleTargetRef'],
    related: [{ object: first, field: ['spec', 'scaleTargetRef'] }],
    given: `${describeObject(first)} scales ${describeObject(target)} too`,
    rule: 'two autoscalers of one workload set its replicas against each other, and Kubernetes stops both (AmbiguousSelector)',
    fix: 'Keep one of them, with the metrics of both',
  }));
}

/** A metric that is a share of what containers request. */
interface Share {
  readonly part: object | undefined;
  readonly resource: string;
  readonly container?: string;
}

function sharesOf(scaler: Autoscaler): Share[] {
  if (!isKind(scaler, 'HorizontalPodAutoscaler')) {
    return [];
  }
  const { metrics = [], targetCPUUtilizationPercentage } = scaler.spec ?? {};
  // By default, an autoscaler looks at 80% of the CPU.
  if (metrics.length === 0) {
    return targetCPUUtilizationPercentage !== undefined || scaler.spec?.maxReplicas !== undefined
      ? [{ part: scaler.spec, resource: 'cpu' }]
      : [];
  }
  return metrics.flatMap((metric): Share[] => {
    const isOfContainer = metric.type === 'ContainerResource';
    const source = isOfContainer ? metric.containerResource : metric.resource;
    const container = isOfContainer ? metric.containerResource?.container : undefined;
    const isShare = source?.target?.type === 'Utilization' || source?.target?.averageUtilization !== undefined;
    return source?.name && isShare ? [{ part: source, resource: source.name, container }] : [];
  });
}

function withoutRequests(cluster: Cluster, scaler: Autoscaler, target: KubernetesObject): Fault[] {
  const pod = cluster.pods.find(({ owner }) => owner === target);
  // A LimitRange sets what is missing.
  const isDefaulted = cluster
    .allOfAnyGroup('LimitRange')
    .some((range) => cluster.namespaceOf(range) === cluster.namespaceOf(target));
  return pod === undefined || isDefaulted
    ? []
    : sharesOf(scaler).flatMap(({ part, resource, container }): Fault[] => {
        const missing = containersWithout(pod, resource).filter(
          (each) => !container || each.container.name === container,
        );
        return missing.length === 0
          ? []
          : [
              {
                object: scaler,
                field: part === scaler.spec ? ['spec'] : fieldOf(scaler, part, 'name'),
                related: missing.map((each) => ({
                  object: target,
                  field: fieldOf(target, each.container, 'resources'),
                })),
                given: `a share of the requested ${resource}, of ${describeObject(target)}`,
                rule: `${listText(missing.map(({ title }) => title))} request${missing.length > 1 ? '' : 's'} no ${resource}, so the autoscaler cannot compute the utilization, and the number of pods never changes`,
                fix: `Give resources.requests.${resource} to each container, or use a target of type AverageValue`,
              },
            ];
      });
}

/** Limits are requests if there are none. */
function containersWithout(pod: Pod, resource: string): NamedContainer[] {
  return runningContainers(pod).filter(
    ({ container: { resources } }) =>
      resources?.requests?.[resource] === undefined && resources?.limits?.[resource] === undefined,
  );
}
