import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { similar } from '../base/similar';
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
  const name: string = set.spec.serviceName;
  const namespace = cluster.namespaceOf(set);
  const service = cluster.service(namespace, name);
  const given = `serviceName ${show(name)}`;
  const rename =
    own.length > 0 ? `Set serviceName to ${own[0].name}, which is headless and selects the pods` : undefined;
  const promise = `so that no pod has a name of its own (${set.metadata.name}-0.${name})`;
  if (!service) {
    const meant =
      own[0]?.name ??
      similar(
        name,
        headless.slice(0, MOST_COMPARED).map((each) => each.name),
      );
    return [
      {
        object: set,
        given,
        rule: `there is no such Service in namespace ${show(namespace)}${meant ? ` (did you mean ${show(meant)}?)` : ''}, ${promise}`,
        fix: rename ?? `Add a Service ${show(name)} with clusterIP: None and the pods' labels as its selector`,
      },
    ];
  }
  if (!isHeadless(service)) {
    return [
      {
        object: set,
        given,
        rule:
          `that Service ${service.manifest.spec?.type === 'ExternalName' ? 'is an alias of type ExternalName' : 'has a clusterIP'}, and Kubernetes gives pods names ` +
          `of their own (${set.metadata.name}-0.${name}) below a headless one only`,
        fix:
          rename ??
          'Add a headless Service beside it (clusterIP: None, the same selector), and let serviceName be its name',
      },
    ];
  }
  const selector = service.manifest.spec.selector ?? {};
  return Object.keys(selector).length === 0 || own.includes(service)
    ? []
    : [
        {
          object: set,
          given,
          rule: `that Service does not select the pods of this StatefulSet, ${promise}`,
          fix:
            rename ??
            `Make the selector of Service ${show(name)} the same as the labels in spec.template.metadata.labels`,
        },
      ];
}

function isHeadless({ clusterIp }: Service): boolean {
  return clusterIp === undefined;
}
