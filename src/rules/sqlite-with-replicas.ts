import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { isFilledByController } from '../cluster/config-map-data';
import { Manifest } from '../cluster/manifest';
import { Replicas } from '../cluster/replicas';
import { Variable } from '../contract/contract';
import { MeshPod } from '../mesh/mesh';

export const RULE: Rule = {
  id: 'sqlite-with-replicas',
  title: 'A registry with SQLite has several replicas',
  severity: 'error',
  find: ({ cluster, registries }) => {
    const scales = new Replicas(cluster);
    return registries.flatMap((registry): Fault[] => {
      const { most, scaler } = scales.rangeOf(registry.owner) ?? { most: 1 };
      const url = most > 1 ? databaseUrl(cluster, registry) : undefined;
      return url === undefined || /^postgres(ql)?:\/\//.test(url)
        ? []
        : [
            {
              object: registry.owner,
              // The URL itself may hold a password.
              given:
                `${scaler ? `up to ${most} replicas by ${scaler.kind} ${show(scaler.metadata.name)}` : `${most} replicas`} ` +
                (url === '' ? 'without DATABASE_URL' : 'with a DATABASE_URL that is not postgres://'),
              rule: 'the registry then keeps its agents in a SQLite file; replicas with a file each know different agents, and on one file they corrupt it',
              fix: `${scaler ? `Take the ${scaler.kind} away` : 'Set replicas: 1'}, or give DATABASE_URL a postgres:// URL, which all replicas share`,
            },
          ];
    });
  },
};

/** Empty where the image's default holds; nothing where the manifests do not tell. */
function databaseUrl(cluster: Cluster, { main, env, namespace }: MeshPod): string | undefined {
  const name = Variable.DATABASE_URL;
  if (env[name] !== undefined) {
    return env[name].startsWith('$(') ? undefined : env[name];
  }
  const isTold =
    (main.env ?? []).some((variable: Manifest) => variable.name === name) ||
    (main.envFrom ?? []).some(({ configMapRef, secretRef, prefix = '' }: Manifest) => {
      const map = configMapRef
        ? cluster.find('ConfigMap', namespace, configMapRef.name)
        : cluster.find('Secret', namespace, secretRef?.name);
      return name.startsWith(prefix) && (map === undefined || isFilledByController(map));
    });
  return isTold ? undefined : '';
}
