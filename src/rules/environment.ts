import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { similar } from '../base/similar';
import { Called, containersOf } from '../cluster/containers';
import { expand } from '../cluster/environment';
import { Manifest } from '../cluster/manifest';
import { Pod } from '../cluster/pods';
import { Mesh } from '../mesh/mesh';

/** The trap behind an empty SERVICE_NAME. */
export const FIELD_REF_TO_MISSING_LABEL: Rule = {
  id: 'field-ref-to-missing-label',
  title: 'A variable reads a label or annotation that its pod lacks',
  severity: 'error',
  find: (mesh) => ofContainers(mesh, missingFields),
};

/** An advertised host that is composed above its parts stays literal, and every call to the agent fails. */
export const VARIABLE_BEFORE_DEFINITION: Rule = {
  id: 'variable-before-definition',
  title: 'A variable refers to one that is defined further down',
  severity: 'error',
  find: (mesh) => ofContainers(mesh, ({ owner }, each) => [...earlyReferences(mesh, owner, each)]),
};

function ofContainers({ cluster }: Mesh, look: (pod: Pod, container: Called) => Fault[]): Fault[] {
  return cluster.pods.flatMap((pod) => containersOf(pod).flatMap((container) => look(pod, container)));
}

/** Labels and annotations that controllers add to the pods that they make, and whose controllers do. */
const ADDED: { [key: string]: string[] } = {
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
const ADDED_TO_ANY = /^(topology\.kubernetes\.io|k8s\.v1\.cni\.cncf\.io)\//;

function missingFields(pod: Pod, { container, called }: Called): Fault[] {
  return (container.env ?? []).flatMap(({ name, valueFrom }: Manifest): Fault[] => {
    const [, map, key] = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(valueFrom?.fieldRef?.fieldPath ?? '') ?? [];
    const there: { [key: string]: string } = pod[map as 'labels' | 'annotations'] ?? {};
    const adders = Object.hasOwn(ADDED, key ?? '') ? ADDED[key] : [];
    const { owner } = pod;
    if (!map || Object.hasOwn(there, key) || ADDED_TO_ANY.test(key) || adders.includes(owner.kind)) {
      return [];
    }
    const word = map.slice(0, -1);
    const given = `${called}: env ${name} reads the ${word} ${show(key)}`;
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

function* earlyReferences({ cluster }: Mesh, owner: Manifest, { container, called }: Called): Iterable<Fault> {
  const variables: Manifest[] = container.env ?? [];
  const defined = new Set<string>();
  for (const { configMapRef, secretRef, prefix = '' } of container.envFrom ?? []) {
    const [kind, name] = configMapRef ? ['ConfigMap', configMapRef.name] : ['Secret', secretRef?.name];
    const { data, stringData } = cluster.find(kind, cluster.namespaceOf(owner), name) ?? {};
    Object.keys({ ...data, ...stringData }).forEach((key) => defined.add(`${prefix}${key}`));
  }
  const last = new Map(variables.map(({ name }, i) => [name, i]));
  for (const [i, { name, value }] of variables.entries()) {
    for (const other of references(value)) {
      if (!defined.has(other) && (last.get(other) ?? -1) > i) {
        yield {
          object: owner,
          given: `${called}: env ${name} refers to $(${other}), which is defined further down`,
          rule: `the kubelet expands only what is defined above, so the value keeps the text $(${other}) as it stands`,
          fix: `Move ${other} above ${name}, or write $$(${other}) if that text is what you want`,
        };
      }
    }
    defined.add(name);
  }
}

/** The variables that a value refers to, each once. */
function references(value: string | undefined): Set<string> {
  const found = new Set<string>();
  expand(value ?? '', (name) => {
    found.add(name);
    return undefined;
  });
  return found;
}
