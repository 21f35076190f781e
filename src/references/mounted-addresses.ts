import { Container } from '../api/pod-spec';
import { Cluster } from '../cluster/cluster';
import { DataObject, dataValues, findData } from '../cluster/data-objects';
import { Pod } from '../cluster/pods';
import { addressesIn, NamedAddress } from '../kubernetes/service-hosts';

/** The ConfigMaps and Secrets whose keys a container has as files, as far as they are shown. */
export function mountedMaps(cluster: Cluster, pod: Pod, { volumeMounts = [] }: Container): DataObject[] {
  const mounted = new Set(volumeMounts.map(({ name }) => name));
  const references = (pod.spec.volumes ?? [])
    .filter(({ name }) => mounted.has(name))
    .flatMap(({ configMap, secret, projected }) => [
      { kind: 'ConfigMap' as const, name: configMap?.name },
      { kind: 'Secret' as const, name: secret?.secretName },
      ...(projected?.sources ?? []).flatMap((source) => [
        { kind: 'ConfigMap' as const, name: source.configMap?.name },
        { kind: 'Secret' as const, name: source.secret?.name },
      ]),
    ]);
  const found = references.flatMap(({ kind, name }) =>
    name === undefined ? [] : (findData(cluster, pod.namespace, { kind, name }) ?? []),
  );
  return [...new Set(found)];
}

/** A line that is a URL, or that has one as the value of a key, as in properties, YAML and JSON. */
const URL_LINE =
  /^\s*(?:-\s*)?(?:["']?([\w.-]{1,100})["']?\s*[=:]\s*)?["']?([a-z][a-z0-9+.-]{1,20}:\/\/[^\s"',]+)["']?,?\s*$/i;

/** A longer line is no setting. */
const LONGEST_LINE = 2000;

const IN_FILES = new WeakMap<DataObject, { readonly key: string; readonly address: NamedAddress }[]>();

/** The addresses in the files of a map: only those that stand for a whole value, because other text may mean anything. */
export function addressesInFile(map: DataObject): { readonly key: string; readonly address: NamedAddress }[] {
  const known =
    IN_FILES.get(map) ??
    Object.entries(dataValues(map)).flatMap(([key, text]) =>
      text.split('\n').flatMap((line) => {
        const [, name = key, url = ''] = line.length > LONGEST_LINE ? [] : (URL_LINE.exec(line) ?? []);
        return addressesIn(name, url).map((address) => ({ key, address }));
      }),
    );
  IN_FILES.set(map, known);
  return known;
}
