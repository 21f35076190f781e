import { Fault, Rule } from './rule';
import { closestWord } from '../base/closest-word';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { Manifest } from '../cluster/manifest';
import { append } from '../cluster/selectors';
import { Service } from '../cluster/services';

export const RULE: Rule = {
  id: 'headless-service-missing',
  title: "A StatefulSet's headless Service is missing, or none of its own",
  severity: 'error',
  find: ({ cluster }) => {
    const headless = new Map<string, Service[]>();
    const selecting = new Map<Manifest, Service[]>();
    for (const service of cluster.services.filter(isHeadless)) {
      append(headless, service.namespace, service);
      service.pods.forEach(({ owner }) => append(selecting, owner, service));
    }
    const shown = new Set(cluster.services.map(({ namespace }) => namespace));
    return cluster
      .all('StatefulSet')
      .filter(
        (set) =>
          typeof set.spec?.serviceName === 'string' &&
          set.spec.serviceName !== '' &&
          shown.has(cluster.namespaceOf(set)),
      )
      .flatMap((set) => faultsOf(cluster, set, headless.get(cluster.namespaceOf(set)) ?? [], selecting.get(set) ?? []));
  },
};

/** Names beyond these are not compared: a namespace may have thousands of Services. */
const MOST_COMPARED = 100;

function faultsOf(cluster: Cluster, set: Manifest, headless: Service[], own: Service[]): Fault[] {
  const service = cluster.service(cluster.namespaceOf(set), set.spec.serviceName);
  const problem = service ? serviceProblem(set, service, own) : missingService(cluster, set, headless, own);
  return problem ? [{ object: set, given: `serviceName ${show(set.spec.serviceName)}`, ...problem }] : [];
}

type ServiceProblem = Omit<Fault, 'object' | 'given'>;

function missingService(cluster: Cluster, set: Manifest, headless: Service[], own: Service[]): ServiceProblem {
  const name: string = set.spec.serviceName;
  const candidates = headless.slice(0, MOST_COMPARED).map((each) => each.name);
  const meant = own[0]?.name ?? closestWord(name, candidates);
  const hint = meant ? ` (did you mean ${show(meant)}?)` : '';
  return {
    rule: `there is no such Service in namespace ${show(cluster.namespaceOf(set))}${hint}, so that ${noNamesText(set)}`,
    fix: renameFix(own) ?? `Add a Service ${show(name)} with clusterIP: None and the pods' labels as its selector`,
  };
}

function serviceProblem(set: Manifest, service: Service, own: Service[]): ServiceProblem | undefined {
  const { type, selector = {} } = service.manifest.spec ?? {};
  if (!isHeadless(service)) {
    return {
      rule:
        `that Service ${type === 'ExternalName' ? 'is an alias of type ExternalName' : 'has a clusterIP'}, and Kubernetes gives pods names ` +
        `of their own (${podName(set)}) below a headless one only`,
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
    rule: `that Service does not select the pods of this StatefulSet, so that ${noNamesText(set)}`,
    fix:
      renameFix(own) ??
      `Make the selector of Service ${show(service.name)} the same as the labels in spec.template.metadata.labels`,
  };
}

function renameFix([service]: Service[]): string | undefined {
  return service && `Set serviceName to ${service.name}, which is headless and selects the pods`;
}

function noNamesText(set: Manifest): string {
  return `no pod has a name of its own (${podName(set)})`;
}

function podName({ metadata, spec }: Manifest): string {
  return `${metadata.name}-0.${spec.serviceName}`;
}

function isHeadless({ clusterIp }: Service): boolean {
  return clusterIp === undefined;
}
