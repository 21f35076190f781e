import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { mayImport } from '../cluster/data-objects';
import { ReplicaRange, Replicas } from '../cluster/replicas';
import { Variable } from '../contract/contract';
import { MeshPod } from '../mesh/mesh';

export const RULE: Rule = {
  id: 'sqlite-with-replicas',
  title: 'A registry that uses SQLite has several replicas',
  severity: 'error',
  find: ({ cluster, registries }) => {
    const replicas = new Replicas(cluster);
    return registries.flatMap((registry): Fault[] => {
      const range = replicas.rangeOf(registry.owner);
      const url = range && range.most > 1 ? databaseUrl(cluster, registry) : undefined;
      return url === undefined || /^postgres(ql)?:\/\//.test(url) ? [] : [sqliteFault(registry, range!, url)];
    });
  },
};

function sqliteFault({ owner }: MeshPod, { most, scaler }: ReplicaRange, url: string): Fault {
  const replicas = scaler
    ? `up to ${most} replicas by ${scaler.kind} ${show(scaler.metadata.name)}`
    : `${most} replicas`;
  const oneReplica = scaler ? `Take the ${scaler.kind} away` : 'Set replicas: 1';
  return {
    object: owner,
    field: ['spec', 'replicas'],
    related: scaler ? [{ object: scaler, field: ['spec', 'maxReplicas'] }] : [],
    // The URL itself may hold a password.
    given: `${replicas} ${url === '' ? 'without DATABASE_URL' : 'with a DATABASE_URL that is not postgres://'}`,
    rule: 'the registry then keeps its agents in a SQLite file; replicas with a file each know different agents, and on one file they corrupt it',
    fix: `${oneReplica}, or give DATABASE_URL a postgres:// URL, which all replicas share`,
  };
}

/** The URL; empty for the image's default, and undefined if the manifests do not tell. */
function databaseUrl(cluster: Cluster, { main, env, namespace }: MeshPod): string | undefined {
  const name = Variable.DATABASE_URL;
  if (env[name] !== undefined) {
    return env[name].startsWith('$(') ? undefined : env[name];
  }
  const isTold =
    (main.env ?? []).some((variable) => variable.name === name) ||
    (main.envFrom ?? []).some((source) => mayImport(cluster, namespace, source, name));
  return isTold ? undefined : '';
}
