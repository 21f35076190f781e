import { Size, SizeRoundingBehavior } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { refuse, show } from '../base/problem';
import { isDnsName } from '../kubernetes/checks';

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
  public _check(scope: IConstruct, prop: string): void {
    if (this.size && kibibytes(this.size) <= 0) {
      refuse(scope, {
        given: `${prop}: a claim of size 0`,
        rule: 'a PersistentVolumeClaim asks for more than nothing',
        fix: 'Give a size such as Size.gibibytes(1)',
      });
    }
    if (this.storageClassName !== undefined && !isDnsName(this.storageClassName)) {
      refuse(scope, {
        given: `${prop}: storage class ${show(this.storageClassName)}`,
        rule: "the name of a StorageClass is a DNS-1123 subdomain: lower-case letters, digits, '-' and '.'",
        fix: "Give it as kubectl get storageclass shows it, or leave it out for the cluster's default",
      });
    }
  }

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

/** Kibibytes in each unit, the largest first: the shortest way to write a size without losing any of it. */
const UNITS: [number, string][] = [
  [1024 ** 2, 'Gi'],
  [1024, 'Mi'],
  [1, 'Ki'],
];

function quantity(size: Size): k8s.Quantity {
  const amount = kibibytes(size);
  const [unit, suffix] = UNITS.find(([each]) => amount % each === 0)!;
  return k8s.Quantity.fromString(`${amount / unit}${suffix}`);
}

function kibibytes(size: Size): number {
  return Math.ceil(size.toKibibytes({ rounding: SizeRoundingBehavior.NONE }));
}
