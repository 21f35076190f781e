import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { ReplicaRange, Replicas } from '../cluster/replicas';
import { isPostgres, shownDatabaseUrl } from '../mesh/database-urls';
import { MeshPod } from '../mesh/mesh';

export const RULE: Rule = {
  id: 'sqlite-with-replicas',
  title: 'A registry that uses SQLite has several replicas',
  severity: 'error',
  find: (mesh) => {
    const replicas = new Replicas(mesh.cluster);
    return mesh.registries.flatMap((registry): Fault[] => {
      const range = replicas.rangeOf(registry.owner);
      const url = range && range.most > 1 ? shownDatabaseUrl(mesh, registry) : undefined;
      return url === undefined || isPostgres(url) ? [] : [sqliteFault(registry, range!, url)];
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
    rule: 'the registry then keeps its agents in a SQLite file; if each replica has its own file, the replicas know different agents. If they share one file, they corrupt it',
    fix: `${oneReplica}, or give DATABASE_URL a postgres:// URL, which all replicas share`,
  };
}
