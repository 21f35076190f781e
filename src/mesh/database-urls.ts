import { Mesh, MeshPod, Place } from './mesh';
import { shownVariable } from './mesh-variables';
import { POSTGRES_PORT, Variable } from '../contract/contract';

/** The URL of a registry's Postgres; nothing if it has another database, or one that manifests do not tell. */
export function postgresUrl({ env }: MeshPod): string | undefined {
  const { [Variable.DATABASE_URL]: url = '' } = env;
  return isPostgres(url) ? url : undefined;
}

/** Whether MCP Mesh takes a URL for Postgres. It takes anything else for the path of a SQLite file. */
export function isPostgres(url: string): boolean {
  return /^postgres(ql)?:\/\//.test(url);
}

/** The `DATABASE_URL` of a registry or a dashboard; empty for the default, and undefined if the manifests do not tell. */
export function shownDatabaseUrl(mesh: Mesh, pod: MeshPod): string | undefined {
  const url = shownVariable(mesh, pod, Variable.DATABASE_URL);
  return url?.startsWith('$(') ? undefined : url;
}

/** Where a registry's Postgres is. */
export function postgresPlace(mesh: Mesh, registry: MeshPod): Place | undefined {
  const url = postgresUrl(registry);
  return url === undefined ? undefined : mesh.place(registry, withPort(url));
}

/** The server of a Postgres URL as one that `URL` takes a port of. */
function withPort(url: string): string {
  try {
    const { hostname, port } = new URL(url);
    return `tcp://${hostname}:${port || POSTGRES_PORT}`;
  } catch {
    return '';
  }
}
