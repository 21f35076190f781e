import { addressesInWords, CommandAddress } from './command-addresses';
import { addressesInFile, mountedMaps } from './mounted-addresses';
import { keyField, variableHolder } from './variable-holder';
import { FieldPath, fieldOf } from '../api/field-path';
import { isKind } from '../api/kinds';
import { KubernetesObject } from '../api/kubernetes-object';
import { Container } from '../api/pod-spec';
import { Cluster } from '../cluster/cluster';
import { NamedContainer } from '../cluster/containers';
import { DataObject, dataReference, dataValues, findData } from '../cluster/data-objects';
import { ownVariables } from '../cluster/environment';
import { Pod } from '../cluster/pods';
import { expand } from '../kubernetes/expansion';
import { addressesIn, NamedAddress } from '../kubernetes/service-hosts';

/** A host that a container is told. */
export interface ToldHost extends NamedAddress {
  /** Such as `env REDIS_URL` or `args`, with the container in front where it is the pod's own; or `key "…"` of a map. */
  readonly place: string;
  /** The object that has the value: the workload, or the ConfigMap or Secret that it reads. */
  readonly holder: KubernetesObject;
  /** Where in the holder it is. Few are asked for. */
  readonly field: () => FieldPath;
  /** The variable that the container reads it as. */
  readonly variable?: string;
  /** Whether a command only looks its name up. */
  readonly isLookedUp?: boolean;
}

const TOLD = new WeakMap<Pod, Map<Container, ToldHost[]>>();

/**
 * The hosts that a container is told in its variables, in the words of its command, and in files of ConfigMaps, each where it
 * stands. A port that a variable beside it has is known too: that of REDIS_HOST by REDIS_PORT.
 */
export function toldHosts(cluster: Cluster, pod: Pod, named: NamedContainer): ToldHost[] {
  const ofPod = TOLD.get(pod) ?? new Map<Container, ToldHost[]>();
  TOLD.set(pod, ofPod);
  const known = ofPod.get(named.container) ?? [
    ...inVariables(cluster, pod, named),
    ...inCommand(cluster, pod, named),
    ...inFiles(cluster, pod, named),
  ];
  ofPod.set(named.container, known);
  return known;
}

/** Looks variables of a container up, if a text may refer to some. */
function lookupFor(
  cluster: Cluster,
  pod: Pod,
  container: Container,
  texts: string[],
): (name: string) => string | undefined {
  const known = texts.some((text) => text.includes('$(')) ? ownVariables(cluster, pod, container) : {};
  return (name) => known[name];
}

function inVariables(cluster: Cluster, pod: Pod, { container, title }: NamedContainer): ToldHost[] {
  const { env = [], envFrom = [] } = container;
  const lookup = lookupFor(
    cluster,
    pod,
    container,
    env.map(({ value }) => value ?? ''),
  );
  const own = new Map(env.map(({ name, value }) => [name, value]));
  return [
    ...env.flatMap((variable) => {
      const { name = '', value } = variable;
      const held = value === undefined ? variableHolder(cluster, pod, container, name) : undefined;
      if (held) {
        return addressesOfKey(held.holder, held.key, name).map((address) => ({
          ...inMap(held.holder, held.key, address, name),
          port: address.port ?? portBeside(name, (other) => own.get(other)),
        }));
      }
      // What is composed is known with its variables only.
      const text = value === undefined ? '' : value.includes('$(') ? expand(value, lookup) : value;
      return addressesIn(name, text).map((address) => ({
        ...address,
        port: address.port ?? portBeside(name, (other) => own.get(other)),
        place: `${title}: env ${name}`,
        holder: pod.owner,
        field: () => fieldOf(pod.owner, variable, 'value'),
        variable: name,
      }));
    }),
    ...envFrom.flatMap((source) => {
      const map = findData(cluster, pod.namespace, dataReference(source));
      return map === undefined
        ? []
        : addressesOfMap(map)
            .filter(({ key }) => !own.has(`${source.prefix ?? ''}${key}`))
            .map(({ key, address }) => inMap(map, key, address, `${source.prefix ?? ''}${key}`));
    }),
  ];
}

