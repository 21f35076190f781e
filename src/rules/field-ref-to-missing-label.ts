import { Fault, Rule } from './rule';
import { FieldPath, fieldOf } from '../api/field-path';
import { KubernetesObject } from '../api/kubernetes-object';
import { EnvVar } from '../api/pod-spec';
import { WordIndex } from '../base/closest-word';
import { show } from '../base/problem';
import { NamedContainer, containersOf } from '../cluster/containers';
import { Pod } from '../cluster/pods';
import { withPodLabels } from '../mesh/repairs';

/** Why SERVICE_NAME is often empty. */
export const RULE: Rule = {
  id: 'field-ref-to-missing-label',
  title: 'A variable reads a label or annotation that its pod does not have',
  severity: 'error',
  find: ({ cluster }) => {
    const services = new Map(cluster.services.flatMap(({ pods, name }) => pods.map((pod) => [pod, name])));
    return cluster.pods.flatMap((pod) =>
      containersOf(pod).flatMap((container) => missingFields(pod, container, services.get(pod))),
    );
  },
};

/** Labels and annotations that controllers add to their pods, with the kinds of these controllers. */
const LABEL_CONTROLLERS: { [key: string]: string[] } = {
  'apps.kubernetes.io/pod-index': ['StatefulSet'],
  'statefulset.kubernetes.io/pod-name': ['StatefulSet'],
  'controller-revision-hash': ['StatefulSet', 'DaemonSet'],
  'pod-template-generation': ['DaemonSet'],
  'pod-template-hash': ['Deployment'],
  'job-name': ['Job', 'CronJob'],
  'controller-uid': ['Job', 'CronJob'],
  'batch.kubernetes.io/job-name': ['Job', 'CronJob'],
  'batch.kubernetes.io/controller-uid': ['Job', 'CronJob'],
  'batch.kubernetes.io/job-completion-index': ['Job', 'CronJob'],
};

/**
 * The node's topology, which the API server copies to pods from Kubernetes 1.33 on, and the annotations of CNI plugins.
 */
const LABELS_OF_ANY_POD = /^(topology\.kubernetes\.io|k8s\.v1\.cni\.cncf\.io)\//;

/** A reference of a variable to a label or annotation of its pod. */
interface FieldReference {
  readonly map: 'labels' | 'annotations';
  readonly key: string;
  /** What the message begins with. */
  readonly given: string;
  readonly field: FieldPath;
}

function missingFields(pod: Pod, { container, title }: NamedContainer, service: string | undefined): Fault[] {
  return (container.env ?? []).flatMap((variable): Fault[] => {
    const { map, key } = fieldReference(variable) ?? {};
    if (!map || key === undefined || Object.hasOwn(pod[map], key) || LABELS_OF_ANY_POD.test(key)) {
      return [];
    }
    const given = `${title}: env ${variable.name} reads the ${map.slice(0, -1)} ${show(key)}`;
    const controllers = Object.hasOwn(LABEL_CONTROLLERS, key) ? LABEL_CONTROLLERS[key] : [];
    if (controllers.includes(pod.owner.kind)) {
      return [];
    }
    const field = fieldOf(pod.owner, variable, 'valueFrom', 'fieldRef', 'fieldPath');
    const reference = { map, key, given, field };
    return [
      controllers.length > 0 ? otherController(pod, reference, controllers) : missingField(pod, reference, service),
    ];
  });
}

function fieldReference({ valueFrom }: EnvVar): Pick<FieldReference, 'map' | 'key'> | undefined {
  const [, map, key] = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(valueFrom?.fieldRef?.fieldPath ?? '') ?? [];
  return map === 'labels' || map === 'annotations' ? { map, key } : undefined;
}

function otherController({ owner }: Pod, { given, field }: FieldReference, controllers: string[]): Fault {
  return {
    object: owner,
    field,
    given,
    rule: `Kubernetes sets it on pods of a ${controllers.join(' or ')} only; here it is missing, and the variable is an empty string, without any error`,
    fix: `Make the workload a ${controllers[0]}, or read another field, such as metadata.name`,
  };
}

function missingField(pod: Pod, { map, key, given, field }: FieldReference, service: string | undefined): Fault {
  const { owner } = pod;
  const word = map.slice(0, -1);
  return {
    object: owner,
    field,
    given,
    rule: `the pod has no such ${word}${hint(pod, map, key)}, and the variable is then an empty string, without any error`,
    fix: `Add the ${word} to ${templatePath(owner)}metadata.${map}, or read an existing one`,
    // What is most often read so is the name of the pod's Service.
    repair:
      map === 'labels' && service !== undefined
        ? () => [{ object: owner, by: withPodLabels(owner, { [key]: service }) }]
        : undefined,
  };
}

function hint(pod: Pod, map: 'labels' | 'annotations', key: string): string {
  const { owner } = pod;
  if (owner.metadata[map]?.[key] !== undefined) {
    return ` (what is on the ${owner.kind} itself is not on its pods)`;
  }
  const meant = WordIndex.of(pod[map], () => Object.keys(pod[map])).closest(key);
  return meant ? ` (did you mean ${show(meant)}?)` : '';
}

function templatePath({ kind }: KubernetesObject): string {
  if (kind === 'Pod') {
    return '';
  }
  return kind === 'CronJob' ? 'spec.jobTemplate.spec.template.' : 'spec.template.';
}
