import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { similar } from '../base/similar';
import { NamedContainer, containersOf } from '../cluster/containers';
import { Manifest } from '../cluster/manifest';
import { Pod } from '../cluster/pods';

/** The trap behind an empty SERVICE_NAME. */
export const RULE: Rule = {
  id: 'field-ref-to-missing-label',
  title: 'A variable reads a label or annotation that its pod lacks',
  severity: 'error',
  find: ({ cluster }) =>
    cluster.pods.flatMap((pod) => containersOf(pod).flatMap((container) => missingFields(pod, container))),
};

/** Labels and annotations that controllers add to the pods that they make, and whose controllers do. */
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

/** The node's topology, which the API server copies from Kubernetes 1.33 on, and what CNI plugins say before a container starts. */
const LABELS_OF_ANY_POD = /^(topology\.kubernetes\.io|k8s\.v1\.cni\.cncf\.io)\//;

function missingFields(pod: Pod, { container, title }: NamedContainer): Fault[] {
  return (container.env ?? []).flatMap(({ name, valueFrom }: Manifest): Fault[] => {
    const [, map, key] = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(valueFrom?.fieldRef?.fieldPath ?? '') ?? [];
    const there: { [key: string]: string } = pod[map as 'labels' | 'annotations'] ?? {};
    const adders = Object.hasOwn(LABEL_CONTROLLERS, key ?? '') ? LABEL_CONTROLLERS[key] : [];
    const { owner } = pod;
    if (!map || Object.hasOwn(there, key) || LABELS_OF_ANY_POD.test(key) || adders.includes(owner.kind)) {
      return [];
    }
    const word = map.slice(0, -1);
    const given = `${title}: env ${name} reads the ${word} ${show(key)}`;
    if (adders.length > 0) {
      return [
        {
          object: owner,
          given,
          rule: `Kubernetes sets it on pods of a ${adders.join(' or ')} only; here it is missing, and the variable is an empty string, without any error`,
          fix: `Make the workload a ${adders[0]}, or read another field, such as metadata.name`,
        },
      ];
    }
    const meant = similar(key, Object.keys(there));
    const onOwner = owner.metadata[map]?.[key] !== undefined;
    return [
      {
        object: owner,
        given,
        rule:
          `the pod has no such ${word}${onOwner ? ` (what is on the ${owner.kind} itself is not on its pods)` : meant ? ` (did you mean ${show(meant)}?)` : ''}, ` +
          'and the variable is then an empty string, without any error',
        fix: `Add the ${word} to ${templatePath(owner)}metadata.${map}, or read one that is there`,
      },
    ];
  });
}

function templatePath({ kind }: Manifest): string {
  return kind === 'Pod' ? '' : kind === 'CronJob' ? 'spec.jobTemplate.spec.template.' : 'spec.template.';
}
