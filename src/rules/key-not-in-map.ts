import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { isKind } from '../api/kinds';
import { KubernetesObject } from '../api/kubernetes-object';
import { WordIndex } from '../base/closest-word';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { containersOf } from '../cluster/containers';
import {
  controllerAnnotations,
  DataObject,
  findData,
  hasVariableKey,
  isFilledByController,
  keyReference,
  variableKeys,
} from '../cluster/data-objects';
import { Pod } from '../cluster/pods';

/** A container whose variable cannot be found never starts. */
export const RULE: Rule = {
  id: 'key-not-in-map',
  title: 'A variable reads a key that its ConfigMap or Secret does not have',
  severity: 'error',
  find: ({ cluster }) => cluster.pods.flatMap((pod) => missingKeys(cluster, pod)),
};

function missingKeys(cluster: Cluster, pod: Pod): Fault[] {
  return containersOf(pod).flatMap(({ container, title }) =>
    (container.env ?? []).flatMap((variable): Fault[] => {
      const { kind, name, key, optional } = keyReference(variable) ?? {};
      if (kind === undefined || key === undefined || optional === true) {
        return [];
      }
      const map = findData(cluster, pod.namespace, { kind, name });
      if (map === undefined || mayHaveKey(map, key)) {
        return [];
      }
      const given = `${title}: env ${variable.name} reads key ${show(key)} of ${kind} ${show(name)}`;
      const { rule, fix } = isBinary(map, key) ? BINARY_KEY : missingKey(map, key);
      return [
        {
          object: pod.owner,
          field: fieldOf(
            pod.owner,
            variable,
            'valueFrom',
            kind === 'ConfigMap' ? 'configMapKeyRef' : 'secretKeyRef',
            'key',
          ),
          related: [{ object: map, field: ['data'] }],
          given,
          rule: `${rule}, and the container cannot start (CreateContainerConfigError)`,
          fix: `${fix}; optional: true lets the container start without it`,
          repair: () => [{ object: map, by: withKey(map, key) }],
        },
      ];
    }),
  );
}

function withKey(map: DataObject, key: string): KubernetesObject {
  const copy: KubernetesObject & { data?: { [key: string]: string } } = { ...map, data: { ...map.data, [key]: '' } };
  return copy;
}

function mayHaveKey(map: DataObject, key: string): boolean {
  return hasVariableKey(map, key) || isFilledByController(map) || isWrittenByController(map, key);
}

function isBinary(map: DataObject, key: string): boolean {
  return isKind(map, 'ConfigMap') && map.binaryData?.[key] !== undefined;
}

const BINARY_KEY = {
  rule: 'that key is under binaryData, which variables cannot read',
  fix: 'Put the key under data',
};

function missingKey(map: DataObject, key: string): { rule: string; fix: string } {
  const keys = variableKeys(map);
  const meant = WordIndex.of(map, () => keys).closest(key);
  return {
    rule: `the ${map.kind} has no such key${meant ? ` (did you mean ${show(meant)}?)` : ''}`,
    fix: `Add the key to the ${map.kind}, or read ${existingKeysText(keys)}`,
  };
}

/** Annotations tell generators of passwords which key to write. */
function isWrittenByController(map: DataObject, key: string): boolean {
  return controllerAnnotations(map).some(([, value]) => value.split(/[^\w.-]+/).includes(key));
}

function existingKeysText(keys: readonly string[]): string {
  const shown = keys.slice(0, 4).map(show).join(', ');
  return keys.length === 0
    ? 'another map, because this one is empty'
    : `one that it has: ${shown}${keys.length > 4 ? ', …' : ''}`;
}
