import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { isKind, ObjectOf } from '../api/kinds';
import { describeObject, KubernetesObject } from '../api/kubernetes-object';
import { append } from '../base/append';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { Pod, templateOf } from '../cluster/pods';
import { Replicas } from '../cluster/replicas';

/** A volume with access mode ReadWriteOnce is attached to one node; with ReadWriteOncePod, one pod mounts it. */
export const RULE: Rule = {
  id: 'claim-of-one-node',
  title: 'Several pods mount a volume that only one node or pod can mount',
  severity: 'warning',
  find: ({ cluster }) => {
    const replicas = new Replicas(cluster);
    return [...mountsByClaim(cluster)].flatMap(([claim, mounts]) => {
      const found = mounts.flatMap(({ pod, part }) => {
        const problem = problemOf(claim, pod, replicas);
        return problem ? [faultOf(claim, pod.owner, part, problem)] : [];
      });
      return found.length > 0 || mounts.length < 2 ? found : [sharedFault(claim, mounts)];
    });
  },
};

type Claim = ObjectOf<'PersistentVolumeClaim'>;

interface Mount {
  readonly pod: Pod;
  /** The volume in the pod's template. */
  readonly part: object;
}

/** The pods that mount claims of the manifests which no two nodes can mount. */
function mountsByClaim(cluster: Cluster): Map<Claim, Mount[]> {
  const found = new Map<Claim, Mount[]>();
  for (const pod of cluster.pods) {
    // A Job ends, and two of them seldom run at once. Pods of a node stay together.
    if (pod.owner.kind === 'Job' || pod.owner.kind === 'CronJob' || isTiedToNode(pod.owner)) {
      continue;
    }
    for (const { persistentVolumeClaim } of pod.spec.volumes ?? []) {
      const claim = cluster.find('PersistentVolumeClaim', pod.namespace, persistentVolumeClaim?.claimName);
      if (claim && persistentVolumeClaim && isOfOneNode(claim)) {
        append(found, claim, { pod, part: persistentVolumeClaim });
      }
    }
  }
  return found;
}

function isOfOneNode({ spec }: Claim): boolean {
  const { accessModes = [] } = spec ?? {};
  return accessModes.length > 0 && accessModes.every((mode) => /^ReadWriteOnce(Pod)?$/.test(mode));
}

function isOfOnePod({ spec }: Claim): boolean {
  return spec?.accessModes?.includes('ReadWriteOncePod') === true;
}

/** Whether a template may keep its pods on one node. */
function isTiedToNode(owner: KubernetesObject): boolean {
  const { nodeName, nodeSelector, affinity } = (templateOf(owner)?.spec ?? {}) as {
    nodeName?: unknown;
    nodeSelector?: { [label: string]: unknown };
    affinity?: { podAffinity?: unknown; nodeAffinity?: unknown };
  };
  return (
    nodeName !== undefined ||
    nodeSelector?.['kubernetes.io/hostname'] !== undefined ||
    affinity?.podAffinity !== undefined ||
    affinity?.nodeAffinity !== undefined
  );
}

interface ClaimProblem {
  readonly given: string;
  readonly rule: string;
  readonly fix: string;
}

function problemOf(claim: Claim, { owner }: Pod, replicas: Replicas): ClaimProblem | undefined {
  const onePod = isOfOnePod(claim);
  const waits = onePod ? 'wait until the first one is gone' : 'wait for ever if they are placed on another node';
  const range = replicas.rangeOf(owner);
  if (owner.kind === 'DaemonSet' || (range && range.most > 1)) {
    const { most, scaler } = range ?? { most: 0, scaler: undefined };
    const pods = owner.kind === 'DaemonSet' ? 'a pod on each node' : `${scaler ? 'up to ' : ''}${most} replicas`;
    return {
      given: pods,
      rule: `all pods mount this one volume, and ${onePod ? 'one pod' : 'the pods of one node'} can, so the others ${waits}`,
      fix: 'Use a StatefulSet with volumeClaimTemplates, which makes a claim for each pod, or a claim with ReadWriteMany',
    };
  }
  return isKind(owner, 'Deployment') && mayOverlap(owner)
    ? {
        given: 'a rolling update',
        rule: `it starts the new pod while the old one has the volume, and the new one ${waits.replace('wait', 'waits').replace('they are', 'it is')}, so that the rollout stops`,
        fix: 'Write strategy: { type: Recreate }, or maxSurge: 0 and maxUnavailable: 1 for rollingUpdate',
      }
    : undefined;
}

/** Whether a rollout may start a pod before it ends another. */
function mayOverlap({ spec }: ObjectOf<'Deployment'>): boolean {
  const { type = 'RollingUpdate', rollingUpdate } = spec?.strategy ?? {};
  const { maxSurge = '25%' } = rollingUpdate ?? {};
  return type === 'RollingUpdate' && maxSurge !== 0 && maxSurge !== '0%';
}

function faultOf(claim: Claim, owner: KubernetesObject, part: object, { given, rule, fix }: ClaimProblem): Fault {
  return {
    object: owner,
    field: fieldOf(owner, part, 'claimName'),
    related: [{ object: claim, field: ['spec', 'accessModes'] }],
    given: `claim ${show(claim.metadata.name)} with ${claim.spec!.accessModes!.join(', ')}, and ${given}`,
    rule,
    fix,
  };
}

function sharedFault(claim: Claim, [first, second]: Mount[]): Fault {
  return faultOf(claim, second.pod.owner, second.part, {
    given: `${describeObject(first.pod.owner)} mounts it too`,
    rule: `one ${isOfOnePod(claim) ? 'pod' : 'node'} at a time mounts the volume, so the pods of one of the two ${isOfOnePod(claim) ? 'wait until the other is gone' : 'wait for ever if they are placed on another node'}`,
    fix: 'Give each workload a claim of its own, or use a claim with ReadWriteMany',
  });
}
