import { Fault, Rule } from './rule';
import { closestWord } from '../base/closest-word';
import { show } from '../base/problem';
import { variableField } from '../cluster/container-fields';
import { Pod } from '../cluster/pods';
import { Variable } from '../contract/contract';
import { postgresPlace, postgresUrl } from '../mesh/database-urls';
import { Mesh, MeshPod } from '../mesh/mesh';

export const RULE: Rule = {
  id: 'database-without-tls',
  title: 'A registry requires TLS from a Postgres server that has none',
  severity: 'error',
  find: (mesh) =>
    mesh.registries.flatMap((registry) => {
      const url = postgresUrl(registry);
      const asked = url === undefined ? undefined : modeAsked(url, registry);
      return asked === undefined ? [] : [...unknownMode(registry, asked), ...serverWithoutTls(mesh, registry, asked)];
    }),
};

/** What the registry's driver (Go's lib/pq) takes. */
const MODES = ['disable', 'require', 'verify-ca', 'verify-full'];

/** The mode of a connection, and how messages say where it comes from. */
interface Asked {
  readonly mode?: string;
  readonly text: string;
  /** The variable that it is in. */
  readonly variable: string;
}

/** Nothing if a variable decides it that the manifests do not tell. */
function modeAsked(url: string, { env }: MeshPod): Asked | undefined {
  const [, inUrl] = /[?&]sslmode=([^&]*)/.exec(url) ?? [];
  const mode = inUrl ?? env[Variable.PGSSLMODE];
  if (mode?.includes('$')) {
    return undefined;
  }
  const text =
    inUrl !== undefined
      ? `DATABASE_URL with sslmode=${inUrl}`
      : mode
        ? `DATABASE_URL without sslmode, and PGSSLMODE ${show(mode)}`
        : 'DATABASE_URL without sslmode';
  const variable = inUrl === undefined && mode ? Variable.PGSSLMODE : Variable.DATABASE_URL;
  return { mode: mode || undefined, text, variable };
}

function unknownMode({ owner, main }: MeshPod, { mode, text, variable }: Asked): Fault[] {
  if (mode === undefined || MODES.includes(mode)) {
    return [];
  }
  const meant = closestWord(mode, MODES);
  return [
    {
      object: owner,
      field: variableField(owner, main, variable),
      given: text,
      rule: `the registry's driver takes ${MODES.join(', ')} and exits with any other; there is no "prefer"`,
      fix: `Write ${meant ?? 'disable for a server without TLS, or require'}`,
    },
  ];
}

function serverWithoutTls(mesh: Mesh, registry: MeshPod, { mode = 'require', text, variable }: Asked): Fault[] {
  if (mode === 'disable' || !MODES.includes(mode)) {
    return [];
  }
  const { endpoints = [] } = postgresPlace(mesh, registry) ?? {};
  const servers = [...new Set(endpoints.map(({ pod }) => pod))];
  return servers.flatMap((server): Fault[] => {
    const image = imageWithoutTls(server);
    return image === undefined
      ? []
      : [
          {
            object: registry.owner,
            field: variableField(registry.owner, registry.main, variable),
            related: [{ object: server.owner }],
            given: `${text}, which leads to ${server.owner.kind} ${show(server.owner.metadata.name)}`,
            rule: `the registry's driver then requires TLS, but image ${show(image)} does not provide TLS by default: the registry exits with "pq: SSL is not enabled on the server"`,
            fix: 'Write ?sslmode=disable into the URL (RegistryDatabase.postgres: sslMode DISABLE), or give the server a certificate and ssl=on',
          },
        ];
  });
}

/** Images whose servers speak no TLS until they are told to. */
const POSTGRES_IMAGE = /(^|\/)(postgres|postgresql|postgis|pgvector|timescaledb)([:@]|$)/;

/** What a server is told that has TLS, or a configuration of its own. */
const MAY_HAVE_TLS = /ssl|tls|cert|\.conf\b|config_file/i;

function imageWithoutTls({ spec }: Pod): string | undefined {
  const server = spec.containers.find(({ image }: { image?: string }) => POSTGRES_IMAGE.test(image ?? ''));
  return server === undefined || MAY_HAVE_TLS.test(JSON.stringify(spec)) ? undefined : server.image;
}
