import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { isKind } from '../api/kinds';
import { KubernetesObject } from '../api/kubernetes-object';
import { Volume } from '../api/pod-spec';
import { WordIndex } from '../base/closest-word';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { containersOf } from '../cluster/containers';
import {
  controllerAnnotations,
  dataKeys,
  DataObject,
  findData,
  hasVariableKey,
  isFilledByController,
  keyReference,
  variableKeys,
} from '../cluster/data-objects';
import { Pod } from '../cluster/pods';

/** A container whose variable or file cannot be found never starts. */
export const RULE: Rule = {
  id: 'key-not-in-map',
  title: 'A variable or a volume reads a key that its ConfigMap or Secret does not have',
  severity: 'error',
  find: ({ cluster }) => cluster.pods.flatMap((pod) => [...missingKeys(cluster, pod), ...missingFiles(cluster, pod)]),
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

/** A ConfigMap or Secret as a volume has it, with the keys that it picks. */
interface MapVolume {
  readonly map: DataObject;
  readonly items?: readonly { readonly key?: string; readonly path?: string }[];
}

/** The maps in a volume that must be there, as far as the manifests show them. */
function mapsIn(cluster: Cluster, { namespace }: Pod, { configMap, secret, projected }: Volume): MapVolume[] {
  const sources = [
    { configMap, secret: secret && { ...secret, name: secret.secretName } },
    ...(projected?.sources ?? []),
  ].flatMap((each) => [
    { kind: 'ConfigMap' as const, source: each.configMap },
    { kind: 'Secret' as const, source: each.secret },
  ]);
  return sources.flatMap(({ kind, source }): MapVolume[] => {
    const map = source === undefined ? undefined : findData(cluster, namespace, { kind, name: source.name });
    return source === undefined || source.optional === true || map === undefined || isFilledByController(map)
      ? []
      : [{ map, items: source.items }];
  });
}

function missingFiles(cluster: Cluster, pod: Pod): Fault[] {
  return (pod.spec.volumes ?? []).flatMap((volume) => {
    const maps = mapsIn(cluster, pod, volume);
    return [
      ...maps.flatMap((each) => missingItems(pod, volume, each)),
      ...(maps.length === 1 && volume.projected === undefined ? missingSubPaths(pod, volume, maps[0]) : []),
    ];
  });
}

function mayHaveFile(map: DataObject, key: string): boolean {
  return dataKeys(map).includes(key) || isWrittenByController(map, key);
}

function missingItems({ owner }: Pod, { name }: Volume, { map, items = [] }: MapVolume): Fault[] {
  return items.flatMap((item): Fault[] => {
    const { key } = item;
    if (key === undefined || mayHaveFile(map, key)) {
      return [];
    }
    const { rule, fix } = missingKey(map, key, dataKeys(map));
    return [
      {
        object: owner,
        field: fieldOf(owner, item, 'key'),
        related: [{ object: map, field: ['data'] }],
        given: `volume ${show(name)} mounts key ${show(key)} of ${map.kind} ${show(map.metadata.name)}`,
        rule: `${rule}, and the pod cannot start (FailedMount)`,
        fix,
      },
    ];
  });
}

/** The kubelet makes an empty folder of a subPath that is not there. */
function missingSubPaths(pod: Pod, { name }: Volume, { map, items }: MapVolume): Fault[] {
  const files = items === undefined ? dataKeys(map) : items.map(({ path, key }) => path ?? key ?? '');
  return containersOf(pod).flatMap(({ container, title }) =>
    (container.volumeMounts ?? []).flatMap((mount): Fault[] => {
      const subPath = (mount.subPath ?? '').replace(/^\.\/|\/$/g, '');
      const isThere =
        subPath === '' ||
        files.some((file) => file === subPath || file.startsWith(`${subPath}/`)) ||
        isWrittenByController(map, subPath);
      if (mount.name !== name || isThere) {
        return [];
      }
      const { rule, fix } = missingKey(map, subPath, files);
      return [
        {
          object: pod.owner,
          field: fieldOf(pod.owner, mount, 'subPath'),
          related: [{ object: map, field: ['data'] }],
          given: `${title}: subPath ${show(subPath)} of volume ${show(name)}, which has ${map.kind} ${show(map.metadata.name)}`,
          rule: `${rule}, so ${show(mount.mountPath)} is an empty folder in place of a file`,
          fix,
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

function missingKey(
  map: DataObject,
  key: string,
  keys: readonly string[] = variableKeys(map),
): { rule: string; fix: string } {
  const meant = WordIndex.of(keys, () => keys).closest(key);
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
