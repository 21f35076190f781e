import { Cluster } from './cluster';
import { Manifest } from './manifest';

/** How many pods a workload has, and the autoscaler that decides it, if there is one. */
export interface ReplicaRange {
  readonly least: number;
  readonly most: number;
  readonly scaler?: Manifest;
}

/** The replicas of workloads, from them or their autoscalers. Zero replicas count as one. */
export class Replicas {
  private readonly scalers = new Map<string, Manifest>();

  constructor(private readonly cluster: Cluster) {
    for (const scaler of [...cluster.all('HorizontalPodAutoscaler'), ...cluster.all('ScaledObject')]) {
      const { kind = 'Deployment', name } = scaler.spec?.scaleTargetRef ?? {};
      this.scalers.set(this.key(scaler, kind, name), scaler);
    }
  }

  /** Undefined for kinds without replicas: a DaemonSet, a Job, a bare Pod. */
  public rangeOf(workload: Manifest): ReplicaRange | undefined {
    const { kind, metadata, spec } = workload;
    if (!['Deployment', 'StatefulSet', 'ReplicaSet'].includes(kind)) {
      return undefined;
    }
    const scaler = this.scalers.get(this.key(workload, kind, metadata.name));
    if (scaler) {
      // KEDA's ScaledObject has other names for them.
      const { minReplicas, maxReplicas, minReplicaCount, maxReplicaCount } = scaler.spec;
      return {
        least: atLeastOne(minReplicas ?? minReplicaCount),
        most: atLeastOne(maxReplicas ?? maxReplicaCount),
        scaler,
      };
    }
    const replicas = atLeastOne(spec.replicas);
    return { least: replicas, most: replicas };
  }

  private key(object: Manifest, kind: string, name: string): string {
    return `${this.cluster.namespaceOf(object)}/${kind}/${name}`;
  }
}

function atLeastOne(replicas: unknown): number {
  return Number.isInteger(replicas) ? Math.max(1, replicas as number) : 1;
}
