import { Fault, MOST_RELATED, Rule } from './rule';
import { FieldPath, fieldOf } from '../api/field-path';
import { isKind } from '../api/kinds';
import { KubernetesObject } from '../api/kubernetes-object';
import { Container } from '../api/pod-spec';
import { append } from '../base/append';
import { show } from '../base/problem';
import { isSlip } from '../base/slip';
import { Cluster } from '../cluster/cluster';
import { containersOf, NamedContainer } from '../cluster/containers';
import {
  DataObject,
  dataReference,
  dataValues,
  findData,
  isFilledByController,
  variableKeys,
} from '../cluster/data-objects';
import { Pod } from '../cluster/pods';
import { MESH_VARIABLE_PREFIX } from '../contract/mesh-variables';
import { expand } from '../kubernetes/expansion';
import { keyField } from '../references/variable-holder';

/*
 * The kubelet expands $(NAME) in env values, commands and arguments, of variables that the container's manifest gives it
 * (makeEnvironmentVariables and ExpandContainerCommandAndArgs). All other text stays as it is.
 */

export const RULE: Rule = {
  id: 'variable-not-expanded',
  title: 'A reference to a variable is not expanded',
  severity: 'warning',
  find: ({ cluster }) => [
    ...cluster.pods.flatMap((pod) =>
      containersOf(pod).flatMap((named) => {
        const scope = new Variables(cluster, pod, named.container);
        return [...inEnv(pod, named, scope), ...inWords(pod, named, scope)];
      }),
    ),
    ...inMaps(cluster),
  ],
};

/** References that only the kubelet would expand are written so. Other programs have texts such as $(this). */
const LOOKS_LIKE_VARIABLE = /^[A-Z_][A-Z0-9_]*$/;

/** Variables of Services, which the kubelet sets by itself. */
const SERVICE_LINK = /_SERVICE_(HOST|PORT)(_\w+)?$|_PORT(_\d+_(TCP|UDP|SCTP)(_\w+)?)?$/;

/** More names are not compared. */
const MOST_COMPARED = 200;

/** The variables that a container's manifest defines. */
class Variables {
  public readonly names = new Set<string>();
  /** Whether a ConfigMap or Secret that is not shown may define more. */
  private readonly prefixes: string[] = [];

  constructor(
    cluster: Cluster,
    private readonly pod: Pod,
    { env = [], envFrom = [] }: Container,
  ) {
    env.forEach(({ name }) => this.names.add(`${name}`));
    for (const source of envFrom) {
      const map = findData(cluster, pod.namespace, dataReference(source));
      const prefix = source.prefix ?? '';
      if (map === undefined || isFilledByController(map)) {
        this.prefixes.push(prefix);
      } else {
        variableKeys(map).forEach((key) => this.names.add(`${prefix}${key}`));
      }
    }
  }

  public mayBeDefined(name: string): boolean {
    return (
      this.names.has(name) ||
      this.prefixes.some((prefix) => name.startsWith(prefix)) ||
      (SERVICE_LINK.test(name) && (this.pod.spec.enableServiceLinks !== false || name.startsWith('KUBERNETES_')))
    );
  }

  /** The name that was probably meant. */
  public meantBy(name: string): string | undefined {
    return [...this.names].slice(0, MOST_COMPARED).find((each) => isSlip(name, each));
  }
}

function inEnv({ owner }: Pod, { container, title }: NamedContainer, scope: Variables): Fault[] {
  return (container.env ?? []).flatMap((variable) => {
    const { name = '', value = '' } = variable;
    if (!value.includes('$')) {
      return [];
    }
    const at = { object: owner, field: fieldOf(owner, variable, 'value') };
    const given = `${title}: env ${name}`;
    const isFirst = container.env?.find((each) => each.name === name) === variable;
    return [
      ...undefinedIn(value, scope, { ...at, given }, isFirst ? name : undefined),
      ...shellReferences(value)
        .filter((other) => scope.names.has(other) || isReadAsItIs(name))
        .filter((other) => other !== name && !isForFramework(name, value))
        .map((other) => ({
          ...at,
          given: `${given} has \${${other}}`,
          rule: `no shell reads the value of a variable, and the kubelet expands $(${other}) only, so the text stays as it is`,
          fix: `Write $(${other}), and define ${other} above ${name}`,
        })),
    ];
  });
}

/** Faults of `$(NAME)` without a variable of that name; `self` is the variable that the text defines. */
function undefinedIn(
  text: string,
  scope: Variables,
  { object, field, given }: { object: KubernetesObject; field: FieldPath; given: string },
  self?: string,
): Fault[] {
  return kubeletReferences(text).flatMap((other): Fault[] => {
    const isSelf = other === self;
    if (!isSelf && scope.mayBeDefined(other)) {
      return [];
    }
    const meant = scope.meantBy(other);
    if (!LOOKS_LIKE_VARIABLE.test(other) && meant === undefined) {
      return [];
    }
    const because = isSelf
      ? 'a value that refers to its own variable finds none above it, and those of the image are unknown to the kubelet'
      : `the container has no such variable${meant === undefined ? '' : ` (did you mean $(${meant})?)`}`;
    return [
      {
        object,
        field,
        given: `${given} refers to $(${other})`,
        rule: `${because}, so the kubelet leaves the text as it is`,
        fix: `${isSelf ? 'Write the whole value' : meant === undefined ? `Define ${other} in env` : `Write $(${meant})`}, or write $$(${other}) if that text is what you want`,
      },
    ];
  });
}

