import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { Service } from '../cluster/services';
import { isSetAtRunTime, PodMakers } from '../mesh/pod-makers';
import { withPodLabels } from '../mesh/repairs';
import { SimilarPods } from '../mesh/similar-pods';

/**
 * Only in namespaces with workloads in the manifests, not counting Jobs: elsewhere, the pods may come from other
 * manifests.
 */
export const RULE: Rule = {
  id: 'service-selects-no-pod',
  title: 'A Service selects no pod',
  severity: 'error',
  find: ({ cluster }) => {
    const brought = new Set(
      cluster.pods
        .filter(({ owner: { kind } }) => kind !== 'Job' && kind !== 'CronJob')
        .map(({ namespace }) => namespace),
    );
    const empty = cluster.services.filter(
      (service) => brought.has(service.namespace) && service.pods.length === 0 && isSelecting(service),
    );
    const nearest = new SimilarPods(cluster);
    const others = new PodMakers(cluster, empty.length > 0);
    return empty
      .filter((service) => !isSetAtRunTime(cluster, service) && !others.mayMake(service))
      .map((service): Fault => {
        const selector = Object.entries(service.selector);
        const { pod, hint } = nearest.to(service) ?? {};
        const differing =
          selector.length === 1 ? selector[0] : pod && selector.find(([key, value]) => pod.labels[key] !== value);
        return {
          object: service.manifest,
          field: differing === undefined ? ['spec', 'selector'] : ['spec', 'selector', differing[0]],
          related: pod ? [{ object: pod.owner }] : [],
          given: `selector ${selector.map((entry) => entry.join('=')).join(', ')}`,
          rule:
            `no pod in namespace ${show(service.namespace)} has ${selector.length === 1 ? 'this label' : 'all of these labels'}${hint ? ` (${hint})` : ''}, ` +
            'so the Service leads nowhere',
          fix: 'Make the selector the same as labels that the pods have, in one namespace',
          repair: pod && (() => [{ object: pod.owner, by: withPodLabels(pod.owner, service.selector) }]),
        };
      });
  },
};

/** Workloads of many owners share it. */
const SHARED_NAMESPACE = 'kube-system';

function isSelecting({ namespace, manifest: { spec = {} } }: Service): boolean {
  return Object.keys(spec.selector ?? {}).length > 0 && spec.type !== 'ExternalName' && namespace !== SHARED_NAMESPACE;
}
