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

/** The database of a registry. */
export class RegistryDatabase {
  /**
   * The registry's built-in SQLite, for exactly one replica.
   *
   * @param storage the storage of the file; by default an `emptyDir`: if it is lost, agents register again
   * automatically
   */
  public static sqlite(storage: MeshStorage = MeshStorage.ephemeral()): RegistryDatabase {
    return new RegistryDatabase(storage);
  }

  /**
   * A Postgres server, which several replicas of a registry can share.
   *
   * @param options the address, user and password
   */
  public static postgres(options: PostgresOptions): RegistryDatabase {
    return new RegistryDatabase(undefined, new PostgresByParts(options));
  }

  /**
   * A Postgres server by its full URL, `postgres://…`, in an existing Secret, such as one of an operator or a cloud
   * service. The registry logs its URL, including a password in it.
   *
   * @param url the Secret, in the registry's namespace, and its key
   * @param options what the URL does not contain
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
