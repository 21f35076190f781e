import { keyField, variableHolder } from './variable-holder';
import { FieldPath, fieldOf } from '../api/field-path';
import { isKind } from '../api/kinds';
import { KubernetesObject } from '../api/kubernetes-object';
import { Cluster } from '../cluster/cluster';
import { NamedContainer } from '../cluster/containers';
import { DataObject, dataReference, dataValues, findData } from '../cluster/data-objects';
import { ownVariables } from '../cluster/environment';
import { Pod } from '../cluster/pods';
import { expand } from '../kubernetes/expansion';
import { hostsIn } from '../kubernetes/service-hosts';

/** A host that a container is told. */
export interface ToldHost {
  readonly host: string;
  /** Such as `env REDIS_URL` or `args`, with the container in front where it is the pod's own; or `key "…"` of a map. */
  readonly place: string;
  /** The object that has the value: the workload, or the ConfigMap or Secret that it reads. */
  readonly holder: KubernetesObject;
  readonly field: FieldPath;
  /** The variable that the container reads it as. */
  readonly variable?: string;
}

/** The hosts that a container is told in its variables and in the words of its command, each where it stands. */
export function toldHosts(cluster: Cluster, pod: Pod, { container, title }: NamedContainer): ToldHost[] {
  const { env = [], envFrom = [], command = [], args = [] } = container;
  const isComposed = [...env.map(({ value }) => value ?? ''), ...command, ...args].some((text) => text.includes('$('));
  const known = isComposed ? ownVariables(cluster, pod, container) : {};
  const lookup = (name: string) => known[name];
  const own = new Set(env.map(({ name }) => name));
  return [
    ...env.flatMap((variable) => {
      const { name = '', value } = variable;
      const held = value === undefined ? variableHolder(cluster, pod, container, name) : undefined;
      if (held) {
        return hostsOfKey(held.holder, held.key, name).map((host) => inMap(held.holder, held.key, host, name));
      }
      // What is composed is known with its variables only.
      const text = value === undefined ? '' : value.includes('$(') ? expand(value, lookup) : value;
      return hostsIn(name, text).map((host) => ({
        host,
        place: `${title}: env ${name}`,
        holder: pod.owner,
        field: fieldOf(pod.owner, variable, 'value'),
        variable: name,
      }));
    }),
    ...envFrom.flatMap((source) => {
      const map = findData(cluster, pod.namespace, dataReference(source));
      return map === undefined
        ? []
        : hostsOfMap(map)
            .filter(({ key }) => !own.has(`${source.prefix ?? ''}${key}`))
            .map(({ key, host }) => inMap(map, key, host, `${source.prefix ?? ''}${key}`));
    }),
    ...(['command', 'args'] as const).flatMap((field) => {
      const words = (field === 'command' ? command : args).map((word) => expand(word, lookup));
      return hostsInWords(words).map((host) => {
        const position = words.findIndex((word) => word.toLowerCase().includes(host));
        return {
          host,
          place: `${title}: ${field}`,
          holder: pod.owner,
          field: fieldOf(pod.owner, container, field, ...(position < 0 ? [] : [position])),
        };
      });
    }),
  ];
}

function inMap(holder: DataObject, key: string, host: string, variable: string): ToldHost {
  return { host, place: `key "${key}"`, holder, field: keyField(holder, key), variable };
}

const hostsOf = new WeakMap<DataObject, { readonly key: string; readonly host: string }[]>();

/** The hosts in a whole map, found once: thousands of pods may read it. */
function hostsOfMap(map: DataObject): { readonly key: string; readonly host: string }[] {
  const known =
    hostsOf.get(map) ??
    Object.keys(dataValues(map)).flatMap((key) => hostsOfKey(map, key, key).map((host) => ({ key, host })));
  hostsOf.set(map, known);
  return known;
}

function hostsOfKey(map: DataObject, key: string, variable: string): string[] {
  const value = dataValues(map)[key] ?? '';
  // A word of a Secret may be a password.
  return isKind(map, 'Secret') && !value.includes('://') ? [] : hostsIn(variable, value);
}

/** Programs that are given the host to connect to, or to look up, by itself. */
const ASKS_FOR_HOST = /^(.*\/)?(nc|ncat|netcat|nslookup|dig|host|getent|ping|telnet|wget|curl|pg_isready|redis-cli)$/;

const SEPARATOR = /^(&&|\|\|?|;|do|done|then|fi|until|while|if|else|!)$/;

/** Options of scripts are no longer than this. A longer word is a program, and its words mean what they like. */
const LONGEST_WORD = 10_000;

/** The hosts in a command: of URLs and host:port pairs, of options that say so, and what `nc` and its like are given. */
export function hostsInWords(words: string[]): string[] {
  const hosts = words.flatMap((word, i) => {
    const [, flag, value] = /^--?([\w-]+)=(.*)$/s.exec(word) ?? [undefined, words[i - 1] ?? '', word];
    return word.length > LONGEST_WORD ? [] : hostsIn(flag.replace(/^-+/, '').replace(/-/g, '_'), value);
  });
  return [...new Set([...hosts, ...hostsAskedFor(words)])];
}

function hostsAskedFor(words: string[]): string[] {
  const found: string[] = [];
  let isAsking = false;
  const tokens = words
    .filter(({ length }) => length <= LONGEST_WORD)
    .flatMap((word) => word.replace(/([;|&]+)/g, ' $1 ').split(/[\s()`"'\n]+/));
  for (const token of tokens) {
    if (SEPARATOR.test(token)) {
      isAsking = false;
    } else if (ASKS_FOR_HOST.test(token)) {
      isAsking = true;
    } else if (isAsking && !token.startsWith('-')) {
      found.push(...hostsIn('HOST', token.includes('://') ? token : token.split('/')[0]));
    }
  }
  return found;
}
