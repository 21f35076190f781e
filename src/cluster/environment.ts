import { Cluster } from './cluster';
import { Manifest } from './manifest';
import { Pod } from './pods';
import { serviceLinks } from './service-links';
import { quantityValue } from '../kubernetes/quantity';

export type Environment = { [name: string]: string };

/** Takes what the kubelet would refuse to start a container for. */
type Complain = (problem: string) => void;

/**
 * The variables of a container as the kubelet sets them (makeEnvironmentVariables in kubelet_pods.go): `envFrom` in
 * order, then `env` in order, over the service links. Throws what the kubelet would report as CreateContainerConfigError.
 */
export function environment(cluster: Cluster, pod: Pod, container: Manifest): Environment {
  const links = serviceLinks(cluster, pod.namespace, pod.spec.enableServiceLinks ?? true);
  return {
    ...links,
    ...variables(cluster, pod, container, links, (problem) => {
      throw new Error(`${where(pod)}: ${problem}`);
    }),
  };
}

/** The variables that a container's manifest sets, as far as they can be told: what cannot be found is left out. */
export function ownVariables(cluster: Cluster, pod: Pod, container: Manifest): Environment {
  return variables(cluster, pod, container, {}, () => {});
}

function variables(
  cluster: Cluster,
  pod: Pod,
  container: Manifest,
  links: Environment,
  complain: Complain,
): Environment {
  // Without a prototype, so that $(toString) finds nothing.
  const set: Environment = Object.create(null);
  for (const source of container.envFrom ?? []) {
    Object.assign(set, imported(cluster, pod, source, complain));
  }
  for (const variable of container.env ?? []) {
    const value = variable.value
      ? expand(variable.value, (name) => set[name] ?? (Object.hasOwn(links, name) ? links[name] : undefined))
      : variable.valueFrom
        ? referred(cluster, pod, container, variable, complain)
        : '';
    // An optional reference to nothing leaves no variable behind, not even an empty one.
    if (value !== undefined) {
      set[variable.name] = value;
    }
  }
  return set;
}

/** Expands `$(NAME)`; what is unknown stays as it is, and `$$` is one dollar, which is how `$$(NAME)` escapes. */
export function expand(text: string, lookup: (name: string) => string | undefined): string {
  return text.replace(/\$(?:\$|\(([^)]*)\))/g, (all, name?: string) =>
    name === undefined ? '$' : (lookup(name) ?? all),
  );
}

/** Names that the kubelet takes over from a ConfigMap or Secret; it skips the others, and says so in an event only. */
export function isVariableName(name: string): boolean {
  return /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name) && name !== '.' && !name.startsWith('..');
}

function imported(
  cluster: Cluster,
  pod: Pod,
  { configMapRef, secretRef, prefix = '' }: Manifest,
  complain: Complain,
): Environment {
  const [kind, { name, optional }] = configMapRef ? ['ConfigMap', configMapRef] : ['Secret', secretRef ?? {}];
  const data = dataOf(cluster.find(kind, pod.namespace, name));
  if (!data && !optional) {
    complain(`envFrom names ${kind} "${name}", which is not in namespace ${pod.namespace}`);
  }
  return Object.fromEntries(
    Object.entries(data ?? {})
      .map(([key, value]) => [`${prefix}${key}`, value])
      .filter(([key]) => isVariableName(key)),
  );
}

function referred(
  cluster: Cluster,
  pod: Pod,
  container: Manifest,
  { name, valueFrom }: Manifest,
  complain: Complain,
): string | undefined {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom;
  if (fieldRef) {
    return field(pod, fieldRef.fieldPath, complain);
  }
  if (resourceFieldRef) {
    return resource(pod, container, resourceFieldRef);
  }
  const [kind, ref] = configMapKeyRef ? ['ConfigMap', configMapKeyRef] : ['Secret', secretKeyRef ?? {}];
  const value = dataOf(cluster.find(kind, pod.namespace, ref.name))?.[ref.key];
  if (value === undefined && !ref.optional) {
    complain(`${name} reads key "${ref.key}" of ${kind} "${ref.name}", which is not in namespace ${pod.namespace}`);
  }
  return value;
}

/** A Secret's data is base64; what was given as stringData was plain. */
function dataOf(object: Manifest | undefined): Environment | undefined {
  if (object?.kind !== 'Secret') {
    return object && { ...object.data };
  }
  const decoded = Object.entries(object.data ?? {}).map(([key, value]) => [
    key,
    Buffer.from(value as string, 'base64').toString(),
  ]);
  return { ...Object.fromEntries(decoded), ...object.stringData };
}

function field(pod: Pod, path: string, complain: Complain): string | undefined {
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
    complain(`fieldRef ${path}: not a field that variables can have`);
  }
  return known[path];
}

/** What a node has to give, where a container sets no limit. */
const ALLOCATABLE: Environment = { cpu: '4', memory: '8Gi', 'ephemeral-storage': '100Gi' };

function resource(pod: Pod, container: Manifest, { containerName, resource: path, divisor }: Manifest): string {
  const of =
    [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find(({ name }) => name === containerName) ??
    container;
  const [kind, name] = path.split(/\.(.*)/);
  const quantity = of.resources?.[kind]?.[name] ?? (kind === 'limits' ? ALLOCATABLE[name] : '0');
  // Rounded up, and a divisor of zero is none.
  return String(Math.ceil(quantityValue(quantity)! / (quantityValue(divisor ?? '1') || 1)));
}

function where(pod: Pod): string {
  return `pod ${pod.namespace}/${pod.name}`;
}
