import { SecretValue } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { PostgresByParts } from './postgres-database-url';
import { PostgresOptions, PostgresUrlOptions } from './postgres-options';
import { DatabaseSetting, POSTGRES_VARIABLES, postgresParts, PostgresParts, PostgresServer } from './postgres-server';
import { PostgresByUrl } from './postgres-url-from-secret';
import { StoreClient } from './store-client';
import { SQLITE_FILE, Variable } from '../contract/contract';
import { literal } from '../pod/env';
import { MeshStorage } from '../pod/storage';

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
    return new RegistryDatabase(undefined, new PostgresByParts(options));
  }

  /**
   * A Postgres server by its whole URL, `postgres://…`, in a Secret that exists, as operators and cloud services write it. The
   * registry logs its URL: a password inside of it is in the log.
   *
   * @param url the Secret, in the registry's namespace, and its key
   * @param options what the URL does not say
   */
  public static postgresUrl(url: SecretValue, options: PostgresUrlOptions = {}): RegistryDatabase {
    return new RegistryDatabase(undefined, new PostgresByUrl(url, options));
  }

  /** Who uses the database, for the policy of a server that the app runs. @internal */
  public readonly _clients: StoreClient[] = [];

  private constructor(
    /** @internal */
    public readonly _sqlite?: MeshStorage,
    /** @internal */
    public readonly _postgres?: PostgresServer,
  ) {}

  /** Notes a user. @internal */
  public _use(client: StoreClient): void {
    this._clients.push(client);
  }

  /** What the registry's pod needs, beside the volume of SQLite. @internal */
  public _podParts(scope: IConstruct, setting: DatabaseSetting): PostgresParts {
    return this._postgres
      ? postgresParts(scope, this._postgres, setting)
      : { env: [literal(Variable.DATABASE_URL, SQLITE_FILE)], volumes: [], initContainers: [] };
  }

  /** Variables that users may not set. @internal */
  public get _reservedVariables(): string[] {
    return this._postgres ? POSTGRES_VARIABLES : [Variable.DATABASE_URL];
  }
}
