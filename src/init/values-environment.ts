import { camelCase, property, quoted } from './typescript-text';
import { isMap } from './values-files';
import type { Reference } from './values-props';
import { ConfigKey, Variable } from '../contract/contract';
import { secretSign } from '../mesh/secret-values';

/** Variables of a values file as entries of `env`. */
export interface Environment {
  readonly entries: string[];
  readonly imports: string[];
  readonly references: Reference[];
  readonly notes: string[];
}

/** Variables that the library sets. */
const OWN = new Set<string>([...Object.values(Variable), ...Object.values(ConfigKey)]);

/** The variable that holds a Secret or ConfigMap in the app. */
export function referenceName({ kind, name }: Reference): string {
  return camelCase(`${kind === 'Secret' ? 'secret' : 'config'}-${name}`);
}

/** The list `env` of a values file. Of two variables of one name, the last counts, as on a cluster. */
export function environmentOf(value: unknown): Environment {
  const environment: Environment = { entries: [], imports: [], references: [], notes: [] };
  const all = (Array.isArray(value) ? value : []).filter(isMap);
  const byName = new Map(all.map((each) => [String(each.name), each]));
  for (const [name, variable] of byName) {
    const note = (reason: string) => environment.notes.push(`env ${name}: ${reason}`);
    if (OWN.has(name)) {
      note('the library sets it');
      continue;
    }
    const text = variable.value === undefined || variable.value === null ? undefined : String(variable.value);
    if (text !== undefined && secretSign(name, text) !== undefined) {
      note('it is a secret in plain text; make a Secret, and read it by EnvValue.fromSecretValue');
      continue;
    }
    const expression =
      text === undefined ? fromSource(variable.valueFrom, environment) : `EnvValue.fromValue(${quoted(text)})`;
    if (expression === undefined) {
      note('no EnvValue is known for it; patch the workload');
      continue;
    }
    environment.imports.push('EnvValue');
    environment.entries.push(`${property(name)}: ${expression}`);
  }
  return environment;
}

function fromSource(source: unknown, { imports, references }: Environment): string | undefined {
  const { secretKeyRef, configMapKeyRef } = isMap(source) ? source : {};
  const [kind, from] = isMap(secretKeyRef)
    ? (['Secret', secretKeyRef] as const)
    : (['ConfigMap', configMapKeyRef] as const);
  if (!isMap(from) || typeof from.name !== 'string' || typeof from.key !== 'string') {
    return undefined;
  }
  const reference: Reference = { kind, name: from.name };
  imports.push(kind);
  references.push(reference);
  const optional = from.optional === true ? ', { optional: true }' : '';
  const variable = referenceName(reference);
  return kind === 'Secret'
    ? `EnvValue.fromSecretValue({ secret: ${variable}, key: ${quoted(from.key)} }${optional})`
    : `EnvValue.fromConfigMap(${variable}, ${quoted(from.key)}${optional})`;
}
