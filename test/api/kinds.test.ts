import * as client from '@kubernetes/client-node';
import { Fields, FieldType, ListOf, MapOf, ScalarType } from '../../src/api/field-types';
import { isKind, KindName, KINDS } from '../../src/api/kinds';
import { KubernetesObject } from '../../src/api/kubernetes-object';

/* The fields that are read, against the typed model of the API that Kubernetes' client is generated with. */

interface Model {
  getAttributeTypeMap(): { readonly baseName: string; readonly type: string }[];
}

const MODELS = client as unknown as { [name: string]: Model };

const MODEL_OF_KIND: { [kind in KindName]?: string } = {
  Pod: 'V1Pod',
  Deployment: 'V1Deployment',
  StatefulSet: 'V1StatefulSet',
  DaemonSet: 'V1DaemonSet',
  ReplicaSet: 'V1ReplicaSet',
  Job: 'V1Job',
  CronJob: 'V1CronJob',
  ReplicationController: 'V1ReplicationController',
  Namespace: 'V1Namespace',
  Service: 'V1Service',
  ConfigMap: 'V1ConfigMap',
  Secret: 'V1Secret',
  NetworkPolicy: 'V1NetworkPolicy',
  Ingress: 'V1Ingress',
  PodDisruptionBudget: 'V1PodDisruptionBudget',
  PersistentVolumeClaim: 'V1PersistentVolumeClaim',
  HorizontalPodAutoscaler: 'V2HorizontalPodAutoscaler',
};

/** Fields of some workloads that are read of all of them, and one of `autoscaling/v1`, which is read with the fields of v2. */
const NOT_OF_EVERY_WORKLOAD =
  /\.spec\.(?:(?:replicas|serviceName|strategy): no such field in V1(?:Deployment|DaemonSet|ReplicaSet|StatefulSet)Spec|targetCPUUtilizationPercentage: no such field in V2HorizontalPodAutoscalerSpec)$/;

/** What the model calls a scalar. It has strings for quantities, and for binary data. */
const MODEL_SCALARS: { [type in ScalarType]: string[] } = {
  string: ['string'],
  integer: ['number'],
  'int-or-string': ['IntOrString', 'string'],
  boolean: ['boolean'],
};

/** What is wrong with a type of ours beside the model's. */
function differences(ours: FieldType, theirs: string, path: string): string[] {
  if (typeof ours === 'string') {
    return MODEL_SCALARS[ours].includes(theirs) ? [] : [`${path}: ${ours}, and not ${theirs}`];
  }
  if (ours instanceof ListOf) {
    const [, element] = /^Array<(.*)>$/.exec(theirs) ?? [];
    return element ? differences(ours.element, element, `${path}[]`) : [`${path}: a list, and not ${theirs}`];
  }
  if (ours instanceof MapOf) {
    const [, value] = /^\{ \[key: string\]: (.*); \}$/.exec(theirs) ?? [];
    return value ? differences(ours.value, value, `${path}{}`) : [`${path}: a map, and not ${theirs}`];
  }
  return MODELS[theirs] ? fieldDifferences(ours, theirs, path) : [`${path}: fields, and not ${theirs}`];
}

function fieldDifferences(ours: Fields, theirs: string, path: string): string[] {
  const types = new Map(MODELS[theirs].getAttributeTypeMap().map(({ baseName, type }) => [baseName, type]));
  return Object.entries(ours).flatMap(([field, type]) =>
    types.has(field)
      ? differences(type, types.get(field)!, `${path}.${field}`)
      : [`${path}.${field}: no such field in ${theirs}`],
  );
}

test.each(Object.entries(MODEL_OF_KIND))('%s has the fields that the API has, with their types', (kind, model) => {
  const found = differences(KINDS[kind as KindName].fields, model, kind);
  expect(found.filter((each) => !NOT_OF_EVERY_WORKLOAD.test(each))).toEqual([]);
});

test('a field that the API does not have, or has with another type, would be found', () => {
  expect(
    fieldDifferences({ data: 'string', dataa: new MapOf('string'), immutable: 'integer' }, 'V1ConfigMap', ''),
  ).toEqual([
    '.data: string, and not { [key: string]: string; }',
    '.dataa: no such field in V1ConfigMap',
    '.immutable: integer, and not boolean',
  ]);
});

test('only kinds that are not of Kubernetes itself are compared with no model', () => {
  const others = Object.keys(KINDS).filter((kind) => !Object.hasOwn(MODEL_OF_KIND, kind));
  expect(others.sort()).toEqual([
    'AuthorizationPolicy',
    'DeploymentConfig',
    'DestinationRule',
    'GRPCRoute',
    'Gateway',
    'HTTPRoute',
    'IstioGateway',
    'KnativeService',
    'PeerAuthentication',
    'ReferenceGrant',
    'Rollout',
    'ScaledObject',
    'ServiceEntry',
    'Sidecar',
    'TCPRoute',
    'TLSRoute',
    'VirtualService',
  ]);
});

describe('a kind of the same name in another group', () => {
  const object = (apiVersion: string, kind: string): KubernetesObject => ({
    apiVersion,
    kind,
    metadata: { name: 'a' },
  });

  test.each<[string, KindName, boolean]>([
    ['v1', 'Service', true],
    ['serving.knative.dev/v1', 'Service', false],
    ['networking.k8s.io/v1', 'NetworkPolicy', true],
    ['extensions/v1beta1', 'NetworkPolicy', true],
    ['projectcalico.org/v3', 'NetworkPolicy', false],
    ['extensions/v1beta1', 'Ingress', false],
    ['apps/v1', 'StatefulSet', true],
    ['apps.kruise.io/v1beta1', 'StatefulSet', true],
  ])('%s %s: %j', (apiVersion, kind, expected) => {
    expect(isKind(object(apiVersion, kind), kind)).toBe(expected);
    expect(isKind(object(apiVersion, `${kind}s`), kind)).toBe(false);
  });
});
