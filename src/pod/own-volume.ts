import { k8s } from 'cdk8s-plus-28';

/** A volume of the library's own, and where the container mounts it. */
export interface OwnVolume {
  readonly name: string;
  readonly mountPath: string;
  /** Whether the container may only read it. */
  readonly readOnly?: boolean;
  /** Left out if a volumeClaimTemplate of this name makes the volume. */
  readonly source?: {
    readonly emptyDir?: k8s.EmptyDirVolumeSource;
    readonly persistentVolumeClaim?: k8s.PersistentVolumeClaimVolumeSource;
    readonly secret?: k8s.SecretVolumeSource;
    readonly configMap?: k8s.ConfigMapVolumeSource;
  };
}
