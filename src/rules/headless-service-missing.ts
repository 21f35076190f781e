import { Fault, Rule } from './rule';
import { KubernetesObject } from '../api/kubernetes-object';
import { append } from '../base/append';
import { closestWord } from '../base/closest-word';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { containersOf } from '../cluster/containers';
import { Service } from '../cluster/services';
import { Mesh } from '../mesh/mesh';

export const RULE: Rule = {
  id: 'headless-service-missing',
  title: "A StatefulSet's pods have no headless Service for their DNS names",
  severity: 'error',
  find: (mesh) => {
    const { cluster } = mesh;
    const headless = new Map<string, Service[]>();
    const selecting = new Map<KubernetesObject, Service[]>();
    for (const service of cluster.services.filter(isHeadless)) {
      append(headless, service.namespace, service);
      service.pods.forEach(({ owner }) => append(selecting, owner, service));
    }
    const shown = new Set(cluster.services.map(({ namespace }) => namespace));
    const isNamed = podNameUse(mesh);
    return cluster.all('StatefulSet').flatMap((set) => {
      const namespace = cluster.namespaceOf(set);
      const { serviceName } = set.spec ?? {};
      return serviceName && shown.has(namespace)
        ? faultsOf(cluster, set, serviceName, headless.get(namespace) ?? [], selecting.get(set) ?? []).filter(
            () => (selecting.get(set) ?? []).length > 0 || isNamed(set, serviceName),
          )
        : [];
    });
  },
};

/**
 * Whether somebody uses the names of a StatefulSet's pods, as far as it shows: it is an agent or a registry, or what pods are told
 * has the name of its first pod, or of a pod below the Service. Many are given a serviceName because the field was required once.
 */
function podNameUse({ cluster, agents, registries }: Mesh): (set: KubernetesObject, serviceName: string) => boolean {
  const members = new Set([...agents, ...registries].map(({ owner }) => owner));
  let words: Set<string> | undefined;
  return (set, serviceName) => {
    words ??= new Set(textsOf(cluster).flatMap(namesIn));
    return members.has(set) || words.has(`.${serviceName}`) || words.has(`${set.metadata.name}-0`);
  };
}

/** The words of a text, and, with a point in front, what stands behind a pod's name or a variable, as in `$(POD_NAME).service`. */
function namesIn(text: string): string[] {
  const below = [...text.matchAll(/(?:-\d{1,5}|[)}])(\.[a-z0-9-]+)/g)].map(([, name]) => name);
  return [...text.split(/[^a-zA-Z0-9-]+/), ...below];
}

/** What pods are told, and the ConfigMaps. */
function textsOf(cluster: Cluster): string[] {
  return [
    ...cluster.pods.flatMap((pod) =>
      containersOf(pod).flatMap(({ container: { env = [], command = [], args = [] } }) => [
        ...env.flatMap(({ value }) => value ?? []),
        ...command,
        ...args,
      ]),
    ),
    ...cluster.all('ConfigMap').flatMap(({ data = {} }) => Object.values(data)),
  ];
}

/** Names beyond these are not compared: a namespace may have thousands of Services. */
const MOST_COMPARED = 100;

function faultsOf(cluster: Cluster, set: KubernetesObject, name: string, headless: Service[], own: Service[]): Fault[] {
  const service = cluster.service(cluster.namespaceOf(set), name);
  const problem = service ? serviceProblem(set, service, own) : missingService(cluster, set, name, headless, own);
  const related = service ? [{ object: service.manifest }] : [];
  return problem
    ? [{ object: set, field: ['spec', 'serviceName'], related, given: `serviceName ${show(name)}`, ...problem }]
    : [];
}

type ServiceProblem = Omit<Fault, 'object' | 'given'>;

function missingService(
  cluster: Cluster,
  set: KubernetesObject,
  name: string,
  headless: Service[],
  own: Service[],
): ServiceProblem {
  const candidates = headless.slice(0, MOST_COMPARED).map((each) => each.name);
  const meant = own[0]?.name ?? closestWord(name, candidates);
  const hint = meant ? ` (did you mean ${show(meant)}?)` : '';
  return {
    rule: `there is no such Service in namespace ${show(cluster.namespaceOf(set))}${hint}, so that ${noNamesText(set, name)}`,
    fix: renameFix(own) ?? `Add a Service ${show(name)} with clusterIP: None and the pods' labels as its selector`,
  };
}

function serviceProblem(set: KubernetesObject, service: Service, own: Service[]): ServiceProblem | undefined {
  const { name, selector, manifest } = service;
  if (!isHeadless(service)) {
    return {
      rule:
        `that Service ${manifest.spec?.type === 'ExternalName' ? 'is an alias of type ExternalName' : 'has a clusterIP'}, and Kubernetes gives pods names ` +
        `of their own (${podName(set, name)}) below a headless one only`,
      fix:
        renameFix(own) ??
        'Add a headless Service beside it (clusterIP: None, the same selector), and let serviceName be its name',
    };
  }
  // Without a selector, somebody writes the endpoints.
  if (Object.keys(selector).length === 0 || own.includes(service)) {
    return undefined;
  }
  return {
    rule: `that Service does not select the pods of this StatefulSet, so that ${noNamesText(set, name)}`,
    fix:
      renameFix(own) ??
      `Make the selector of Service ${show(name)} the same as the labels in spec.template.metadata.labels`,
  };
}

function renameFix([service]: Service[]): string | undefined {
  return service && `Set serviceName to ${service.name}, which is headless and selects the pods`;
}

function noNamesText(set: KubernetesObject, serviceName: string): string {
  return `no pod has a name of its own (${podName(set, serviceName)})`;
}

function podName({ metadata }: KubernetesObject, serviceName: string): string {
  return `${metadata.name}-0.${serviceName}`;
}

function isHeadless({ clusterIp }: Service): boolean {
  return clusterIp === undefined;
}
