import { Selecting } from './similar-pods';
import { KubernetesObject } from '../api/kubernetes-object';
import { stringsAt } from '../api/unknown-fields';
import { Cluster } from '../cluster/cluster';
import { LabelIndex, Labels } from '../cluster/selectors';

/*
 * Pods, or labels of pods, that manifests do not show, although they show what makes them.
 */

/** Labels that controllers put on the pods that they make. */
const CONTROLLER_LABELS = new RegExp(
  '^((statefulset|apps|batch)\\.kubernetes\\.io/|topology\\.kubernetes\\.io/|gateway\\.networking\\.k8s\\.io/gateway-name$|' +
    '(rollouts-)?pod-template-(hash|generation)$|controller-|job-name$)',
);

/** A longer value is refused, and is no name. */
const LABEL_VALUE_MAX = 63;

/** Labels that replicas set on themselves to show which one leads. */
const LEADER_LABELS = /(^|[./-])(role|master|primary|leader|active|initialized)$|Role$/;

/** Whether a selector would select pods if they had the labels that are set at run time. */
export function isSetAtRunTime(cluster: Cluster, service: Selecting): boolean {
  const selector = Object.entries(service.selector);
  const told = selector.filter(([key]) => !CONTROLLER_LABELS.test(key) && !LEADER_LABELS.test(key));
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

/** Kinds that make no pods, although objects of them often have a Service's name. */
const MAKES_NO_PODS = new RegExp(
  '(VirtualService|Rule|Entry|Policy|Authentication|Authorization|Sidecar|Filter|Gateway|Route|Monitor|Probe|Certificate|' +
    'Issuer|Secret|Store|ScaledObject|Autoscaler|Export|Import|Profile|Defaults|Intentions|Middleware)$',
);

/** Of kinds whose names end so, most make pods: these do not. */
const MAKES_NO_PODS_OF_GROUP =
  /^(policy\.linkerd\.io\/Server|argoproj\.io\/Application(Set)?|[\w.]*(istio|cilium)\.io\/\w*Config)$/;

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
      : cluster.objects.filter(
          ({ apiVersion, kind }) =>
            kind === 'ReplicationController' ||
            (/\./.test(apiVersion) &&
              !/(^|\.)k8s\.io\//.test(apiVersion) &&
              !MAKES_NO_PODS.test(kind) &&
              !MAKES_NO_PODS_OF_GROUP.test(`${apiVersion.split('/')[0]}/${kind}`)),
        );
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

/**
 * Operators name sets of pods after the object, and add what they are for: Strimzi has my-cluster-kafka for my-cluster.
 */
function namePrefixes(value: string): string[] {
  const words = value.length > LABEL_VALUE_MAX ? [] : value.split('-');
  return words.map((_, i) => words.slice(0, i + 1).join('-'));
}
