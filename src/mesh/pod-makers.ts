import { Selecting } from './similar-pods';
import { KubernetesObject } from '../api/kubernetes-object';
import { stringsAt } from '../api/unknown-fields';
import { Cluster } from '../cluster/cluster';
import { mayMakePods, namePrefixes } from '../cluster/operator-objects';
import { podLabelers } from '../cluster/pod-labelers';
import { Pod } from '../cluster/pods';
import { LabelIndex, Labels } from '../cluster/selectors';

/*
 * Pods, or labels of pods, that manifests do not show, although they show what makes them.
 */

/** Labels that controllers put on the pods that they make. */
const CONTROLLER_LABELS = new RegExp(
  '^((statefulset|apps|batch)\\.kubernetes\\.io/|topology\\.kubernetes\\.io/|gateway\\.networking\\.k8s\\.io/gateway-name$|' +
    '(rollouts-)?pod-template-(hash|generation)$|controller-|job-name$)',
);

/** Labels that replicas set on themselves to show which one leads. */
const LEADER_LABELS = /(^|[./-])(role|master|primary|leader|active|initialized)$|Role$/;

/** Whether a selector would select pods if they had the labels that are set at run time. */
export function isSetAtRunTime(cluster: Cluster, service: Selecting): boolean {
  const selector = Object.entries(service.selector);
  const told = selector.filter(([key]) => !CONTROLLER_LABELS.test(key) && !LEADER_LABELS.test(key));
  if (isSetByPods(cluster, service)) {
    return true;
  }
  if (told.length === selector.length) {
    return false;
  }
  const roles = selector.filter(([key]) => LEADER_LABELS.test(key));
  return (
    told.length === 0 ||
    cluster
      .podsBy(service.namespace, { matchLabels: Object.fromEntries(told) })
      .some(({ labels }) => roles.every(([key]) => !Object.hasOwn(labels, key)))
  );
}

/** Whether pods that may label pods have all other labels: what nobody has by its template, they may set. */
function isSetByPods(cluster: Cluster, { namespace, selector }: Selecting): boolean {
  const { keys, labelers } = templatesOf(cluster, namespace);
  const inTemplates = Object.entries(selector).filter(([key]) => keys.has(key));
  return (
    inTemplates.length < Object.keys(selector).length &&
    labelers.some(({ labels }) => inTemplates.every(([key, value]) => labels[key] === value))
  );
}

/** What the pods of a namespace are labelled by, and those that may label others. */
interface Templates {
  readonly keys: Set<string>;
  readonly labelers: Pod[];
}

const TEMPLATES = new WeakMap<Cluster, Map<string, Templates>>();

/** Collected once: a namespace may have thousands of selectors. */
function templatesOf(cluster: Cluster, namespace: string): Templates {
  const known = TEMPLATES.get(cluster) ?? new Map<string, Templates>();
  TEMPLATES.set(cluster, known);
  const templates = known.get(namespace) ?? {
    keys: new Set(cluster.podsBy(namespace, {}).flatMap(({ labels }) => Object.keys(labels))),
    labelers: podLabelers(cluster, namespace),
  };
  known.set(namespace, templates);
  return templates;
}

/**
 * Objects from which an operator may make the pods of a selector: by their name or kind, or by the labels of their pod
 * template.
 */
export class PodMakers {
  private readonly names = new Set<string>();
  private readonly templates: LabelIndex<{ namespace: string; labels: Labels }>;

  constructor(cluster: Cluster, areNeeded: boolean) {
    const makers = !areNeeded
      ? []
      : cluster.objects.filter((object) => object.kind === 'ReplicationController' || mayMakePods(object));
    makers.forEach((maker) =>
      [maker.metadata.name, maker.kind.toLowerCase()].forEach((name) =>
        this.names.add(`${cluster.namespaceOf(maker)}/${name}`),
      ),
    );
    this.templates = new LabelIndex(
      makers.map((maker) => ({ namespace: cluster.namespaceOf(maker), labels: labelsOfPods(maker) })),
    );
  }

  public mayMake({ namespace, selector }: Selecting): boolean {
    return (
      Object.values(selector).some((value) =>
        namePrefixes(value).some((name) => this.names.has(`${namespace}/${name}`)),
      ) || this.templates.select(namespace, { matchLabels: selector }).length > 0
    );
  }
}

/** The labels that operators put on pods: in a template, or in podMetadata as the Prometheus operator has it. */
function labelsOfPods({ spec }: KubernetesObject): Labels {
  return {
    ...stringsAt(spec, 'template', 'metadata', 'labels'),
    ...stringsAt(spec, 'podTemplate', 'metadata', 'labels'),
    ...stringsAt(spec, 'podMetadata', 'labels'),
  };
}
