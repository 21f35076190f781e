import { Duration } from 'cdk8s';
import { INetworkPolicyPeer, k8s, SecretValue } from 'cdk8s-plus-28';
import { PostgresCertificateAuthority } from './postgres-certificate-authority';

/**
 * How the registry encrypts its connection to Postgres: the modes of its driver (Go's lib/pq). There is no "prefer":
 * if the server has no TLS, you must use `DISABLE`.
 */
export enum PostgresSslMode {
  /** Never encrypted. For a server without TLS, such as the image `postgres` as it comes. */
  DISABLE = 'disable',
  /** Encrypted. The server's certificate is not checked, unless a `certificateAuthority` is given. */
  REQUIRE = 'require',
  /** Encrypted; the certificate must come from a known authority. */
  VERIFY_CA = 'verify-ca',
  /** Encrypted; the certificate must also name the host. */
  VERIFY_FULL = 'verify-full',
}

/** How the registry's pod waits for its database. */
export interface PostgresWaitOptions {
  /**
   * After this time the init container fails, so that you see it in the pod's status; the kubelet then tries again.
   *
   * @default Duration.minutes(5)
   */
  readonly timeout?: Duration;
  /**
   * Image with a POSIX shell and `pg_isready`.
   *
   * @default - `toolsImage` of the registry's `agentDefaults`, or "postgres:16.10-alpine"
   */
  readonly image?: string;
  /**
   * Requests and limits of the init container, as a whole; `{}` means none.
   *
   * @default - requests 10m CPU, 16Mi memory, 16Mi ephemeral storage; limits 100m CPU, 64Mi memory, 64Mi ephemeral storage
   */
  readonly resources?: k8s.ResourceRequirements;
}

/** What can be said of a Postgres server, however the registry is told where it is. */
export interface PostgresServerOptions {
  /**
   * The authority that signed the server's certificate, if the registry's image does not trust it. Its certificate is
   * mounted into the registry's pod. With `REQUIRE` the driver then checks the certificate as with `VERIFY_CA`.
   *
   * @default - the authorities that the image trusts
   */
  readonly certificateAuthority?: PostgresCertificateAuthority;
  /**
   * Delays the registry's pod until the database accepts connections, with an init container that runs `pg_isready`.
   * The answer comes from the server itself, so this also works behind the proxy of a service mesh.
   *
   * @default - no wait; the registry exits while its database is down, and the kubelet starts it again with a back-off
   */
  readonly wait?: PostgresWaitOptions;
  /**
   * The maximum number of connections of each replica of the registry (`DB_MAX_OPEN_CONNECTIONS`).
   *
   * @default - MCP Mesh's own, 25
   */
  readonly poolSize?: number;
  /**
   * The maximum number of connections that the server accepts from the registry. Synthesis fails if `poolSize` times
   * the replicas, including those that a rollout adds, is larger.
   *
   * @default - not checked
   */
  readonly connectionLimit?: number;
}

/** An existing Postgres server. */
export interface PostgresOptions extends PostgresServerOptions {
  /** Host name or address of the server. */
  readonly host: string;
  /**
   * Port of the server.
   *
   * @default 5432
   */
  readonly port?: number;
  /**
   * Name of the database.
   *
   * @default "mcp_mesh"
   */
  readonly database?: string;
  /** The user to connect as. */
  readonly user: string;
  /**
   * The user's password, in an existing Secret. The registry gets it as `PGPASSWORD`, not in the URL, because it logs
   * its URL.
   */
  readonly password: SecretValue;
  /**
   * Encryption of the connection. The URL always contains it.
   *
   * @default PostgresSslMode.REQUIRE
   */
  readonly sslMode?: PostgresSslMode;
  /**
   * The server as a peer of network policies: its pods, its namespace or its addresses.
   *
   * @default - the host, where it is an IPv4 address; otherwise a `MeshNetworkPolicy` asks for it
   */
  readonly peer?: INetworkPolicyPeer;
  /**
   * The port of the peer's pods, if their Service has a different port: policies see the ports of pods.
   *
   * @default - port
   */
  readonly peerPort?: number;
}

/** Options of a Postgres server whose URL is in a Secret. */
export interface PostgresUrlOptions extends PostgresServerOptions {
  /**
   * The password, if the URL has none. The registry logs its URL, so this keeps the password out of the log.
   *
   * @default - the URL's
   */
  readonly password?: SecretValue;
  /**
   * Encryption of the connection, if the URL does not contain `sslmode`.
   *
   * @default PostgresSslMode.REQUIRE
   */
  readonly sslMode?: PostgresSslMode;
  /**
   * The server as a peer of network policies: its pods, its namespace or its addresses.
   *
   * @default - a `MeshNetworkPolicy` asks for it
   */
  readonly peer?: INetworkPolicyPeer;
  /**
   * The port of the peer's pods: policies see the ports of pods.
   *
   * @default 5432
   */
  readonly peerPort?: number;
}
