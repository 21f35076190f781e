import { Labels } from './selectors';
import { isKind, ObjectOf } from '../api/kinds';
import { KubernetesObject } from '../api/kubernetes-object';
import { Container, PodSpec, PodTemplate } from '../api/pod-spec';

/** A pod as it runs: what its controller made of the template. */
export interface Pod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly ip: string;
  readonly spec: RunningPodSpec;
  /** Host and subdomain, which together give a pod a DNS name of its own. */
  readonly hostname: string;
  readonly subdomain?: string;
  /** The object that it was made from: a workload, or a bare Pod. */
  readonly owner: KubernetesObject;
}

export type RunningPodSpec = PodSpec & { readonly containers: Container[] };

/** Every pod of a workload, as they run; or one that stands for all, even if none is to run now. */
export type PodsPerWorkload = 'replicas' | 'one';

/** A pod template that has a spec. */
type UsableTemplate = PodTemplate & { readonly spec: PodSpec };

/** A pod that is to be made: what differs from its template. */
interface PlannedPod {
  readonly owner: KubernetesObject;
  readonly template: UsableTemplate;
  readonly name: string;
  readonly labels?: Labels;
  readonly subdomain?: string;
}

/** The pods of all workloads, with addresses of their own. */
export function podsOf(
  objects: KubernetesObject[],
  defaultNamespace: string,
  perWorkload: PodsPerWorkload = 'replicas',
): Pod[] {
  const nextAddress = addressesFrom(10, 244);
  return objects
    .flatMap((object) => plannedPods(object, perWorkload))
    .map(({ owner, template: { metadata, spec }, name, labels, subdomain }) => ({
      name,
      namespace: owner.metadata.namespace ?? defaultNamespace,
      labels: { ...metadata?.labels, ...labels },
      annotations: metadata?.annotations ?? {},
      ip: nextAddress(),
      spec: { ...spec, containers: spec.containers ?? [] },
      hostname: spec.hostname ?? name,
      subdomain: subdomain ?? spec.subdomain,
      owner,
    }));
}

/** The pod template of an object, if it has one. */
export function templateOf(object: KubernetesObject): UsableTemplate | undefined {
  const template = isKind(object, 'Pod') ? object : templateOfWorkload(object);
  return template?.spec ? { ...template, spec: template.spec } : undefined;
}

function templateOfWorkload(object: KubernetesObject): PodTemplate | undefined {
  if (isKind(object, 'CronJob')) {
    return object.spec?.jobTemplate?.spec?.template;
  }
  return isKind(object, 'Job') ||
    isWorkloadWithReplicas(object) ||
    isKind(object, 'DaemonSet') ||
    isKind(object, 'KnativeService')
    ? object.spec?.template
    : undefined;
}

/** Kinds whose `replicas` say how many pods there are. */
const WITH_REPLICAS = [
  'Deployment',
  'StatefulSet',
  'ReplicaSet',
  'ReplicationController',
  'DeploymentConfig',
  'Rollout',
] as const;

/** A kind whose `replicas` say how many pods there are. */
export function isWorkloadWithReplicas(object: KubernetesObject): object is ObjectOf<(typeof WITH_REPLICAS)[number]> {
  return WITH_REPLICAS.some((name) => isKind(object, name));
}

function plannedPods(object: KubernetesObject, perWorkload: PodsPerWorkload): PlannedPod[] {
  const { name } = object.metadata;
  const template = templateOf(object);
  if (template === undefined) {
    return [];
  }
  if (isKind(object, 'Pod')) {
    return [{ owner: object, template, name }];
  }
  // Deployments append random letters; a number serves as well here, and is the same every time.
  const length = perWorkload === 'one' ? 1 : podCount(object);
  return Array.from({ length }, (_, i) => ({ owner: object, template, name: `${name}-${i}`, ...ordinal(object, i) }));
}

function podCount(object: KubernetesObject): number {
  if (isWorkloadWithReplicas(object)) {
    return object.spec?.replicas ?? 1;
  }
  return isKind(object, 'Job') ? (object.spec?.parallelism ?? 1) : 1;
}

/** What a StatefulSet gives to each of its pods. */
function ordinal(object: KubernetesObject, index: number): Pick<PlannedPod, 'labels' | 'subdomain'> {
  return isKind(object, 'StatefulSet')
    ? {
        labels: {
          'statefulset.kubernetes.io/pod-name': `${object.metadata.name}-${index}`,
          'apps.kubernetes.io/pod-index': String(index),
        },
        subdomain: object.spec?.serviceName,
      }
    : {};
}

/** Addresses of a /16, one after the other. */
export function addressesFrom(a: number, b: number): () => string {
  let next = 0;
  return () => {
    next += 1;
    return `${a}.${b}.${Math.floor(next / 254)}.${(next % 254) + 1}`;
  };
}
