import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { isFilledInCluster } from '../cluster/config-map-data';
import { Manifest } from '../cluster/manifest';
import { Scales } from '../cluster/replicas';
import { Variable } from '../contract/contract';
import { quantityValue } from '../kubernetes/quantity';
import { MeshPod } from '../mesh/mesh';

/** Established by running agents: at 100m they register a port that nobody serves, and all probes pass. */
const LEAST_CPU = 0.5;

export const AGENT_CPU_LIMIT_TOO_LOW: Rule = {
  id: 'agent-cpu-limit-too-low',
  title: "An agent's CPU limit is under 500m",
  severity: 'warning',
  find: ({ agents }) =>
    agents.flatMap(({ owner, main }): Fault[] => {
      const limit = main.resources?.limits?.cpu;
      const cores = limit === undefined ? undefined : quantityValue(limit);
      // A limit of zero is none.
      return cores === undefined || cores <= 0 || cores >= LEAST_CPU
        ? []
        : [
            {
              object: owner,
              given: `container ${show(main.name)}: CPU limit ${show(limit)}`,
              rule: 'so slowed down, a Python agent may register a port that it does not serve, while its probes pass and nothing is logged',
              fix: 'Set resources.limits.cpu to 500m or more, or leave the limit out and keep the request',
            },
          ];
    }),
};

export const SQLITE_WITH_REPLICAS: Rule = {
  id: 'sqlite-with-replicas',
  title: 'A registry with SQLite has several replicas',
  severity: 'error',
  find: ({ cluster, registries }) => {
    const scales = new Scales(cluster);
    return registries.flatMap((registry): Fault[] => {
      const { most, scaler } = scales.of(registry.owner) ?? { most: 1 };
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
      return name.startsWith(prefix) && (map === undefined || isFilledInCluster(map));
    });
  return isTold ? undefined : '';
}
