import { Fault, Rule } from './rule';
import { KubernetesObject } from '../api/kubernetes-object';
import { stringAt, valueAt } from '../api/unknown-fields';
import { show } from '../base/problem';
import { Pod } from '../cluster/pods';
import { Service } from '../cluster/services';
import { Mesh } from '../mesh/mesh';
import { isSetAtRunTime, PodMakers } from '../mesh/pod-makers';
import { withPodLabels } from '../mesh/repairs';
import { SimilarPods } from '../mesh/similar-pods';
import { httpRoutesOf, hostOf, virtualServicesOf } from '../routes/routes';

/**
 * Only in namespaces with workloads in the manifests, not counting Jobs, and only if some of these are meant, or are of the Service's own
 * release: else the pods may come from other manifests for the same namespace.
 */
export const RULE: Rule = {
  id: 'service-selects-no-pod',
  title: 'A Service selects no pod',
  severity: 'error',
  find: (mesh) => {
    const { cluster } = mesh;
    const brought = new Set(
      cluster.pods
        .filter(({ owner: { kind } }) => kind !== 'Job' && kind !== 'CronJob')
        .map(({ namespace }) => namespace),
    );
    const empty = cluster.services.filter(
      (service) => brought.has(service.namespace) && service.pods.length === 0 && isSelecting(service),
    );
    const nearest = new SimilarPods(cluster);
    const releases = new ShownReleases(empty.length === 0 ? [] : cluster.pods);
    const others = new PodMakers(cluster, empty.length > 0);
    const routed = empty.length === 0 ? new Set() : routedElsewhere(mesh);
    return empty
      .filter((service) => !isSetAtRunTime(cluster, service) && !others.mayMake(service))
      .filter(({ name, namespace }) => !routed.has(hostOf(name, namespace, mesh)))
      .flatMap((service): Fault[] => {
        const selector = Object.entries(service.selector);
        const near = nearest.to(service);
        if (near === undefined && !releases.has(service)) {
          return [];
        }
        const { pod, hint } = near ?? {};
        const differing =
          selector.length === 1 ? selector[0] : pod && selector.find(([key, value]) => pod.labels[key] !== value);
        return [
          {
            object: service.manifest,
            field: differing === undefined ? ['spec', 'selector'] : ['spec', 'selector', differing[0]],
            related: pod ? [{ object: pod.owner }] : [],
            given: `selector ${selector.map((entry) => entry.join('=')).join(', ')}`,
            rule:
              `no pod in namespace ${show(service.namespace)} has ${selector.length === 1 ? 'this label' : 'all of these labels'}${hint ? ` (${hint})` : ''}, ` +
              'so the Service leads nowhere',
            fix: 'Make the selector the same as labels that the pods have, in one namespace',
            repair: pod && (() => [{ object: pod.owner, by: withPodLabels(pod.owner, service.selector) }]),
          },
        ];
      });
  },
};

/** Labels and annotations that all objects of one release have in common. */
const OF_RELEASE = ['app.kubernetes.io/instance', 'app.kubernetes.io/part-of', 'release', 'meta.helm.sh/release-name'];

/** The releases whose workloads are shown, and so all of their pods. */
class ShownReleases {
  private readonly known: Set<string>;

  constructor(pods: Pod[]) {
    this.known = new Set(pods.flatMap(({ namespace, owner }) => marksOf(namespace, owner)));
  }

  public has({ namespace, manifest }: Service): boolean {
    return marksOf(namespace, manifest).some((mark) => this.known.has(mark));
  }
}

function marksOf(namespace: string, { metadata: { labels = {}, annotations = {} } }: KubernetesObject): string[] {
  return OF_RELEASE.flatMap((key) => {
    const value = labels[key] ?? annotations[key];
    return value ? [`${namespace}\n${key}\n${value}`] : [];
  });
}

/** Workloads of many owners share it. */
const SHARED_NAMESPACE = 'kube-system';

function isSelecting({ namespace, manifest: { spec = {} } }: Service): boolean {
  return Object.keys(spec.selector ?? {}).length > 0 && spec.type !== 'ExternalName' && namespace !== SHARED_NAMESPACE;
}

/** Hosts whose requests a route of a service mesh sends to other Services, so that they need no pods of their own. */
function routedElsewhere(mesh: Mesh): Set<string> {
  const routes = [
    ...virtualServicesOf(mesh).map(({ hosts, destinations }) => ({ hosts, to: destinations.map(({ host }) => host) })),
    ...httpRoutesOf(mesh).map(({ parents, destinations }) => ({
      hosts: parents.map(({ name, namespace }) => hostOf(name, namespace, mesh)),
      to: destinations.map(({ host }) => host),
    })),
    ...mesh.cluster.allOfAnyGroup('TrafficSplit').map((split) => {
      const host = (name: string) => hostOf(name, mesh.cluster.namespaceOf(split), mesh);
      const backends = valueAt(split, 'spec', 'backends');
      return {
        hosts: [host(stringAt(split, 'spec', 'service') ?? '')],
        to: (Array.isArray(backends) ? backends : []).map((backend) => host(stringAt(backend, 'service') ?? '')),
      };
    }),
  ];
  return new Set(
    routes.filter(({ to }) => to.length > 0).flatMap(({ hosts, to }) => hosts.filter((host) => !to.includes(host))),
  );
}
