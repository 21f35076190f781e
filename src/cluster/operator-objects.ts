import { isNamespaced } from './applied-objects';
import { Cluster } from './cluster';
import { isWorkloadWithReplicas } from './pods';
import { KubernetesObject } from '../api/kubernetes-object';

/** Groups of Kubernetes' own, and those of the API server's extensions. Others below k8s.io are custom, such as sparkoperator. */
const BUILT_IN = new RegExp(
  '^(?:\\w+\\.)*(?:networking|authorization|authentication|storage|admissionregistration|apiextensions|apiregistration|apiserver|' +
    'certificates|coordination|discovery|events|metrics|node|resource|scheduling|storagemigration)\\.k8s\\.io/',
);

/** Whether an object is of a custom kind, from which an operator may make others. */
export function isCustom({ apiVersion }: KubernetesObject): boolean {
  return apiVersion.includes('.') && !BUILT_IN.test(apiVersion);
}

/** Custom kinds from which nobody makes pods or Services, although objects of them often have a Service's name. */
const MAKES_NONE = new RegExp(
  '(VirtualService|Rule|Entry|Policy|Authentication|Authorization|Sidecar|Filter|Gateway|Route|Monitor|Probe|Certificate|' +
    'Issuer|Secret|Store|ScaledObject|Autoscaler|Export|Import|Profile|Defaults|Intentions|Middleware|Split)$',
);

/** Of kinds whose names end so, most make pods: these do not. */
const MAKES_NONE_OF_GROUP =
  /^(policy\.linkerd\.io\/Server|argoproj\.io\/Application(Set)?|[\w.]*(istio|cilium)\.io\/\w*Config)$/;

/** Whether an operator may make pods from an object. */
export function mayMakePods(object: KubernetesObject): boolean {
  return (
    isCustom(object) &&
    !MAKES_NONE.test(object.kind) &&
    !MAKES_NONE_OF_GROUP.test(`${object.apiVersion.split('/')[0]}/${object.kind}`)
  );
}

/** Whether an operator may make Services from an object. Argo's Rollouts and OpenShift's DeploymentConfigs become pods alone. */
export function mayMakeServices(object: KubernetesObject): boolean {
  return mayMakePods(object) && !isWorkloadWithReplicas(object);
}

/** A longer value is refused, and is no name. */
const NAME_MAX = 63;

/** The names that begin a name, word by word. */
export function namePrefixes(name: string): string[] {
  const words = name.length > NAME_MAX ? [] : name.split('-');
  return words.map((_, i) => words.slice(0, i + 1).join('-'));
}

/**
 * Operators name what they make after the object, and add what it is for: Strimzi makes a Service my-cluster-kafka-bootstrap for
 * my-cluster, KubeRay one my-cluster-head-svc.
 */
export class OperatorObjects {
  private readonly names = new Set<string>();

  constructor(cluster: Cluster, isMaker: (object: KubernetesObject) => boolean = isCustom) {
    for (const object of cluster.objects) {
      if (isNamespaced(object) && isMaker(object)) {
        this.names.add(`${cluster.namespaceOf(object)}/${object.metadata.name}`);
      }
    }
  }

  /** Whether something of this name may be made from one of the objects. */
  public mayMake(namespace: string, name: string): boolean {
    return this.names.size > 0 && namePrefixes(name).some((prefix) => this.names.has(`${namespace}/${prefix}`));
  }
}
