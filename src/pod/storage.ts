import { Size, SizeRoundingBehavior } from 'cdk8s';
import { IPersistentVolumeClaim, k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { refuse, show } from '../base/problem';
import { checkAnnotations, checkPlainLabels, isDnsSubdomain } from '../kubernetes/checks';

/** Options of a new claim. */
export interface MeshClaimOptions {
  /**
   * Whether pods on several nodes can mount the volume at the same time (ReadWriteMany). The storage class must
   * support that.
   *
   * @default false
   */
  readonly shared?: boolean;
  /**
   * Labels on the claim, such as a backup's. In a StatefulSet they are immutable on a cluster.
   *
   * @default - those of the workload; in a StatefulSet, none
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations on the claim. In a StatefulSet they are immutable on a cluster.
   *
   * @default - those of the workload; in a StatefulSet, none
   */
  readonly annotations?: { [key: string]: string };
}

/** Storage for the files of a workload. */
export class MeshStorage {
  /**
   * An `emptyDir`, which is deleted with the pod.
   *
   * @param limit the maximum size; above it, the pod is evicted. Without it, the container's ephemeral-storage limit
   * applies
   */
  public static ephemeral(limit?: Size): MeshStorage {
    return new MeshStorage(undefined, limit);
  }

  /**
   * A PersistentVolumeClaim (ReadWriteOnce unless it is shared), which outlives the pod. A StatefulSet creates one
   * for each replica; a Deployment has one.
   *
   * @param size the requested size
   * @param storageClassName the storage class (see `kubectl get storageclass`); by default, the cluster's default
   * @param options labels, annotations, and whether pods on several nodes share it
   */
  public static claim(size: Size, storageClassName?: string, options?: MeshClaimOptions): MeshStorage {
    return new MeshStorage(size, undefined, storageClassName, options);
  }

  /**
   * An existing PersistentVolumeClaim: one of the app, or `PersistentVolumeClaim.fromClaimName` for one on the
   * cluster. All pods of the workload mount it.
   *
   * @param claim the claim, in the workload's namespace
   * @param shared whether pods on several nodes can mount the volume at the same time (ReadWriteMany)
   */
  public static existingClaim(claim: IPersistentVolumeClaim, shared: boolean = false): MeshStorage {
    return new MeshStorage(undefined, undefined, undefined, { shared }, claim);
  }

  private constructor(
    private readonly size?: Size,
    private readonly limit?: Size,
    private readonly storageClassName?: string,
    private readonly options: MeshClaimOptions = {},
    private readonly existing?: IPersistentVolumeClaim,
  ) {}

  /** @internal */
  public _check(scope: IConstruct, prop: string): void {
    checkPlainLabels(scope, `${prop}: labels`, this.options.labels);
    checkAnnotations(scope, `${prop}: annotations`, this.options.annotations);
    if (this.size && kibibytes(this.size) <= 0) {
      refuse(scope, {
        given: `${prop}: a claim of size 0`,
        rule: 'a PersistentVolumeClaim asks for more than nothing',
        fix: 'Give a size such as Size.gibibytes(1)',
      });
    }
    if (this.storageClassName !== undefined && !isDnsSubdomain(this.storageClassName)) {
      refuse(scope, {
        given: `${prop}: storage class ${show(this.storageClassName)}`,
        rule: "the name of a StorageClass is a DNS-1123 subdomain: lower-case letters, digits, '-' and '.'",
        fix: "Give it as kubectl get storageclass shows it, or leave it out for the cluster's default",
      });
    }
  }

  /** Whether the claim is to be made. @internal */
  public get _isNewClaim(): boolean {
    return this.size !== undefined;
  }

  /** Name of a claim that exists. @internal */
  public get _claimName(): string | undefined {
    return this.existing?.name;
  }

  /** Whether one node at a time mounts the volume. @internal */
  public get _isExclusive(): boolean {
    return (this._isNewClaim || this.existing !== undefined) && !this.options.shared;
  }

  /** @internal */
  public get _claimMetadata(): Pick<MeshClaimOptions, 'labels' | 'annotations'> {
    const { labels, annotations } = this.options;
    return { labels, annotations };
  }

  /** @internal */
  public _claimSpec(): k8s.PersistentVolumeClaimSpec {
    return {
      accessModes: [this.options.shared ? 'ReadWriteMany' : 'ReadWriteOnce'],
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
