/** A kind of objects to be read from a cluster, as kubectl names it. */
export interface ClusterResource {
  readonly name: string;
  /** Whether clusters may lack it: it is of an extension. */
  readonly isExtension: boolean;
}

const builtIn = (name: string): ClusterResource => ({ name, isExtension: false });
const extension = (name: string): ClusterResource => ({ name, isExtension: true });

/** What is read beside Namespaces. Secrets are not: no rule needs their values, and nobody should have to trust us with them. */
export const CLUSTER_RESOURCES: ClusterResource[] = [
  ...['deployments.apps', 'statefulsets.apps', 'daemonsets.apps', 'replicasets.apps', 'pods'].map(builtIn),
  ...['cronjobs.batch', 'jobs.batch', 'services', 'configmaps', 'networkpolicies.networking.k8s.io'].map(builtIn),
  ...['ingresses.networking.k8s.io', 'poddisruptionbudgets.policy', 'horizontalpodautoscalers.autoscaling'].map(
    builtIn,
  ),
  ...['rollouts.argoproj.io', 'services.serving.knative.dev', 'scaledobjects.keda.sh'].map(extension),
  ...['virtualservices', 'serviceentries', 'destinationrules', 'sidecars', 'gateways'].map((name) =>
    extension(`${name}.networking.istio.io`),
  ),
  ...['authorizationpolicies', 'peerauthentications'].map((name) => extension(`${name}.security.istio.io`)),
  ...['gateways', 'httproutes', 'grpcroutes', 'tlsroutes', 'tcproutes', 'referencegrants'].map((name) =>
    extension(`${name}.gateway.networking.k8s.io`),
  ),
];

/** Namespaces of the cluster's own parts, which nobody who runs a mesh writes. */
export const SYSTEM_NAMESPACES = ['kube-system', 'kube-public', 'kube-node-lease'];
