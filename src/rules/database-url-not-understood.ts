import { Fault, Rule } from './rule';
import { variableField } from '../cluster/container-fields';
import { containerTitle } from '../cluster/containers';
import { Variable } from '../contract/contract';
import { isPostgres } from '../mesh/database-urls';
import { MeshPod } from '../mesh/mesh';

/** InitializeEnt of the registry compares the beginning of the URL. */
export const RULE: Rule = {
  id: 'database-url-not-understood',
  title: 'A registry cannot use its database URL',
  severity: 'error',
  find: ({ registries }) => registries.flatMap(faultsOf),
};

function faultsOf(registry: MeshPod): Fault[] {
  const url = registry.env[Variable.DATABASE_URL] ?? '';
  const problem = problemOf(url);
  return problem === undefined
    ? []
    : [
        {
          object: registry.owner,
          field: variableField(registry.owner, registry.main, Variable.DATABASE_URL),
          ...problem,
          given: `${containerTitle(registry.main)}: ${Variable.DATABASE_URL} ${problem.given}`,
        },
      ];
}

const IS_PATH =
  'a DATABASE_URL that does not begin with postgres:// or postgresql:// is the path of a SQLite file, and the registry exits because it cannot open a file with this name';

const AS_POSTGRES = 'Write postgres://<user>@<host>:5432/<database>?sslmode=<mode>, and the password into PGPASSWORD';

/** The URL is not shown: it may hold a password. */
function problemOf(url: string): Pick<Fault, 'given' | 'rule' | 'fix'> | undefined {
  const [, scheme = ''] = /^([a-z][a-z0-9+.-]*):/i.exec(url) ?? [];
  if (isPostgres(url)) {
    return undefined;
  }
  if (/^sqlite/i.test(scheme)) {
    return {
      given: `begins with "${scheme}:"`,
      rule: IS_PATH,
      fix: 'Write the path alone, such as /data/mcp_mesh_registry.db',
    };
  }
  if (url.includes('://') || scheme === 'jdbc') {
    const known = /^postgres/i.test(scheme) || /^jdbc:postgres/i.test(url);
    const others = known ? '' : '; there is no other database than Postgres and SQLite';
    return { given: `begins with "${scheme}:"`, rule: `${IS_PATH}${others}`, fix: AS_POSTGRES };
  }
  return /(^|\s)(host|dbname)=/.test(url) || /^[^/]*@[^/]*:\d+\//.test(url)
    ? { given: 'is no URL', rule: IS_PATH, fix: AS_POSTGRES }
    : undefined;
}
