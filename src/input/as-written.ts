import { IdentifiedObject } from '../kubernetes/object-identity';

type Fields = { readonly [field: string]: unknown };

/** Kinds whose controllers make objects: what these make is not written by anybody. */
const MAKERS = new Set([
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
  'apps/DaemonSet',
  'batch/Job',
  'batch/CronJob',
  '/ReplicationController',
  '/Service',
  'argoproj.io/Rollout',
  'serving.knative.dev/Service',
  'serving.knative.dev/Revision',
  'autoscaling.internal.knative.dev/PodAutoscaler',
  'keda.sh/ScaledObject',
]);

/** What every cluster has of itself: kind, then name. */
const OF_THE_CLUSTER = new Set(['ConfigMap kube-root-ca.crt', 'ConfigMap istio-ca-root-cert', 'Service kubernetes']);

/** Whether an object of a cluster was made by a controller, or is part of the cluster, and not somebody's own. */
export function isMade({ kind, metadata }: IdentifiedObject): boolean {
  const { ownerReferences } = metadata as Fields;
  const owners = Array.isArray(ownerReferences) ? (ownerReferences as Fields[]) : [];
  return (
    OF_THE_CLUSTER.has(`${kind} ${metadata.name}`) ||
    owners.some(({ controller, apiVersion, kind: owner }) => {
      const [group] = String(apiVersion).includes('/') ? String(apiVersion).split('/') : [''];
      return controller === true && MAKERS.has(`${group}/${String(owner)}`);
    })
  );
}

/** An object of a cluster as somebody may have written it: without its status, and without what the API server allocates and records. */
export function asWritten(object: IdentifiedObject): IdentifiedObject {
  const { status: _, ...rest } = object as IdentifiedObject & Fields;
  const metadata = without(rest.metadata as Fields, RECORDED) as Fields & IdentifiedObject['metadata'];
  const annotations =
    metadata.annotations === undefined ? {} : { annotations: withoutRecords(metadata.annotations as Fields) };
  return { ...rest, metadata: { ...metadata, ...annotations }, ...specOf(object) } as IdentifiedObject;
}

const RECORDED = ['managedFields', 'resourceVersion', 'uid', 'generation', 'creationTimestamp', 'selfLink'];
const RECORDS = /^(kubectl\.kubernetes\.io\/last-applied-configuration|deployment\.kubernetes\.io\/.*|deprecated\..*)$/;

function withoutRecords(annotations: Fields): Fields {
  return Object.fromEntries(Object.entries(annotations).filter(([name]) => !RECORDS.test(name)));
}

function specOf({ kind, ...object }: IdentifiedObject): { readonly spec?: unknown } {
  const { spec } = object as Fields;
  if (!isFields(spec)) {
    return {};
  }
  switch (kind) {
    case 'Service':
      // A headless Service says None itself; other addresses are allocated.
      return {
        spec: {
          ...without(spec, spec.clusterIP === 'None' ? ALLOCATED : [...ALLOCATED, 'clusterIP']),
          ...portsOf(spec),
        },
      };
    case 'Job':
      return { spec: spec.manualSelector === true ? spec : withoutGenerated(spec) };
    default:
      return { spec };
  }
}

const ALLOCATED = ['clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'healthCheckNodePort'];

function portsOf({ ports }: Fields): { readonly ports?: unknown } {
  return Array.isArray(ports)
    ? { ports: ports.map((port: unknown) => (isFields(port) ? without(port, ['nodePort']) : port)) }
    : {};
}

/** The selector of a Job, and the labels that fit it, are made of its id. */
function withoutGenerated({ selector: _, ...spec }: Fields): Fields {
  const template = isFields(spec.template) ? spec.template : {};
  const metadata = isFields(template.metadata) ? template.metadata : {};
  const labels = isFields(metadata.labels) ? metadata.labels : {};
  const own = Object.entries(labels).filter(
    ([name]) => !/^(batch\.kubernetes\.io\/)?(controller-uid|job-name)$/.test(name),
  );
  return { ...spec, template: { ...template, metadata: { ...metadata, labels: Object.fromEntries(own) } } };
}

function without(fields: Fields, names: string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