function inWords({ owner }: Pod, { container, title }: NamedContainer, scope: Variables): Fault[] {
  const { command = [], args = [] } = container;
  if ([...command, ...args].some((word) => SHELL.test(word))) {
    return [];
  }
  const isProgram = (words: string[], i: number) =>
    words[i].length > LONGEST_OPTION || words[i].includes('\n') || EVALUATES.test(words[i - 1] ?? '');
  return (['command', 'args'] as const).flatMap((part) =>
    (container[part] ?? []).flatMap((word, i, words): Fault[] => {
      if (!word.includes('$') || isProgram(words, i)) {
        return [];
      }
      const at = { object: owner, field: fieldOf(owner, container, part, i) };
      const given = `${title}: ${part}`;
      return [
        ...undefinedIn(word, scope, { ...at, given }),
        ...shellReferences(word, true)
          .filter((other) => scope.names.has(other))
          .map((other) => ({
            ...at,
            given: `${given} has ${show(word)}`,
            rule: `no shell runs it, and the kubelet expands $(${other}) only, so the program gets the text as it is`,
            fix: `Write $(${other})`,
          })),
      ];
    }),
  );
}

/** A shell, or a script, which may do with its words what it likes. */
const SHELL = /^(.*\/)?((ba|da|a|z|k|fi)?sh|busybox|envsubst|\S*\.sh)$/;

/** Options behind which a program stands. */
const EVALUATES = /^-(-eval|-exec|-command|[a-z]*[ce])$/i;

const LONGEST_OPTION = 500;

/** Values that a variable is read from are not expanded. */
function inMaps(cluster: Cluster): Fault[] {
  const readers = new Map<DataObject, Map<string, Pod[]>>();
  const add = (map: DataObject | undefined, key: string, pod: Pod) => {
    if (map !== undefined && isKind(map, 'ConfigMap') && dataValues(map)[key]?.includes('$')) {
      const keys = readers.get(map) ?? new Map<string, Pod[]>();
      readers.set(map, keys);
      append(keys, key, pod);
    }
  };
  for (const pod of cluster.pods) {
    for (const { container } of containersOf(pod)) {
      for (const source of container.envFrom ?? []) {
        const map = findData(cluster, pod.namespace, dataReference(source));
        (map ? keysWithDollar(map) : []).forEach((key) => add(map, key, pod));
      }
      for (const { valueFrom } of container.env ?? []) {
        const { name, key } = valueFrom?.configMapKeyRef ?? {};
        if (key !== undefined) {
          add(findData(cluster, pod.namespace, { kind: 'ConfigMap', name }), key, pod);
        }
      }
    }
  }
  return [...readers].flatMap(([map, keys]) =>
    [...keys].flatMap(([key, pods]) => faultsOfKey(map, key, [...new Set(pods.map(({ owner }) => owner))])),
  );
}

const WITH_DOLLAR = new WeakMap<DataObject, string[]>();

function keysWithDollar(map: DataObject): string[] {
  const known = WITH_DOLLAR.get(map) ?? variableKeys(map).filter((key) => dataValues(map)[key]?.includes('$'));
  WITH_DOLLAR.set(map, known);
  return known;
}

function faultsOfKey(map: DataObject, key: string, owners: KubernetesObject[]): Fault[] {
  const value = dataValues(map)[key];
  // A text of several lines is a file or a script.
  return value.trim().includes('\n')
    ? []
    : kubeletReferences(value)
        .filter((other) => LOOKS_LIKE_VARIABLE.test(other))
        .map((other) => ({
          object: map,
          field: keyField(map, key),
          related: owners.slice(0, MOST_RELATED).map((object) => ({ object })),
          given: `key ${show(key)} refers to $(${other})`,
          rule: 'the kubelet expands nothing in values that it reads from a ConfigMap, so the variable keeps the text as it is',
          fix: `Write the whole value, or compose it in the container's env, with $(${other}) in a value there`,
        }));
}

/** The names in `$(NAME)`, each once, without those that `$$` escapes. */
function kubeletReferences(text: string): string[] {
  const found = new Set<string>();
  if (text.includes('$(')) {
    expand(text, (name) => {
      found.add(name);
      return undefined;
    });
  }
  return [...found];
}

/** The names in `${NAME}`, and in a word that is `$NAME`. */
function shellReferences(text: string, asWord: boolean = false): string[] {
  const [, word] = (asWord && /^(?:--?[\w-]+=)?\$([A-Za-z_]\w*)$/.exec(text)) || [];
  const found = [...text.matchAll(/(?<!\$)\$\{([A-Za-z_]\w*)\}/g)].map(([, name]) => name);
  return [...new Set(word === undefined ? found : [word, ...found])];
}

/** Variables of MCP Mesh, whose programs expand nothing. */
function isReadAsItIs(name: string): boolean {
  return name.startsWith(MESH_VARIABLE_PREFIX);
}

/** Frameworks that expand ${NAME} by themselves: Spring and Quarkus in their properties, and log patterns. */
function isForFramework(name: string, value: string): boolean {
  return (
    /^(SPRING|QUARKUS|MICRONAUT|LOGGING|LOG4J|JAVA|JDK|OTEL)_|PATTERN|FORMAT|TEMPLATE/.test(name) ||
    /^jdbc:/.test(value)
  );
}
