import { EnvFrom, EnvValue, k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { refuse, show } from '../base/problem';
import { checkEnvName, checkText } from '../kubernetes/checks';

/** A `$` as the kubelet reads it, from the left: `$$` is an escape, `$(NAME)` a reference, and a single `$` is literal. */
const DOLLAR = /\$(?:\$|\(([^)]*)\)|)/g;

/** A variable with a literal value. */
export function literal(name: string, value: string): k8s.EnvVar {
  return { name, value };
}

/** A variable read from a field of the pod. */
export function field(name: string, fieldPath: string): k8s.EnvVar {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}

/** A variable read from a key of a ConfigMap. */
export function configMapKey(name: string, configMapName: string, key: string): k8s.EnvVar {
  return { name, valueFrom: { configMapKeyRef: { name: configMapName, key } } };
}

/** A variable read from a key of a Secret. */
export function secretKey(name: string, secretName: string, key: string): k8s.EnvVar {
  return { name, valueFrom: { secretKeyRef: { name: secretName, key } } };
}

/**
 * The user's variables as a list, to be appended to the library's own.
 *
 * The kubelet expands `$(X)` only if X is earlier in the list, so each variable follows those that it refers to. Otherwise the
 * order is alphabetical: maps have no order in Go and Java, and every language must give the same bytes.
 *
 * @param reserved names that the library sets, in env or through envFrom; a user's variable of that name would silently replace it
 */
export function userEnv(
  scope: IConstruct,
  env: { [name: string]: EnvValue } = {},
  reserved: Iterable<string> = [],
): k8s.EnvVar[] {
  const reservedNames = new Set(reserved);
  for (const [name, value] of Object.entries(env)) {
    checkEnvName(scope, name);
    if (reservedNames.has(name)) {
      refuse(scope, {
        given: `env "${name}"`,
        rule: "this variable is part of the mesh's wiring and is derived from the construct's other props",
        fix: 'Leave it out of env; if you must replace it, patch the workload: ApiObject.of(construct).addJsonPatch(…)',
      });
    }
    if (value?.value === undefined && value?.valueFrom === undefined) {
      refuse(scope, {
        given: `env "${name}" without a value`,
        rule: 'a variable has a value or a source',
        fix: 'Give EnvValue.fromValue(…) or another EnvValue; EnvValue.fromProcess gives none if the process has no such variable',
      });
    }
  }
  Object.entries(env).forEach(([name, { value }]) => value !== undefined && checkText(scope, `env "${name}"`, value));
  return sortedByReference(scope, env).map((name) => ({
    name,
    value: env[name].value,
    valueFrom: env[name].valueFrom,
  }));
}

/** The names in alphabetical order, except that each follows those that its value refers to. */
function sortedByReference(scope: IConstruct, env: { [name: string]: EnvValue }): string[] {
  const ordered = new Set<string>();
  const visit = (name: string, chain: string[]): void => {
    if (ordered.has(name)) {
      return;
    }
    if (chain.includes(name)) {
      const cycle = [...chain.slice(chain.indexOf(name)), name];
      refuse(scope, {
        given: `env ${cycle.map(show).join(' → ')}`,
        rule: 'the kubelet expands $(NAME) only if NAME is defined earlier, so variables that refer to each other or to themselves stay literal',
        fix: 'Break the circle, or write $$(NAME) for a literal $(NAME)',
      });
    }
    references(env[name].value)
      .filter((other) => Object.hasOwn(env, other))
      .sort()
      .forEach((other) => visit(other, [...chain, name]));
    ordered.add(name);
  };
  Object.keys(env)
    .sort()
    .forEach((name) => visit(name, []));
  return [...ordered];
}

function references(value: unknown): string[] {
  return typeof value === 'string' ? [...value.matchAll(DOLLAR)].flatMap(([, name]) => name ?? []) : [];
}

/** The fields of cdk8s-plus-28's `EnvFrom` are private; this renders them as its own containers do. */
export function envFromSources(sources: EnvFrom[] = []): k8s.EnvFromSource[] {
  return sources.map((source) => (source as unknown as { _toKube(): k8s.EnvFromSource })._toKube());
}
