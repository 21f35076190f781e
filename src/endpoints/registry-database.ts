import { INetworkPolicyPeer, k8s, SecretValue } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { refuse, show } from '../base/problem';
import { POSTGRES_DATABASE, POSTGRES_PORT, SQLITE_FILE, Variable } from '../contract/contract';
import { checkPort, isHost } from '../kubernetes/checks';
import { literal, secretKey } from '../pod/env';
import { MeshStorage } from '../pod/storage';

/** How Postgres is asked for an encrypted connection, as libpq spells it. */
export enum PostgresSslMode {
  /** Never encrypted. */
  DISABLE = 'disable',
  /** Encrypted; the server's certificate is not checked. */
  REQUIRE = 'require',
  /** Encrypted; the certificate must come from a known authority. */
  VERIFY_CA = 'verify-ca',
  /** Encrypted; the certificate must also name the host. */
  VERIFY_FULL = 'verify-full',
}

/** A Postgres server that somebody runs already. */
export interface PostgresOptions {
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
   * The user's password, in a Secret that exists. It reaches the registry as `PGPASSWORD`, never inside the URL:
   * the registry logs its URL.
   */
  readonly password: SecretValue;
  /**
   * Encryption of the connection.
   *
   * @default - the driver's own: encrypted where the server offers it
   */
  readonly sslMode?: PostgresSslMode;
  /**
   * The server as a peer of network policies: its pods, its namespace or its addresses.
   *
   * @default - the host, where it is an IPv4 address; otherwise a `MeshNetworkPolicy` asks for it
   */
  readonly peer?: INetworkPolicyPeer;
  /**
   * The port of the peer's pods, where a Service in front of them translates its own: policies see the ports of pods.
   *
   * @default - port
   */
  readonly peerPort?: number;
}

/** Where a registry keeps what agents told it. */
export class RegistryDatabase {
  /**
   * The SQLite that is built into the registry, for exactly one replica.
   *
   * @param storage where the file lives; by default an `emptyDir`: agents register again by themselves when it is lost
   */
  public static sqlite(storage: MeshStorage = MeshStorage.ephemeral()): RegistryDatabase {
    return new RegistryDatabase(storage);
  }

  /**
   * A Postgres server, which several replicas of a registry can share.
   *
   * @param options where it is and who asks
   */
  public static postgres(options: PostgresOptions): RegistryDatabase {
    return new RegistryDatabase(undefined, options);
  }

  private constructor(
    /** @internal */
    public readonly _sqlite?: MeshStorage,
    /** @internal */
    public readonly _postgres?: PostgresOptions,
  ) {}

  /** @internal */
  public _env(scope: IConstruct): k8s.EnvVar[] {
    return this._postgres ? postgresEnv(scope, this._postgres) : [literal(Variable.DATABASE_URL, SQLITE_FILE)];
  }
}

function postgresEnv(scope: IConstruct, postgres: PostgresOptions): k8s.EnvVar[] {
  checkPostgres(scope, postgres);
  const { password } = postgres;
  return [
    literal(Variable.DATABASE_URL, databaseUrl(postgres)),
    secretKey(Variable.PGPASSWORD, password.secret.name, password.key),
  ];
}

/** The registry logs this URL, so it holds no password. */
function databaseUrl(postgres: PostgresOptions): string {
  const user = encodeURIComponent(postgres.user);
  const port = postgres.port ?? POSTGRES_PORT;
  const database = encodeURIComponent(postgres.database ?? POSTGRES_DATABASE);
  const query = postgres.sslMode ? `?sslmode=${postgres.sslMode}` : '';
  return `postgres://${user}@${postgres.host}:${port}/${database}${query}`;
}

function checkPostgres(scope: IConstruct, postgres: PostgresOptions): void {
  if (!postgres.password?.secret?.name || !postgres.password.key) {
    refuse(scope, {
      given: 'database password without a Secret',
      rule: 'a password is a key of a Secret, and never a text in the manifest',
      fix: 'Give { secret: Secret.fromSecretName(chart, id, name), key }',
    });
  }
  checkPort(scope, 'database port', postgres.port ?? POSTGRES_PORT);
  if (!isHost(postgres.host)) {
    refuse(scope, {
      given: `database host ${show(postgres.host)}`,
      rule: 'the host of a database is a DNS name or an IPv4 address, without scheme, port, user or password',
      fix: 'Give the host alone, such as "postgres.data.svc.cluster.local"; port, user and password have props of their own',
    });
  }
  if (postgres.peerPort !== undefined) {
    checkPort(scope, 'database peerPort', postgres.peerPort);
  }
  checkNotEmpty(scope, 'user', postgres.user);
  checkNotEmpty(scope, 'database', postgres.database ?? POSTGRES_DATABASE);
}

function checkNotEmpty(scope: IConstruct, prop: string, value: string): void {
  if (typeof value !== 'string' || value === '') {
    refuse(scope, {
      given: `database ${prop} ${show(value)}`,
      rule: `a connection to Postgres names its ${prop}`,
      fix: `Give the ${prop}`,
    });
  }
}
