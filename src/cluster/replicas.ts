import { Cluster } from './cluster';
import { isWorkloadWithReplicas } from './pods';
import { isKind, ObjectOf } from '../api/kinds';
import { KubernetesObject } from '../api/kubernetes-object';
import { append } from '../base/append';

/** A HorizontalPodAutoscaler, or KEDA's ScaledObject. */
export type Autoscaler = ObjectOf<'HorizontalPodAutoscaler'> | ObjectOf<'ScaledObject'>;

/** How many pods a workload keeps, and the autoscaler that decides it, if there is one. */
export interface ReplicaRange {
  readonly least: number;
  readonly most: number;
  readonly scaler?: Autoscaler;
}

/** The autoscalers of a cluster. */
export function allScalers(cluster: Cluster): Autoscaler[] {
  return [...cluster.all('HorizontalPodAutoscaler'), ...cluster.all('ScaledObject')];
}

/** The workloads in the manifests that autoscalers have for targets, with these. */
export function scalersByTarget(cluster: Cluster): Map<KubernetesObject, Autoscaler[]> {
  const targets = new Map(
    cluster.objects
      .filter(isWorkloadWithReplicas)
      .map((object) => [`${cluster.namespaceOf(object)}/${object.kind}/${object.metadata.name}`, object]),
  );
  const found = new Map<KubernetesObject, Autoscaler[]>();
  for (const scaler of allScalers(cluster)) {
    const { kind = 'Deployment', name } = scaler.spec?.scaleTargetRef ?? {};
    const target = targets.get(`${cluster.namespaceOf(scaler)}/${kind}/${name}`);
    if (target) {
      append(found, target, scaler);
    }
  }
  return found;
}

/** The replicas of workloads, from them or their autoscalers. Zero replicas count as one. */
export class Replicas {
  private readonly scalers = new Map<string, Autoscaler>();

  constructor(private readonly cluster: Cluster) {
    for (const scaler of allScalers(cluster)) {
      const { kind = 'Deployment', name } = scaler.spec?.scaleTargetRef ?? {};
      this.scalers.set(this.key(scaler, kind, name), scaler);
    }
  }

  /** Undefined for kinds without replicas: a DaemonSet, a Job, a bare Pod. */
  public rangeOf(workload: KubernetesObject): ReplicaRange | undefined {
    if (!isWorkloadWithReplicas(workload)) {
      return undefined;
    }
    const scaler = this.scalers.get(this.key(workload, workload.kind, workload.metadata.name));
    if (scaler) {
      const { least, most } = limitsOf(scaler);
      return { least: atLeastOne(least), most: atLeastOne(most), scaler };
    }
    const replicas = atLeastOne(workload.spec?.replicas);
    return { least: replicas, most: replicas };
  }

  private key(object: KubernetesObject, kind: string, name: string | undefined): string {
    return `${this.cluster.namespaceOf(object)}/${kind}/${name}`;
  }
}

/** KEDA's default of `maxReplicaCount`. */
const KEDA_MOST = 100;

function limitsOf(scaler: Autoscaler): { readonly least?: number; readonly most?: number } {
  return isKind(scaler, 'ScaledObject')
    ? { least: scaler.spec?.minReplicaCount, most: scaler.spec?.maxReplicaCount ?? KEDA_MOST }
    : { least: scaler.spec?.minReplicas, most: scaler.spec?.maxReplicas };
}

function atLeastOne(replicas: number = 1): number {
  return Math.max(1, replicas);
}
