import { INetworkPolicyPeer, k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { CERTIFICATE_AUTHORITY_FILE } from './postgres-certificate-authority';
import { PostgresServerOptions, PostgresSslMode } from './postgres-options';
import { databaseWait } from './postgres-wait';
import { refuse, show } from '../base/problem';
import { checkShapes, Shape } from '../base/shapes';
import { Variable } from '../contract/contract';
import { OwnVolume } from '../pod/own-volume';
import { ServiceMesh } from '../service-mesh/service-mesh';

const AUTHORITY: Shape = {
  type: 'PostgresCertificateAuthority',
  member: '_volume',
  example: 'PostgresCertificateAuthority.fromSecret(…)',
};

/** A Postgres server as its registry is told of it: by parts, or by a URL in a Secret. */
export interface PostgresServer {
  /** How messages name it. */
  readonly description: string;
  /** The factory that made it, for messages. */
  readonly factory: string;
  /** The server as a peer of policies, if the user gave one. */
  readonly peer?: INetworkPolicyPeer;
  /** The host, if it is known and an address. Policies use it if there is no peer. */
  readonly address?: string;
  /** The port that policies open. */
  readonly peerPort: number;
  readonly options: PostgresServerOptions & { readonly sslMode?: PostgresSslMode };
  /** Refuses more connections than the server accepts. */
  checkConnections(scope: IConstruct, pods: number | undefined): void;
  /** The variables of the connection, each checked. */
  env(scope: IConstruct): k8s.EnvVar[];
}

/** Parts of a registry's pod that its Postgres needs. */
export interface PostgresParts {
  readonly env: k8s.EnvVar[];
  readonly volumes: OwnVolume[];
  readonly initContainers: k8s.Container[];
}

/** What the pods of a registry have in common, whatever its database is. */
export interface DatabaseSetting {
  readonly serviceMesh: ServiceMesh;
  /** The image of all waits, if the user named one. */
  readonly toolsImage?: string;
}

export function postgresParts(scope: IConstruct, server: PostgresServer, setting: DatabaseSetting): PostgresParts {
  checkShapes(scope, server.options, { certificateAuthority: AUTHORITY });
  const { certificateAuthority, wait } = server.options;
  const { description } = server;
  const env = server.env(scope);
  return {
    env,
    volumes: certificateAuthority ? [certificateAuthority._volume(scope)] : [],
    initContainers: wait ? [databaseWait(scope, { options: wait, description, env, ...setting })] : [],
  };
}

/** MCP Mesh's own, in 3.6 to 3.8. */
const POOL_SIZE = 25;

/** The number of connections of each pod, if the user decided it or wants their sum checked. */
export function poolSizeOf(
  scope: IConstruct,
  { poolSize, connectionLimit }: PostgresServerOptions,
): number | undefined {
  if (poolSize !== undefined) {
    checkCount(scope, 'database poolSize', poolSize);
  }
  return poolSize ?? (connectionLimit === undefined ? undefined : POOL_SIZE);
}

function checkCount(scope: IConstruct, prop: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    refuse(scope, {
      given: `${prop} ${show(value)}`,
      rule: 'it is a number of connections, one or more',
      fix: `Give a number such as ${POOL_SIZE}`,
    });
  }
}

/** Refuses more connections of all pods together than the server accepts: a registry that gets none exits. */
export function checkConnections(
  scope: IConstruct,
  { poolSize = POOL_SIZE, connectionLimit }: PostgresServerOptions,
  pods: number | undefined,
): void {
  if (connectionLimit === undefined) {
    return;
  }
  checkCount(scope, 'database connectionLimit', connectionLimit);
  if (pods !== undefined && poolSize * pods > connectionLimit) {
    const fitting = Math.floor(connectionLimit / pods);
    refuse(scope, {
      given: `database poolSize ${poolSize}, with up to ${pods} pods at a time`,
      rule: `together they may open ${poolSize * pods} connections, and the server accepts ${connectionLimit} (connectionLimit)`,
      fix:
        fitting > 0
          ? `Give poolSize: ${fitting}, or run fewer replicas`
          : 'Run fewer replicas, or raise the limit of the server',
    });
  }
}

/** The mode, and the file of the authority's certificate, as the driver takes them in a URL (`sslmode`) or a variable (`PGSSLMODE`). */
export function tlsOf(
  scope: IConstruct,
  { certificateAuthority, sslMode = PostgresSslMode.REQUIRE }: PostgresServer['options'],
): { mode: PostgresSslMode; rootCertificate?: string } {
  if (certificateAuthority && sslMode === PostgresSslMode.DISABLE) {
    refuse(scope, {
      given: 'database certificateAuthority with sslMode DISABLE',
      rule: 'a connection that is never encrypted has no certificate to check',
      fix: 'Leave one of them out',
    });
  }
  if (!Object.values(PostgresSslMode).includes(sslMode)) {
    refuse(scope, {
      given: `database sslMode ${show(sslMode)}`,
      rule: `the registry's driver knows ${Object.values(PostgresSslMode).map(show).join(', ')}, and exits with any other`,
      fix: 'Give PostgresSslMode.REQUIRE, or DISABLE for a server without TLS',
    });
  }
  return { mode: sslMode, rootCertificate: certificateAuthority && CERTIFICATE_AUTHORITY_FILE };
}

/** Variables that would change the connection without the props, so users may not set them. */
export const POSTGRES_VARIABLES = [
  Variable.DATABASE_URL,
  Variable.PGPASSWORD,
  Variable.PGSSLMODE,
  Variable.PGSSLROOTCERT,
];
