import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { ObjectOf } from '../api/kinds';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { selects } from '../cluster/selectors';
import { Mesh } from '../mesh/mesh';
import { isSetAtRunTime } from '../mesh/pod-makers';
import { RouteHosts } from '../routes/route-hosts';
import { fullHost } from '../routes/routes';
import { hostInNamespace, unknownHost } from '../routes/unknown-host';

type DestinationRule = ObjectOf<'DestinationRule'>;

export const RULE: Rule = {
  id: 'destination-rule-without-effect',
  title: 'A DestinationRule names a host, a port or pods that do not exist',
  severity: 'error',
  find: (mesh) => {
    const hosts = new RouteHosts(mesh);
    return mesh.cluster.all('DestinationRule').flatMap((rule) => {
      const { host } = rule.spec ?? {};
      const whole = host === undefined ? undefined : fullHost(host, mesh.cluster.namespaceOf(rule), mesh);
      return whole === undefined
        ? []
        : [
            ...missingHost(hosts, rule, whole),
            ...emptySubsets(mesh, hosts, rule, whole),
            ...unknownPorts(hosts, rule, whole),
          ];
    });
  },
};

function missingHost(hosts: RouteHosts, rule: DestinationRule, host: string): Fault[] {
  if (host.startsWith('*') || hosts.isEntry(host)) {
    return [];
  }
  const fault = unknownHost(hosts, host, {
    consequence: 'the rule does nothing',
    inNamespace: (namespace) => hostInNamespace(host, namespace),
  });
  return fault ? [{ object: rule, field: ['spec', 'host'], given: `host ${show(rule.spec?.host)}`, ...fault }] : [];
}

/** Subsets of a Service whose pods are shown, none of which has their labels. */
function emptySubsets({ cluster }: Mesh, hosts: RouteHosts, rule: DestinationRule, host: string): Fault[] {
  const service = hosts.service(host);
  if (service === undefined || service.pods.length === 0) {
    return [];
  }
  return (rule.spec?.subsets ?? []).flatMap((subset): Fault[] => {
    const { name, labels = {} } = subset;
    const selector = { ...service.selector, ...labels };
    if (
      service.pods.some((pod) => selects({ matchLabels: labels }, pod.labels)) ||
      isSetAtRunTime(cluster, { name: service.name, namespace: service.namespace, selector })
    ) {
      return [];
    }
    const wrong = Object.entries(labels).find(([key, value]) => service.pods.every((pod) => pod.labels[key] !== value));
    const there = wrong && service.pods.flatMap((pod) => pod.labels[wrong[0]] ?? []);
    return [
      {
        object: rule,
        field: fieldOf(rule, subset, 'labels', ...(wrong ? [wrong[0]] : [])),
        related: [...new Set(service.pods.slice(0, 5).map(({ owner }) => owner))].map((object) => ({ object })),
        given: `subset ${show(name)} of labels ${Object.entries(labels)
          .map((entry) => entry.join('='))
          .join(', ')}`,
        rule:
          `no pod of Service ${show(service.name)} has ${Object.keys(labels).length === 1 ? 'this label' : 'all of these labels'}` +
          `${there?.length ? ` (their ${wrong![0]} is ${listText(there.map(show))})` : ''}, and requests to the subset get 503`,
        fix: 'Make the labels those of pods, or give the pods the labels',
      },
    ];
  });
}

/** Settings of a port mean the Service's. */
function unknownPorts(hosts: RouteHosts, rule: DestinationRule, host: string): Fault[] {
  const ports = hosts.ports(host);
  const { trafficPolicy, subsets = [] } = rule.spec ?? {};
  const settings = [trafficPolicy, ...subsets.map((each) => each.trafficPolicy)].flatMap(
    (policy) => policy?.portLevelSettings ?? [],
  );
  return settings.flatMap(({ port }): Fault[] =>
    ports === undefined || port?.number === undefined || ports.some(({ number }) => number === port.number)
      ? []
      : [
          {
            object: rule,
            field: fieldOf(rule, port, 'number'),
            given: `portLevelSettings for port ${port.number} of ${show(rule.spec?.host)}`,
            rule: `the host has port ${listText(ports.map(({ number }) => String(number)))} only, and the settings do nothing`,
            fix: "Name a port of the Service, which is not its pods'",
          },
        ],
  );
}
