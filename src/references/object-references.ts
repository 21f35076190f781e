import { Reference } from './pod-references';
import { KubernetesObject } from '../api/kubernetes-object';
import { fieldsIn, stringAt, valueAt } from '../api/unknown-fields';
import { Cluster } from '../cluster/cluster';

/** References of objects that are no pods: of one object all that name others. */
export interface ObjectReferences {
  readonly from: KubernetesObject;
  readonly references: Reference[];
}

/** What autoscalers, bindings of roles and entrances with TLS refer to by name. */
export function objectReferences(cluster: Cluster): ObjectReferences[] {
  return [
    ...cluster.all('HorizontalPodAutoscaler').map((from) => ({ from, references: target(from, 'scaleTargetRef') })),
    ...cluster.all('ScaledObject').map((from) => ({
      from,
      references: [...target(from, 'scaleTargetRef'), ...triggerAuthentications(from)],
    })),
    ...cluster.allOfAnyGroup('ScaledJob').map((from) => ({ from, references: triggerAuthentications(from) })),
    ...cluster.allOfAnyGroup('VerticalPodAutoscaler').map((from) => ({ from, references: target(from, 'targetRef') })),
    ...tlsReferences(cluster),
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

/** cert-manager makes the Secrets of objects with such an annotation, and those that its Certificates name. */
const ISSUED = /^(cert-manager\.io|kubernetes\.io\/tls-acme|acme\.)/;

/** The Secrets with the certificates of Ingresses and Gateways. */
function tlsReferences(cluster: Cluster): ObjectReferences[] {
  const issued = new Set(
    cluster
      .allOfAnyGroup('Certificate')
      .map((each) => `${cluster.namespaceOf(each)}/${stringAt(each.spec, 'secretName')}`),
  );
  const references = (from: KubernetesObject, parts: { part: object; field: string; place: string }[]) => {
    const isIssued = Object.keys(from.metadata.annotations ?? {}).some((key) => ISSUED.test(key));
    const found = parts.flatMap(({ part, field, place }): Reference[] => {
      const name = stringAt(part, field);
      const { kind = 'Secret', namespace } = fieldsIn(part);
      return name === undefined || kind !== 'Secret' || namespace !== undefined
        ? []
        : [{ kind: 'Secret', name, place, part, field }];
    });
    return {
      from,
      references: isIssued ? [] : found.filter(({ name }) => !issued.has(`${cluster.namespaceOf(from)}/${name}`)),
    };
  };
  return [
    ...cluster.all('Ingress').map((from) =>
      references(
        from,
        listIn(valueAt(from, 'spec', 'tls')).map((each) => ({
          part: fieldsIn(each),
          field: 'secretName',
          place: 'tls names',
        })),
      ),
    ),
    ...cluster.allOfAnyGroup('Gateway').map((from) =>
      references(from, [
        ...listIn(valueAt(from, 'spec', 'listeners')).flatMap((listener) =>
          listIn(valueAt(listener, 'tls', 'certificateRefs')).map((each) => ({
            part: fieldsIn(each),
            field: 'name',
            place: 'certificateRefs names',
          })),
        ),
        ...listIn(valueAt(from, 'spec', 'servers')).map((server) => ({
          part: fieldsIn(valueAt(server, 'tls')),
          field: 'credentialName',
          place: 'tls names',
        })),
      ]),
    ),
  ];
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
