import { entriesOf, Loose, mapOf, objectOf, textOf, textsOf } from './loose-json';
import { Variable } from '../contract/contract';
import { expand, isVariableName } from '../kubernetes/expansion';
import { hostsIn } from '../kubernetes/service-hosts';

/** A host that a pod is told, and where. */
export interface ToldAddress {
  /** Such as `env "REDIS_URL"` or `args`. */
  readonly where: string;
  readonly host: string;
}

/** Where a pod is, and the ConfigMaps that its variables may come from. */
export interface PodSurroundings {
  readonly namespace?: string;
  /** The data of a ConfigMap of the app. */
  readonly configMap: (name: string) => { readonly [key: string]: string };
}

/**
 * The hosts that the containers of a pod are told in variables, commands and arguments, whether the value is written there, is
 * composed of other variables, or comes from a ConfigMap of the app.
 */
export function toldAddresses(template: Loose, surroundings: PodSurroundings): ToldAddress[] {
  const spec = objectOf(template.spec);
  const labels = mapOf(objectOf(template.metadata).labels);
  const containers = [...entriesOf(spec.containers), ...entriesOf(spec.initContainers)];
  const told = containers.flatMap((container) => {
    const variables = variablesOf(container, labels, surroundings);
    return [
      ...inVariables(variables),
      ...inWords('command', container, variables),
      ...inWords('args', container, variables),
    ];
  });
  return [...new Map(told.map((each) => [`${each.where} ${each.host}`, each])).values()];
}

function inVariables(variables: Map<string, string>): ToldAddress[] {
  return [...variables]
    .filter(([name]) => name !== Variable.HTTP_HOST) // where the pod itself is called
    .flatMap(([name, value]) => hostsIn(name, value).map((host) => ({ where: `env "${name}"`, host })));
}

/** In `--redis-host redis` and `--redis-host=redis`, the flag says that the word is a host. */
function inWords(field: string, container: Loose, variables: Map<string, string>): ToldAddress[] {
  const words = textsOf(container[field]).map((word) => expand(word, (name) => variables.get(name)));
  return words.flatMap((word, i) => {
    const [, flag, value] = /^--?([\w-]+)=(.*)$/s.exec(word) ?? [undefined, words[i - 1] ?? '', word];
    const hosts = hostsIn(flag.replace(/^-+/, '').replace(/-/g, '_'), value);
    return hosts.map((host) => ({ where: field, host }));
  });
}

/** The variables of a container, as far as they are known. */
function variablesOf(
  container: Loose,
  labels: { [key: string]: string },
  { namespace, configMap }: PodSurroundings,
): Map<string, string> {
  const variables = new Map<string, string>();
  for (const { configMapRef, prefix } of entriesOf(container.envFrom)) {
    Object.entries(configMap(textOf(objectOf(configMapRef).name) ?? ''))
      .map(([key, value]): [string, string] => [`${textOf(prefix) ?? ''}${key}`, value])
      .filter(([name]) => isVariableName(name))
      .forEach(([name, value]) => variables.set(name, value));
  }
  for (const { name, value, valueFrom } of entriesOf(container.env)) {
    const { configMapKeyRef, fieldRef } = objectOf(valueFrom);
    const { name: map, key } = objectOf(configMapKeyRef);
    const known =
      textOf(value) === undefined
        ? (configMap(textOf(map) ?? '')[key] ?? fieldOf(textOf(objectOf(fieldRef).fieldPath) ?? '', labels, namespace))
        : expand(value, (other) => variables.get(other));
    // What is set anew to something unknown is known no longer.
    variables.delete(name);
    if (textOf(name) !== undefined && known !== undefined) {
      variables.set(name, known);
    }
  }
  return variables;
}

function fieldOf(path: string, labels: { [key: string]: string }, namespace?: string): string | undefined {
  const [, label] = /^metadata\.labels\['(.*)'\]$/.exec(path) ?? [];
  return path === 'metadata.namespace' ? namespace : label && labels[label];
}
