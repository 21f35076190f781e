import { Fault, Rule } from './rule';
import { FieldPath, fieldOf } from '../api/field-path';
import { ObjectOf } from '../api/kinds';
import { KubernetesObject } from '../api/kubernetes-object';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { containersOf } from '../cluster/containers';
import { Pod } from '../cluster/pods';
import { SecretSign, secretSign } from '../mesh/secret-values';

/** Everybody who can read the object or its repository can read the secret. No message shows any of it. */
export const RULE: Rule = {
  id: 'secret-as-literal',
  title: 'A secret is in plain text in a variable, an argument or a ConfigMap',
  severity: 'warning',
  find: ({ cluster }) => [
    ...cluster.pods.flatMap((pod) => inContainers(cluster, pod)),
    ...cluster.all('ConfigMap').flatMap((map) => inMap(cluster, map)),
  ],
};

const RULES: { [sign in SecretSign]: string } = {
  name: 'by its name it is a secret',
  url: 'it has a URL with a password in it',
  key: 'it has a private key in it',
  token: 'it has a key or token in it, of a form that is well known',
};

function fault(object: KubernetesObject, field: FieldPath, given: string, sign: SecretSign, fix: string): Fault {
  return {
    object,
    field,
    given,
    rule: `${RULES[sign]}, and everyone who may read this object or its manifest can read it`,
    fix,
  };
}

function inContainers(cluster: Cluster, pod: Pod): Fault[] {
  const { owner, namespace } = pod;
  return containersOf(pod).flatMap(({ container, title }) => [
    ...(container.env ?? []).flatMap((variable): Fault[] => {
      const { name, value = '' } = variable;
      const sign = signOfEntry(cluster, namespace, name, value);
      return sign === undefined
        ? []
        : [
            fault(
              owner,
              fieldOf(owner, variable, 'value'),
              `${title}: env ${name} has a secret as a literal value`,
              sign,
              sign === 'url'
                ? 'Keep the password in a Secret, read it by secretKeyRef into a variable further up, and write $(ITS_NAME) in its place'
                : 'Keep the value in a Secret, and read it by valueFrom.secretKeyRef',
            ),
          ];
    }),
    ...(['command', 'args'] as const).flatMap((field) =>
      (container[field] ?? []).flatMap((argument, i): Fault[] => {
        const [, flag, value] = /^--?([A-Za-z][\w.-]*)=(.*)$/s.exec(argument) ?? [];
        const sign = signOfEntry(cluster, namespace, flag, value ?? argument);
        return sign === undefined
          ? []
          : [
              fault(
                owner,
                fieldOf(owner, container, field, i),
                `${title}: ${field}[${i}]${flag ? ` (--${flag})` : ''} has a secret as a literal value`,
                sign,
                'Keep it in a Secret, read it by secretKeyRef into a variable, and write $(ITS_NAME) in its place',
              ),
            ];
      }),
    ),
  ]);
}

function inMap(cluster: Cluster, map: ObjectOf<'ConfigMap'>): Fault[] {
  return Object.entries(map.data ?? {}).flatMap(([key, value]): Fault[] => {
    const sign = signOfEntry(cluster, cluster.namespaceOf(map), key, value);
    return sign === undefined
      ? []
      : [
          fault(
            map,
            ['data', key],
            `data key ${show(key)}`,
            sign,
            value.trim().includes('\n')
              ? 'Keep the file in a Secret, and mount that'
              : 'Keep the key in a Secret, and read it by secretKeyRef, or by envFrom with a secretRef',
          ),
        ];
  });
}

/** The name of a Secret is not a secret. */
function signOfEntry(
  cluster: Cluster,
  namespace: string,
  name: string | undefined,
  value: string,
): SecretSign | undefined {
  const sign = secretSign(name, value);
  return sign === 'name' && cluster.find('Secret', namespace, value.trim()) ? undefined : sign;
}
