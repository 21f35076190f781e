import { KNATIVE_SERVICE, REPLICATION_CONTROLLER, WORKLOAD } from './apps';
import { HORIZONTAL_POD_AUTOSCALER, SCALED_OBJECT } from './autoscaling';
import { CRON_JOB, JOB } from './batch';
import { CONFIG_MAP, NAMESPACE, PERSISTENT_VOLUME_CLAIM, POD, SECRET, SERVICE } from './core';
import { Fields, ValueOf } from './field-types';
import { GATEWAY, HTTP_ROUTE, OTHER_ROUTE, REFERENCE_GRANT } from './gateway-api';
import { DESTINATION_RULE, ISTIO_GATEWAY, SERVICE_ENTRY, SIDECAR, VIRTUAL_SERVICE } from './istio';
import { AUTHORIZATION_POLICY, PEER_AUTHENTICATION } from './istio-security';
import { groupOf, KubernetesObject } from './kubernetes-object';
import { INGRESS, NETWORK_POLICY } from './networking';
import { POD_DISRUPTION_BUDGET } from './policy';
import { append } from '../base/append';
import { IdentifiedObject } from '../kubernetes/object-identity';

/** A kind that is read: its fields, and the API groups that have it. Others may have a kind of the same name. */
interface Kind<F extends Fields> {
  readonly fields: F;
  readonly groups: string[] | 'any';
  /** What objects call themselves, if another group has a kind of the same name. */
  readonly kind?: string;
}

function kind<F extends Fields>(fields: F, ...groups: string[]): Kind<F> {
  return { fields, groups };
}

/** Objects of these kinds become pods in every group: old ones, and those of others that use their names. */
function workload<F extends Fields>(fields: F): Kind<F> {
  return { fields, groups: 'any' };
}

const CORE = '';

/** All kinds that are read. */
export const KINDS = {
  Pod: workload(POD),
  Deployment: workload(WORKLOAD),
  StatefulSet: workload(WORKLOAD),
  DaemonSet: workload(WORKLOAD),
  ReplicaSet: workload(WORKLOAD),
  Job: workload(JOB),
  CronJob: workload(CRON_JOB),
  ReplicationController: kind(REPLICATION_CONTROLLER, CORE),
  DeploymentConfig: kind(REPLICATION_CONTROLLER, 'apps.openshift.io'),
  Rollout: kind(WORKLOAD, 'argoproj.io'),
  KnativeService: { ...kind(KNATIVE_SERVICE, 'serving.knative.dev'), kind: 'Service' },
  Namespace: kind(NAMESPACE, CORE),
  Service: kind(SERVICE, CORE),
  ConfigMap: kind(CONFIG_MAP, CORE),
  Secret: kind(SECRET, CORE),
  PersistentVolumeClaim: kind(PERSISTENT_VOLUME_CLAIM, CORE),
  NetworkPolicy: kind(NETWORK_POLICY, 'networking.k8s.io', 'extensions'),
  Ingress: kind(INGRESS, 'networking.k8s.io'),
  PodDisruptionBudget: kind(POD_DISRUPTION_BUDGET, 'policy'),
  HorizontalPodAutoscaler: kind(HORIZONTAL_POD_AUTOSCALER, 'autoscaling'),
  ScaledObject: kind(SCALED_OBJECT, 'keda.sh'),
  VirtualService: kind(VIRTUAL_SERVICE, 'networking.istio.io'),
  ServiceEntry: kind(SERVICE_ENTRY, 'networking.istio.io'),
  AuthorizationPolicy: kind(AUTHORIZATION_POLICY, 'security.istio.io'),
  PeerAuthentication: kind(PEER_AUTHENTICATION, 'security.istio.io'),
  DestinationRule: kind(DESTINATION_RULE, 'networking.istio.io'),
  Sidecar: kind(SIDECAR, 'networking.istio.io'),
  IstioGateway: { ...kind(ISTIO_GATEWAY, 'networking.istio.io'), kind: 'Gateway' },
  Gateway: kind(GATEWAY, 'gateway.networking.k8s.io'),
  HTTPRoute: kind(HTTP_ROUTE, 'gateway.networking.k8s.io'),
  GRPCRoute: kind(OTHER_ROUTE, 'gateway.networking.k8s.io'),
  TLSRoute: kind(OTHER_ROUTE, 'gateway.networking.k8s.io'),
  TCPRoute: kind(OTHER_ROUTE, 'gateway.networking.k8s.io'),
  ReferenceGrant: kind(REFERENCE_GRANT, 'gateway.networking.k8s.io'),
};

export type KindName = keyof typeof KINDS;

/** An object of a kind, with the fields that are read. */
export type ObjectOf<K extends KindName> = KubernetesObject & ValueOf<(typeof KINDS)[K]['fields']>;

export type NetworkPolicy = ObjectOf<'NetworkPolicy'>;
export type Ingress = ObjectOf<'Ingress'>;
export type Gateway = ObjectOf<'Gateway'>;
export type HttpRoute = ObjectOf<'HTTPRoute'>;
/** A route of the Gateway API. */
export type GatewayRoute = HttpRoute | ObjectOf<'GRPCRoute' | 'TLSRoute' | 'TCPRoute'>;
export type AuthorizationPolicy = ObjectOf<'AuthorizationPolicy'>;
export type PeerAuthentication = ObjectOf<'PeerAuthentication'>;
export type VirtualService = ObjectOf<'VirtualService'>;

/** Whether an object is of a kind, in a group that has this kind. */
export function isKind<K extends KindName>(object: KubernetesObject, name: K): object is ObjectOf<K> {
  return object.kind === kindOf(name) && hasKind(groupOf(object), name);
}

/** What objects of a kind call it. */
export function kindOf(name: KindName): string {
  const { kind: written }: Kind<Fields> = KINDS[name];
  return written ?? name;
}

function hasKind(group: string, name: KindName): boolean {
  const { groups } = KINDS[name];
  return groups === 'any' || groups.includes(group);
}

/** The fields of an object's kind, if it is one that is read. */
export function fieldsOf(object: IdentifiedObject): Fields {
  const group = groupOf(object);
  const name = (NAMES.get(object.kind) ?? []).find((each) => hasKind(group, each));
  return name === undefined ? {} : KINDS[name].fields;
}

/** The kinds that objects call by a name. */
const NAMES = new Map<string, KindName[]>();
(Object.keys(KINDS) as KindName[]).forEach((name) => append(NAMES, kindOf(name), name));
