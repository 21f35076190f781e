import { Manifest } from './manifest';
import { Labels } from './selectors';

/** A pod as it runs: what its controller made of the template. */
export interface Pod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly ip: string;
  readonly spec: Manifest;
  /** Host and subdomain, which together give a pod a DNS name of its own. */
  readonly hostname: string;
  readonly subdomain?: string;
  /** The object that it was made from: a workload, or a bare Pod. */
  readonly owner: Manifest;
}

/** Every pod of a workload, as they run; or one that stands for all, even where none is to run now. */
export type PodsToSee = 'replicas' | 'one';

/** Kinds whose objects become pods. */
const WORKLOADS = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob']);

/** The pods of all workloads, with addresses of their own. */
export function podsOf(objects: Manifest[], defaultNamespace: string, see: PodsToSee = 'replicas'): Pod[] {
  const addresses = addressesFrom(10, 244);
  return objects
    .flatMap((object) => blueprints(object, see))
    .map(({ owner, template, name, labels, subdomain }) => ({
      name,
      namespace: owner.metadata.namespace ?? defaultNamespace,
      labels: { ...template.metadata?.labels, ...labels },
      annotations: template.metadata?.annotations ?? {},
      ip: addresses(),
      spec: template.spec.containers ? template.spec : { ...template.spec, containers: [] },
      hostname: template.spec.hostname ?? name,
      subdomain: subdomain ?? template.spec.subdomain,
      owner,
    }));
}

interface Blueprint {
  readonly owner: Manifest;
  readonly template: Manifest;
  readonly name: string;
  readonly labels?: Labels;
  readonly subdomain?: string;
}

/** The pod template of an object, where it has one. */
export function templateOf(object: Manifest): Manifest | undefined {
  if (object.kind === 'Pod') {
    return object.spec ? object : undefined;
  }
  const spec = object.kind === 'CronJob' ? object.spec?.jobTemplate?.spec : object.spec;
  return WORKLOADS.has(object.kind) && spec?.template?.spec ? spec.template : undefined;
}

function blueprints(object: Manifest, see: PodsToSee): Blueprint[] {
  const name = object.metadata?.name;
  const template = templateOf(object);
  if (template === undefined) {
    return [];
  }
  if (object.kind === 'Pod') {
    return [{ owner: object, template, name }];
  }
  // Deployments append random letters; a number is as good here, and the same every time.
  const replicas = see === 'one' ? 1 : (object.spec.replicas ?? object.spec.parallelism ?? 1);
  return Array.from({ length: replicas }, (_, i) => ({
    owner: object,
    template,
    name: `${name}-${i}`,
    ...(object.kind === 'StatefulSet'
      ? {
          labels: { 'statefulset.kubernetes.io/pod-name': `${name}-${i}`, 'apps.kubernetes.io/pod-index': String(i) },
          subdomain: object.spec.serviceName,
        }
      : {}),
  }));
}

/** Addresses of a /16, one after the other. */
export function addressesFrom(a: number, b: number): () => string {
  let next = 0;
  return () => {
    next += 1;
    return `${a}.${b}.${Math.floor(next / 254)}.${(next % 254) + 1}`;
  };
}
