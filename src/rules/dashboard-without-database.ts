import { Fault, Rule } from './rule';
import { variableField } from '../cluster/container-fields';
import { containerTitle } from '../cluster/containers';
import { Variable } from '../contract/contract';
import { isPostgres, shownDatabaseUrl } from '../mesh/database-urls';
import { MeshPod } from '../mesh/mesh';

/** main.go of the dashboard: it opens DATABASE_URL itself, with `mcp_mesh_registry.db` in its folder for a default. */
export const RULE: Rule = {
  id: 'dashboard-without-database',
  title: "A dashboard does not use the registry's database",
  severity: 'error',
  find: (mesh) =>
    mesh.dashboards.flatMap((dashboard): Fault[] => {
      const url = shownDatabaseUrl(mesh, dashboard);
      return url === undefined || isPostgres(url) || sharesFiles(dashboard) ? [] : [noDatabase(dashboard, url)];
    }),
};

/** A claim, or a folder of the node, may have the file that the registry writes. */
function sharesFiles({ spec, main }: MeshPod): boolean {
  const shared = (spec.volumes ?? []).filter((volume) => volume.persistentVolumeClaim || 'hostPath' in volume);
  return (main.volumeMounts ?? []).some(({ name }) => shared.some((volume) => volume.name === name));
}

function noDatabase({ owner, main }: MeshPod, url: string): Fault {
  return {
    object: owner,
    field: variableField(owner, main, Variable.DATABASE_URL),
    // The URL itself may hold a password.
    given: `${containerTitle(main)}: ${url === '' ? 'no DATABASE_URL' : 'a DATABASE_URL that is not postgres://'}`,
    rule: 'the dashboard then opens a SQLite file of its own, which no registry writes to: it ends if the folder is read-only, and shows no agent otherwise',
    fix: "Give it the registry's DATABASE_URL, a postgres:// URL, and the password as PGPASSWORD",
  };
}
