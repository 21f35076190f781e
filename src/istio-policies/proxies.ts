import { Cluster } from '../cluster/cluster';
import { Pod } from '../cluster/pods';
import { Labels } from '../cluster/selectors';
import { isNamespaceShown } from '../connections/blocked-connections';

/** How Istio handles a pod's traffic: by a proxy in it, by one of its node, or not at all. Nothing if the manifests do not tell. */
export type Proxy = 'sidecar' | 'ambient' | 'none' | undefined;

const INJECT = 'sidecar.istio.io/inject';
const REVISION = 'istio.io/rev';
const NAMESPACE_INJECT = 'istio-injection';
const DATA_PLANE = 'istio.io/dataplane-mode';

const KNOWN = new WeakMap<Pod, Proxy>();

export function proxyOf(cluster: Cluster, pod: Pod): Proxy {
  if (!KNOWN.has(pod)) {
    KNOWN.set(pod, computed(cluster, pod));
  }
  return KNOWN.get(pod);
}

/**
 * As the injector decides (`injectRequired` and the webhook's selectors in istio.io/istio): it leaves out pods on the node's
 * network, a namespace that refuses wins over its pods, and a pod's label wins over its annotation.
 */
function computed(cluster: Cluster, pod: Pod): Proxy {
  const { labels, annotations } = pod;
  const namespace = cluster.namespaces.get(pod.namespace) ?? {};
  if (pod.spec.hostNetwork === true) {
    return 'none';
  }
  const asked = labels[INJECT] ?? annotations[INJECT];
  const isAmbient = (labels[DATA_PLANE] ?? namespace[DATA_PLANE]) === 'ambient';
  if (asked === 'false' || namespace[NAMESPACE_INJECT] === 'disabled') {
    return isAmbient ? 'ambient' : 'none';
  }
  if (asked === 'true' || REVISION in labels || asksForSidecars(namespace)) {
    return 'sidecar';
  }
  if (isAmbient) {
    return 'ambient';
  }
  return isNamespaceShown(cluster, pod.namespace) && labelsNamespaces(cluster) ? 'none' : undefined;
}

function asksForSidecars(labels: Labels): boolean {
  return labels[NAMESPACE_INJECT] === 'enabled' || REVISION in labels;
}

const LABELLED = new WeakMap<Cluster, boolean>();

/** Whether the manifests label namespaces for Istio, so that one without a label is left out on purpose or by mistake. */
function labelsNamespaces(cluster: Cluster): boolean {
  const known =
    LABELLED.get(cluster) ??
    [...cluster.namespaces.values()].some((labels) => asksForSidecars(labels) || labels[DATA_PLANE] === 'ambient');
  LABELLED.set(cluster, known);
  return known;
}
