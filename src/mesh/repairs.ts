import { isKind } from '../api/kinds';
import { KubernetesObject } from '../api/kubernetes-object';
import { Container } from '../api/pod-spec';
import { DataObject } from '../cluster/data-objects';
import { isWorkloadWithReplicas, templateOf } from '../cluster/pods';
import { Labels } from '../cluster/selectors';
import { keyField } from '../references/variable-holder';

/*
 * Objects as they would be without a fault, for rules that can tell what is wrong. Nothing is changed in place.
 */

/** As much of an object as labels its pods. */
interface WithPodLabels {
  metadata: { labels?: Labels };
  spec?: { selector?: { matchLabels?: Labels }; template?: { metadata?: { labels?: Labels } } };
}

/** A workload, or a bare Pod, whose pods have some labels. What the workload selects them by follows. */
export function withPodLabels(owner: KubernetesObject, labels: Labels): KubernetesObject {
  const copy = structuredClone(owner) as KubernetesObject & WithPodLabels;
  if (isKind(owner, 'Pod')) {
    copy.metadata.labels = { ...copy.metadata.labels, ...labels };
    return copy;
  }
  const { template, selector } = copy.spec ?? {};
  if (template) {
    template.metadata = { ...template.metadata, labels: { ...template.metadata?.labels, ...labels } };
  }
  if (selector?.matchLabels && isWorkloadWithReplicas(owner)) {
    const selected = Object.keys(selector.matchLabels).filter((key) => Object.hasOwn(labels, key));
    selected.forEach((key) => (selector.matchLabels = { ...selector.matchLabels, [key]: labels[key] }));
  }
  return copy;
}

/** A workload with a container that is changed; nothing if its template has no such container. */
export function withContainer(
  owner: KubernetesObject,
  name: string | undefined,
  change: (container: Container) => Container,
): KubernetesObject | undefined {
  const copy = structuredClone(owner);
  const containers = templateOf(copy)?.spec.containers as Container[] | undefined;
  const position = containers?.findIndex((container) => container.name === name) ?? -1;
  if (containers === undefined || position < 0) {
    return undefined;
  }
  containers[position] = change(containers[position]);
  return copy;
}

/** A workload with a container whose variable has this value; nothing if its template has no such container. */
export function withVariable(
  owner: KubernetesObject,
  container: string | undefined,
  name: string,
  value: string,
): KubernetesObject | undefined {
  return withContainer(owner, container, (each) => ({
    ...each,
    env: [...(each.env ?? []).filter((variable) => variable.name !== name), { name, value }],
  }));
}

/** A ConfigMap or Secret with another value under a key. */
export function withKey(map: DataObject, key: string, value: string): KubernetesObject {
  const [field] = keyField(map, key) as ['data' | 'stringData'];
  const values = { ...valuesOf(map)[field], [key]: field === 'data' && isKind(map, 'Secret') ? btoa(value) : value };
  return { ...map, [field]: values };
}

function valuesOf(map: DataObject): { readonly data?: Labels; readonly stringData?: Labels } {
  return map;
}
