import { Size } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';

/** Where a workload keeps its files. */
export class MeshStorage {
  /**
   * An `emptyDir`: gone with the pod.
   *
   * @param limit the most that it may hold; the pod is evicted above it. Without it, the container's ephemeral-storage limit counts
   */
  public static ephemeral(limit?: Size): MeshStorage {
    return new MeshStorage(undefined, limit);
  }

  /**
   * A PersistentVolumeClaim (ReadWriteOnce): outlives the pod. A StatefulSet makes one for each replica.
   *
   * @param size how much to ask for
   * @param storageClassName the class, as `kubectl get storageclass` lists it; without it, the cluster's default
   */
  public static claim(size: Size, storageClassName?: string): MeshStorage {
    return new MeshStorage(size, undefined, storageClassName);
  }

  private constructor(
    private readonly size?: Size,
    private readonly limit?: Size,
    private readonly storageClassName?: string,
  ) {}

  /** @internal */
  public get _isClaim(): boolean {
    return this.size !== undefined;
  }

  /** @internal */
  public _claimSpec(): k8s.PersistentVolumeClaimSpec {
    return {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: quantity(this.size!) } },
      storageClassName: this.storageClassName,
    };
  }

  /** @internal */
  public _emptyDir(): k8s.EmptyDirVolumeSource {
    return { sizeLimit: this.limit && quantity(this.limit) };
  }
}

function quantity(size: Size): k8s.Quantity {
  const mebibytes = size.toMebibytes();
  return k8s.Quantity.fromString(mebibytes % 1024 === 0 ? `${mebibytes / 1024}Gi` : `${mebibytes}Mi`);
}
