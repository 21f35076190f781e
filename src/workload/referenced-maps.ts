import { createHash } from 'crypto';
import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { AppIndex } from '../synthesis/app-index';
import { Synthesis } from '../synthesis/synthesis';

/**
 * Names of the ConfigMaps that a pod refers to: in variables, whole in `envFrom`, or as volumes. Each once, sorted.
 *
 * @param own those of the library, which have checksums of their own
 */
export function referencedMaps(spec: k8s.PodSpec, own: (string | undefined)[]): string[] {
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const names = [
    ...containers.flatMap(({ env, envFrom }) => [
      ...(env ?? []).map(({ valueFrom }) => valueFrom?.configMapKeyRef?.name),
      ...(envFrom ?? []).map(({ configMapRef }) => configMapRef?.name),
    ]),
    ...(spec.volumes ?? []).flatMap(({ configMap, projected }) => [
      configMap?.name,
      ...(projected?.sources ?? []).map((source) => source.configMap?.name),
    ]),
  ];
  return [...new Set(names)].filter((name): name is string => typeof name === 'string' && !own.includes(name)).sort();
}

/** Changes with the content of those ConfigMaps that the app makes; nothing if it makes none of them. */
export function checksumOf(scope: IConstruct, namespace: string | undefined, names: string[]): string | undefined {
  const index = AppIndex.of(scope);
  const contents = names.flatMap((name) => {
    const map = index.find('ConfigMap', namespace, name);
    return map ? [[name, contentOf(scope, map)]] : [];
  });
  return contents.length === 0
    ? undefined
    : createHash('sha256').update(JSON.stringify(contents)).digest('hex').slice(0, 16);
}

function contentOf(scope: IConstruct, map: ApiObject): unknown[] {
  try {
    const { data, binaryData } = Synthesis.of(scope).render(map);
    return [sorted(data), sorted(binaryData)];
  } catch {
    return []; // an object that cannot be rendered says so itself
  }
}

/** With CDK8S_DISABLE_SORT, keys have the order in which they were written. */
function sorted(data: { [key: string]: string } | undefined): [string, string][] | undefined {
  return data && Object.entries(data).sort(([one], [other]) => (one < other ? -1 : 1));
}
