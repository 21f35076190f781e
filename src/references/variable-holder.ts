import { FieldPath, valueAt } from '../api/field-path';
import { KubernetesObject } from '../api/kubernetes-object';
import { Container } from '../api/pod-spec';
import { Cluster } from '../cluster/cluster';
import {
  dataReference,
  DataObject,
  findData,
  hasVariableKey,
  KeyReference,
  keyReference,
} from '../cluster/data-objects';
import { Pod } from '../cluster/pods';

/** The ConfigMap or Secret, and its key, that a container's variable is read from; nothing if it has a value of its own. */
export function variableHolder(
  cluster: Cluster,
  { namespace }: Pod,
  { env = [], envFrom = [] }: Container,
  name: string,
): { readonly holder: DataObject; readonly key: string } | undefined {
  const variables = env.filter((variable) => variable.name === name);
  const sources: KeyReference[] =
    variables.length > 0
      ? variables.slice(-1).flatMap((variable) => keyReference(variable) ?? [])
      : envFrom
          .filter(({ prefix = '' }) => name.startsWith(prefix))
          .map((source) => ({ ...dataReference(source), key: name.slice((source.prefix ?? '').length) }));
  // Of several maps with the key, the last one wins.
  for (const source of sources.reverse()) {
    const holder = findData(cluster, namespace, source);
    const { key } = source;
    if (holder && key !== undefined && hasVariableKey(holder, key)) {
      return { holder, key };
    }
  }
  return undefined;
}

/** The field of a ConfigMap or Secret that holds a key. */
export function keyField(holder: KubernetesObject, key: string): FieldPath {
  const isPlain = valueAt(holder, ['stringData', key]) !== undefined;
  return [isPlain ? 'stringData' : 'data', key];
}