const OF_WORDS = new WeakMap<Cluster, Map<string, CommandAddress[]>>();

/** The same script, such as one that waits, is in many pods. */
function addressesOfWords(cluster: Cluster, words: string[]): CommandAddress[] {
  const known = OF_WORDS.get(cluster) ?? new Map<string, CommandAddress[]>();
  OF_WORDS.set(cluster, known);
  const key = JSON.stringify(words);
  const addresses = known.get(key) ?? addressesInWords(words);
  known.set(key, addresses);
  return addresses;
}

/** The words of a program that the kubelet starts in a container. */
interface Command {
  readonly part: object;
  readonly field: string;
  readonly words: string[];
  /** As messages call it, if it is not the field. */
  readonly name?: string;
}

/** Only in a container's own command, `$(X)` is expanded. */
function commandsOf(container: Container, expanded: (word: string) => string): Command[] {
  const { command = [], args = [], lifecycle = {} } = container;
  const started = [
    ...(['postStart', 'preStop'] as const).map((name) => ({ name, exec: lifecycle[name]?.exec })),
    ...(['startupProbe', 'livenessProbe', 'readinessProbe'] as const).map((name) => ({
      name,
      exec: container[name]?.exec,
    })),
  ];
  return [
    { part: container, field: 'command', words: command.map(expanded) },
    { part: container, field: 'args', words: args.map(expanded) },
    ...started.flatMap(({ name, exec }) =>
      exec?.command === undefined ? [] : [{ part: exec, field: 'command', words: exec.command, name }],
    ),
  ];
}

function inCommand(cluster: Cluster, pod: Pod, { container, title }: NamedContainer): ToldHost[] {
  const lookup = lookupFor(cluster, pod, container, [...(container.command ?? []), ...(container.args ?? [])]);
  return commandsOf(container, (word) => expand(word, lookup)).flatMap(({ part, field, words, name = field }) =>
    addressesOfWords(cluster, words).map((address) => {
      const position = words.findIndex((word) => word.toLowerCase().includes(address.host));
      return {
        ...address,
        place: `${title}: ${name}`,
        holder: pod.owner,
        field: () => fieldOf(pod.owner, part, field, ...(position < 0 ? [] : [position])),
      };
    }),
  );
}

function inFiles(cluster: Cluster, pod: Pod, { container }: NamedContainer): ToldHost[] {
  return mountedMaps(cluster, pod, container).flatMap((map) =>
    addressesInFile(map).map(({ key, address }) => ({
      ...address,
      place: `key "${key}"`,
      holder: map,
      field: () => keyField(map, key),
    })),
  );
}

/** The port in the variable that is called like one with a host. That of HOST itself is where the container listens. */
function portBeside(variable: string, lookup: (name: string) => string | undefined): number | undefined {
  const [, front, back] = /^(.+)HOST(?:NAME)?(.*)$/.exec(variable) ?? [];
  const text = front === undefined ? undefined : lookup(`${front}PORT${back}`);
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

function inMap(holder: DataObject, key: string, address: NamedAddress, variable: string): ToldHost {
  return { ...address, place: `key "${key}"`, holder, field: () => keyField(holder, key), variable };
}

const ADDRESSES = new WeakMap<DataObject, { readonly key: string; readonly address: NamedAddress }[]>();

/** The addresses in a whole map, found once: thousands of pods may read it. */
function addressesOfMap(map: DataObject): { readonly key: string; readonly address: NamedAddress }[] {
  const values = dataValues(map);
  const known =
    ADDRESSES.get(map) ??
    Object.keys(values).flatMap((key) =>
      addressesOfKey(map, key, key).map((address) => ({
        key,
        address: { ...address, port: address.port ?? portBeside(key, (other) => values[other]) },
      })),
    );
  ADDRESSES.set(map, known);
  return known;
}

function addressesOfKey(map: DataObject, key: string, variable: string): NamedAddress[] {
  const value = dataValues(map)[key] ?? '';
  // A word of a Secret may be a password.
  return isKind(map, 'Secret') && !value.includes('://') ? [] : addressesIn(variable, value);
}
