import { Fault, Rule } from './rule';
import { FieldPath } from '../api/field-path';
import { KubernetesObject, describeObject } from '../api/kubernetes-object';
import { LabelSelector } from '../api/metadata';
import { fieldsIn, stringAt, valueAt } from '../api/unknown-fields';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { declaredPorts } from '../cluster/container-ports';
import { Pod } from '../cluster/pods';
import { selects } from '../cluster/selectors';
import { endpoints, Service } from '../cluster/services';
import { isGateway } from '../mesh/agent-runtimes';
import { Mesh } from '../mesh/mesh';
import { registryServer } from '../mesh/registry-server';

/** Monitors of the Prometheus operator (monitoring.coreos.com). Prometheus shows no error for a target that does not exist. */
export const RULE: Rule = {
  id: 'monitor-of-nothing',
  title: 'A ServiceMonitor or PodMonitor finds no metrics',
  severity: 'warning',
  find: (mesh) => {
    const served: MeshPorts = new Map();
    mesh.agents.filter(({ owner }) => !isGateway(owner)).forEach((pod) => served.set(pod, mesh.portOf(pod)));
    mesh.registries.forEach((pod) => served.set(pod, registryServer(pod).port?.value));
    return [
      ...mesh.cluster.allOfAnyGroup('ServiceMonitor').flatMap((monitor) => ofServices(mesh, monitor, served)),
      ...mesh.cluster.allOfAnyGroup('PodMonitor').flatMap((monitor) => ofPods(mesh, monitor, served)),
    ];
  },
};

type MeshPorts = Map<Pod, number | undefined>;

/** An entry of `endpoints` or `podMetricsEndpoints`. */
interface MetricsEndpoint {
  readonly field: FieldPath;
  readonly port?: string;
  readonly path: string;
}

function endpointsOf({ spec }: KubernetesObject, list: string): MetricsEndpoint[] {
  const entries = valueAt(spec, list);
  return (Array.isArray(entries) ? entries : []).map((entry: unknown, i) => ({
    field: ['spec', list, i],
    port: stringAt(entry, 'port'),
    path: stringAt(entry, 'path') ?? '/metrics',
  }));
}

function selectorOf({ spec }: KubernetesObject): LabelSelector {
  return fieldsIn(valueAt(spec, 'selector')) as LabelSelector;
}

/** Whether a monitor looks into a namespace: its own, those that it names, or all. */
function looksInto(mesh: Mesh, monitor: KubernetesObject): (namespace: string) => boolean {
  const { any, matchNames } = fieldsIn(valueAt(monitor.spec, 'namespaceSelector'));
  const names = Array.isArray(matchNames) && matchNames.length > 0 ? matchNames : [mesh.cluster.namespaceOf(monitor)];
  return (namespace) => any === true || names.includes(namespace);
}

function ofServices(mesh: Mesh, monitor: KubernetesObject, served: MeshPorts): Fault[] {
  const isIn = looksInto(mesh, monitor);
  const selector = selectorOf(monitor);
  const seen = mesh.cluster.services.filter(({ namespace }) => isIn(namespace));
  const selected = seen.filter(({ manifest }) => selects(selector, manifest.metadata.labels ?? {}));
  if (selected.length === 0) {
    return labelsOfPods(monitor, selector, seen);
  }
  return endpointsOf(monitor, 'endpoints').flatMap((endpoint): Fault[] => {
    const { port, field } = endpoint;
    const ports = selected.flatMap((service) =>
      service.ports.filter(({ name }) => name === port).map((each) => ({ service, each })),
    );
    if (port !== undefined && ports.length === 0) {
      const names = [...new Set(selected.flatMap((service) => service.ports.flatMap(({ name }) => name ?? [])))];
      return [
        missingPort(
          monitor,
          endpoint,
          `no port of the Services that it selects, ${listText(selected.map(({ manifest }) => describeObject(manifest)))}, has this name`,
          names,
        ),
      ];
    }
    const ends = ports.flatMap(({ service, each }) => endpoints(service, each.port ?? 0));
    return serving(monitor, endpoint, field, ends, served);
  });
}

/** A selector of a monitor is compared with the labels of Services, and not with those that Services select. */
function labelsOfPods(monitor: KubernetesObject, selector: LabelSelector, seen: Service[]): Fault[] {
  const meant = seen.find(({ pods }) => pods.some((pod) => selects(selector, pod.labels)));
  return meant === undefined
    ? []
    : [
        {
          object: monitor,
          field: ['spec', 'selector'],
          related: [{ object: meant.manifest, field: ['metadata', 'labels'] }],
          given: 'selector selects no Service',
          rule: `it is compared with the labels of Services: the pods of ${describeObject(meant.manifest)} have these labels, and the Service itself has not`,
          fix: 'Give the Service these labels under metadata.labels, or make a PodMonitor',
        },
      ];
}

function ofPods(mesh: Mesh, monitor: KubernetesObject, served: MeshPorts): Fault[] {
  const isIn = looksInto(mesh, monitor);
  const selector = selectorOf(monitor);
  const selected = mesh.cluster.pods.filter((pod) => isIn(pod.namespace) && selects(selector, pod.labels));
  return selected.length === 0
    ? []
    : endpointsOf(monitor, 'podMetricsEndpoints').flatMap((endpoint): Fault[] => {
        const { port, field } = endpoint;
        const ends = selected.flatMap((pod) =>
          declaredPorts(pod).flatMap(({ name, containerPort }) =>
            name === port && containerPort ? [{ pod, port: containerPort }] : [],
          ),
        );
        const names = [...new Set(selected.flatMap((pod) => declaredPorts(pod).flatMap(({ name }) => name ?? [])))];
        return port !== undefined && ends.length === 0
          ? [missingPort(monitor, endpoint, 'no port of the pods that it selects has this name', names)]
          : serving(monitor, endpoint, field, ends, served);
      });
}

function missingPort(
  monitor: KubernetesObject,
  { field, port }: MetricsEndpoint,
  rule: string,
  names: string[],
): Fault {
  return {
    object: monitor,
    field: [...field, 'port'],
    given: `port ${show(port)}`,
    rule: `${rule}, so there is no target${names.length > 0 ? `; there is ${listText(names.map(show))}` : ''}`,
    fix: 'Name the port of the metrics, as the manifest of its Service or container names it',
  };
}

/** Agents and the registry serve no metrics on their own port. */
function serving(
  monitor: KubernetesObject,
  { path }: MetricsEndpoint,
  field: FieldPath,
  ends: { readonly pod: Pod; readonly port: number }[],
  served: MeshPorts,
): Fault[] {
  const members = ends.filter(({ pod, port }) => served.get(pod) === port);
  return ends.length === 0 || members.length < ends.length || path !== '/metrics'
    ? []
    : [
        {
          object: monitor,
          field,
          related: members.slice(0, 1).map(({ pod }) => ({ object: pod.owner })),
          given: `metrics of ${describeObject(members[0].pod.owner)}`,
          rule: 'MCP Mesh serves none: the registry and agents answer 404 to /metrics on their own port',
          fix: 'Remove the monitor, or name the port on which a program of yours serves metrics',
        },
      ];
}
