import { Manifest } from './manifests';
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

/** Kinds whose objects become pods. */
const WORKLOADS = ['Deployment', 'StatefulSet', 'Job'];

/** The pods of all workloads, with addresses of their own. */
export function podsOf(objects: Manifest[], defaultNamespace: string): Pod[] {
  const addresses = addressesFrom(10, 244);
  return objects.flatMap((object) => blueprints(object)).map(({ owner, template, name, labels, subdomain }) => ({
    name,
    namespace: owner.metadata.namespace ?? defaultNamespace,
    labels: { ...template.metadata?.labels, ...labels },
    annotations: template.metadata?.annotations ?? {},
    ip: addresses(),
    spec: template.spec,
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

function blueprints(object: Manifest): Blueprint[] {
  const name = object.metadata?.name;
  if (object.kind === 'Pod') {
    return [{ owner: object, template: object, name }];
  }
  if (!WORKLOADS.includes(object.kind)) {
    return [];
  }
  // Deployments append random letters; a number is as good here, and the same every time.
  const replicas = object.spec.replicas ?? object.spec.parallelism ?? 1;
  return Array.from({ length: replicas }, (_, i) => ({
    owner: object,
    template: object.spec.template,
    name: `${name}-${i}`,
    ...(object.kind === 'StatefulSet' ? {
      labels: { 'statefulset.kubernetes.io/pod-name': `${name}-${i}`, 'apps.kubernetes.io/pod-index': String(i) },
      subdomain: object.spec.serviceName,
    } : {}),
  }));
}

/** Addresses of a /16, one after the other. */
export function addressesFrom(a: number, b: number): () => string {
  let next = 0;
  return () => {
    next += 1;
    return `${a}.${b}.${Math.floor(next / 254)}.${next % 254 + 1}`;
  };
}
