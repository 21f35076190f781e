import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { similar } from '../base/similar';
import { Cluster } from '../cluster/cluster';
import { controllerAnnotations, isFilledByController, dataKeys } from '../cluster/config-map-data';
import { containersOf } from '../cluster/containers';
import { Manifest } from '../cluster/manifest';
import { Pod } from '../cluster/pods';

/** A container whose variable cannot be found never starts. */
export const RULE: Rule = {
  id: 'key-not-in-map',
  title: 'A variable reads a key that its ConfigMap or Secret lacks',
  severity: 'error',
  find: ({ cluster }) => cluster.pods.flatMap((pod) => missingKeys(cluster, pod)),
};

function missingKeys(cluster: Cluster, pod: Pod): Fault[] {
  return containersOf(pod).flatMap(({ container, title }) =>
    (container.env ?? []).flatMap(({ name, valueFrom }: Manifest): Fault[] => {
      const [kind, ref] = valueFrom?.configMapKeyRef
        ? ['ConfigMap', valueFrom.configMapKeyRef]
        : ['Secret', valueFrom?.secretKeyRef];
      const map =
        ref && ref.optional !== true && ref.key !== undefined ? cluster.find(kind, pod.namespace, ref.name) : undefined;
      if (
        map?.apiVersion !== 'v1' ||
        variableKeys(map).includes(ref.key) ||
        isFilledByController(map) ||
        isWrittenByController(map, ref.key)
      ) {
        return [];
      }
      const keys = variableKeys(map);
      const meant = similar(ref.key, keys);
      const binary = map.binaryData?.[ref.key] !== undefined;
      return [
        {
          object: pod.owner,
          given: `${title}: env ${name} reads key ${show(ref.key)} of ${kind} ${show(ref.name)}`,
          rule:
            `${binary ? 'that key is under binaryData, which variables cannot read' : `the ${kind} has no such key${meant ? ` (did you mean ${show(meant)}?)` : ''}`}, ` +
            'and the container cannot start (CreateContainerConfigError)',
          fix: `${binary ? 'Put the key under data' : `Add the key to the ${kind}, or read ${existingKeysText(keys)}`}; optional: true lets the container start without it`,
        },
      ];
    }),
  );
}

/** The kubelet looks for variables in a ConfigMap's data only. */
function variableKeys(map: Manifest): string[] {
  return map.kind === 'ConfigMap' ? Object.keys(map.data ?? {}) : dataKeys(map);
}

/** Generators of passwords are told by an annotation which key to write. */
function isWrittenByController(map: Manifest, key: string): boolean {
  return controllerAnnotations(map).some(([, value]) => value.split(/[^\w.-]+/).includes(key));
}

function existingKeysText(keys: string[]): string {
  const shown = keys.slice(0, 4).map(show).join(', ');
  return keys.length === 0
    ? 'another map, because this one is empty'
    : `one that it has: ${shown}${keys.length > 4 ? ', …' : ''}`;
}
