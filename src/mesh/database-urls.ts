import { Mesh, MeshPod, Place } from './mesh';
import { POSTGRES_PORT, Variable } from '../contract/contract';

/** The URL of a registry's Postgres; nothing if it has another database, or one that manifests do not tell. */
export function postgresUrl({ env }: MeshPod): string | undefined {
  const { [Variable.DATABASE_URL]: url = '' } = env;
  return /^postgres(ql)?:\/\//.test(url) ? url : undefined;
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
