import { Reference } from './pod-references';
import { KubernetesObject } from '../api/kubernetes-object';
import { fieldsIn, stringAt, valueAt } from '../api/unknown-fields';
import { Cluster } from '../cluster/cluster';

/** References of objects that are no pods: of one object all that name others. */
export interface ObjectReferences {
  readonly from: KubernetesObject;
  readonly references: Reference[];
}

/** What autoscalers and bindings of roles refer to by name. */
export function objectReferences(cluster: Cluster): ObjectReferences[] {
  return [
    ...cluster.all('HorizontalPodAutoscaler').map((from) => ({ from, references: target(from, 'scaleTargetRef') })),
    ...cluster.all('ScaledObject').map((from) => ({
      from,
      references: [...target(from, 'scaleTargetRef'), ...triggerAuthentications(from)],
    })),
    ...cluster.allOfAnyGroup('ScaledJob').map((from) => ({ from, references: triggerAuthentications(from) })),
    ...cluster.allOfAnyGroup('VerticalPodAutoscaler').map((from) => ({ from, references: target(from, 'targetRef') })),
    ...['RoleBinding', 'ClusterRoleBinding'].flatMap((kind) =>
      cluster.allOfAnyGroup(kind).map((from) => ({ from, references: bindingReferences(from) })),
    ),
  ];
}

/** The workload that an autoscaler scales. KEDA's default kind is Deployment. */
function target(scaler: KubernetesObject, field: 'scaleTargetRef' | 'targetRef'): Reference[] {
  const part = valueAt(scaler.spec, field);
  const name = stringAt(part, 'name');
  const kind = stringAt(part, 'kind') ?? 'Deployment';
  return name === undefined
    ? []
    : [{ kind, name, place: `${field} names`, part: fieldsIn(part), field: 'name', otherKinds: WORKLOADS }];
}

/** Kinds that are taken for each other. */
const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Rollout'];

function triggerAuthentications(scaler: KubernetesObject): Reference[] {
  return listIn(valueAt(scaler.spec, 'triggers')).flatMap((trigger) => {
    const part = fieldsIn(valueAt(trigger, 'authenticationRef'));
    const name = stringAt(part, 'name');
    const kind = stringAt(part, 'kind') ?? 'TriggerAuthentication';
    const isOfCluster = kind === 'ClusterTriggerAuthentication';
    return name === undefined
      ? []
      : [
          {
            kind,
            name,
            place: 'authenticationRef names',
            part,
            field: 'name',
            namespace: isOfCluster ? '' : undefined,
          },
        ];
  });
}

/** A binding's role, and the ServiceAccounts that get it. */
function bindingReferences(binding: KubernetesObject): Reference[] {
  const { roleRef, subjects } = binding as { roleRef?: unknown; subjects?: unknown };
  const role = fieldsIn(roleRef);
  const kind = stringAt(role, 'kind');
  const name = stringAt(role, 'name');
  return [
    ...(kind === undefined || name === undefined
      ? []
      : [
          {
            kind,
            name,
            place: 'roleRef names',
            part: role,
            field: 'name',
            namespace: kind === 'ClusterRole' ? '' : undefined,
            otherKinds: binding.kind === 'RoleBinding' ? ['Role', 'ClusterRole'] : undefined,
          },
        ]),
    ...listIn(subjects).flatMap((subject) => {
      const account = stringAt(subject, 'name');
      return stringAt(subject, 'kind') !== 'ServiceAccount' || account === undefined
        ? []
        : [
            {
              kind: 'ServiceAccount',
              name: account,
              place: 'subjects has',
              part: fieldsIn(subject),
              field: 'name',
              namespace: stringAt(subject, 'namespace'),
              isOfAnyNamespace: true,
            },
          ];
    }),
  ];
}

function listIn(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
