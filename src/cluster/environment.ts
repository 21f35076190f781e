import { Cluster } from './cluster';
import { dataReference, dataValues, findData, keyReference } from './data-objects';
import { Pod } from './pods';
import { serviceLinks } from './service-links';
import { Container, EnvFrom, EnvVar, ResourceFieldRef } from '../api/pod-spec';
import { expand, isVariableName } from '../kubernetes/expansion';
import { quantityValue } from '../kubernetes/quantity';

export type Environment = { [name: string]: string };

/** Takes a reason for which the kubelet would not start a container. */
type Report = (problem: string) => void;

/**
 * The variables of a container as the kubelet sets them (makeEnvironmentVariables in kubelet_pods.go): `envFrom` in
 * order, then `env` in order, over the service links. Throws what the kubelet would report as CreateContainerConfigError.
 */
export function environment(cluster: Cluster, pod: Pod, container: Container): Environment {
  const links = serviceLinks(cluster, pod.namespace, pod.spec.enableServiceLinks ?? true);
  const variables = new ContainerVariables(cluster, pod, container, (problem) => {
    throw new Error(`pod ${pod.namespace}/${pod.name}: ${problem}`);
  });
  return { ...links, ...variables.all(links) };
}

/** The variables that a container's manifest sets, as far as the manifests show: what cannot be found is left out. */
export function ownVariables(cluster: Cluster, pod: Pod, container: Container): Environment {
  return new ContainerVariables(cluster, pod, container, () => {}).all({});
}

/** What a node has to give, if a container sets no limit. */
const ALLOCATABLE: Environment = { cpu: '4', memory: '8Gi', 'ephemeral-storage': '100Gi' };

/** Evaluates the variables of one container. */
class ContainerVariables {
  constructor(
    private readonly cluster: Cluster,
    private readonly pod: Pod,
    private readonly container: Container,
    private readonly report: Report,
  ) {}

  public all(links: Environment): Environment {
    // Without a prototype, so that $(toString) finds nothing.
    const set: Environment = Object.create(null);
    for (const source of this.container.envFrom ?? []) {
      Object.assign(set, this.imported(source));
    }
    const lookup = (name: string) => set[name] ?? (Object.hasOwn(links, name) ? links[name] : undefined);
    for (const variable of this.container.env ?? []) {
      const value = this.valueOf(variable, lookup);
      // An optional reference to nothing leaves no variable behind, not even an empty one.
      if (value !== undefined) {
        set[`${variable.name}`] = value;
      }
    }
    return set;
  }

  private imported(source: EnvFrom): Environment {
    const reference = dataReference(source);
    const { kind, name, optional } = reference;
    const object = findData(this.cluster, this.pod.namespace, reference);
    if (!object && !optional) {
      this.report(`envFrom names ${kind} "${name}", which is not in namespace ${this.pod.namespace}`);
    }
    return Object.fromEntries(
      Object.entries(object ? dataValues(object) : {})
        .map(([key, value]) => [`${source.prefix ?? ''}${key}`, value])
        .filter(([key]) => isVariableName(key)),
    );
  }

  private valueOf(variable: EnvVar, lookup: (name: string) => string | undefined): string | undefined {
    if (variable.value) {
      return expand(variable.value, lookup);
    }
    const { fieldRef, resourceFieldRef } = variable.valueFrom ?? {};
    if (variable.valueFrom === undefined) {
      return '';
    }
    if (fieldRef) {
      return this.field(fieldRef.fieldPath ?? '');
    }
    return resourceFieldRef ? this.resource(resourceFieldRef) : this.keyValue(variable);
  }

  private keyValue(variable: EnvVar): string | undefined {
    const reference = keyReference(variable) ?? { kind: 'Secret' };
    const { kind, name, key, optional } = reference;
    const object = findData(this.cluster, this.pod.namespace, reference);
    const value = object && key !== undefined ? dataValues(object)[key] : undefined;
    if (value === undefined && !optional) {
      this.report(
        `${variable.name} reads key "${key}" of ${kind} "${name}", which is not in namespace ${this.pod.namespace}`,
      );
    }
    return value;
  }

  private field(path: string): string | undefined {
    const { pod } = this;
    const [, map, key] = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path) ?? [];
    if (map) {
      // A missing label is an empty string, not an error: the trap behind an empty SERVICE_NAME.
      return pod[map as 'labels' | 'annotations'][key] ?? '';
    }
    const known: Environment = {
      'metadata.name': pod.name,
      'metadata.namespace': pod.namespace,
      'metadata.uid': `uid-of-${pod.namespace}-${pod.name}`,
      'spec.serviceAccountName': pod.spec.serviceAccountName ?? 'default',
      'spec.nodeName': 'node-0',
      'status.hostIP': '192.0.2.1',
      'status.podIP': pod.ip,
    };
    if (!Object.hasOwn(known, path)) {
      this.report(`fieldRef ${path}: not a field that variables can have`);
    }
    return known[path];
  }

  private resource({ containerName, resource: path = '', divisor }: ResourceFieldRef): string {
    const { containers, initContainers = [] } = this.pod.spec;
    const container = [...containers, ...initContainers].find(({ name }) => name === containerName) ?? this.container;
    const [kind, name] = path.split(/\.(.*)/);
    const set = kind === 'limits' || kind === 'requests' ? container.resources?.[kind]?.[name] : undefined;
    const quantity = set ?? (kind === 'limits' ? ALLOCATABLE[name] : '0');
    // Rounded up, and a divisor of zero is none.
    return String(Math.ceil(quantityValue(quantity)! / (quantityValue(divisor ?? '1') || 1)));
  }
}
