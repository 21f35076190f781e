import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { OnePod } from './rollout';
import { WorkloadIdentity } from './service';
import { refuse, show } from '../base/problem';
import { DATA_VOLUME } from '../contract/contract';
import { OwnVolume } from '../pod/own-volume';
import { MeshStorage } from '../pod/storage';
import { MeshObject } from '../synthesis/mesh-object';

/** Where storage is mounted, if there is any, checked. */
export function mountedStorage(
  scope: Construct,
  { storage, storagePath }: { readonly storage?: MeshStorage; readonly storagePath?: string },
): { readonly storage: MeshStorage; readonly path: string } | undefined {
  if (storagePath !== undefined && !storage) {
    refuse(scope, {
      given: `storagePath ${show(storagePath)} without storage`,
      rule: 'there is nothing to mount there',
      fix: 'Give storage, such as MeshStorage.claim(Size.gibibytes(10)), or leave storagePath out',
    });
  }
  storage?._check(scope, 'storage');
  return storage && { storage, path: storagePath ?? '/data' };
}

/** The volume of a Deployment's storage. A new claim is an object of its own. */
export function deploymentVolume(
  scope: Construct,
  identity: WorkloadIdentity,
  storage: MeshStorage,
  mountPath: string,
): OwnVolume {
  const claimName = storage._isNewClaim ? claim(scope, identity, storage).name : storage._claimName;
  return { name: DATA_VOLUME, mountPath, source: sourceOf(storage, claimName) };
}

/** The volume of a StatefulSet's storage. It makes new claims itself, one for each pod. */
export function statefulSetVolume(storage: MeshStorage, mountPath: string): OwnVolume {
  return {
    name: DATA_VOLUME,
    mountPath,
    source: storage._isNewClaim ? undefined : sourceOf(storage, storage._claimName),
  };
}

/** The claims that a StatefulSet makes. They are immutable on a cluster, so they have no labels but those asked for. */
export function claimTemplates(storage: MeshStorage | undefined): k8s.KubePersistentVolumeClaimProps[] | undefined {
  return storage?._isNewClaim
    ? [{ metadata: { name: DATA_VOLUME, ...storage._claimMetadata }, spec: storage._claimSpec() }]
    : undefined;
}

/** Whose storage it is. Each pod of a StatefulSet has a new claim of its own. */
type StorageOwner = 'StatefulSet' | 'agent' | 'consumer';

/** Why only one pod may have a workload's storage, if so. */
export function onePodOf(storage: MeshStorage | undefined, owner: StorageOwner): OnePod | undefined {
  return storage?._isExclusive && !(owner === 'StatefulSet' && storage._isNewClaim)
    ? {
        given: 'on a claim that one node mounts (ReadWriteOnce)',
        rule: 'a pod on another node waits for the volume for ever',
        fix: `${ONE_POD_FIXES[owner]}, or say shared: true if several nodes can mount the volume`,
        neverOverlaps: false,
      }
    : undefined;
}

const ONE_POD_FIXES: { readonly [owner in StorageOwner]: string } = {
  StatefulSet: 'Give MeshStorage.claim(…), a claim for each replica',
  agent: 'Run one replica, use HeadlessMeshAgent, which has a claim for each',
  consumer: 'Run one replica',
};

function sourceOf(storage: MeshStorage, claimName: string | undefined): OwnVolume['source'] {
  return claimName === undefined ? { emptyDir: storage._emptyDir() } : { persistentVolumeClaim: { claimName } };
}

function claim(scope: Construct, identity: WorkloadIdentity, storage: MeshStorage): MeshObject {
  const { labels, annotations } = storage._claimMetadata;
  return new MeshObject(scope, 'Claim', {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: `${identity.name}-${DATA_VOLUME}`,
      namespace: identity.namespace,
      labels: { ...labels, ...identity.labels },
      annotations: { ...identity.annotations, ...annotations },
    },
    body: { spec: k8s.toJson_PersistentVolumeClaimSpec(storage._claimSpec()) },
    partOf: undefined, // to prune a claim is to delete its data
    onDuplicate: identity.onDuplicate,
  });
}
