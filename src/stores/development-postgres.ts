import { SecretValue } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { DevelopmentStore } from './development-store';
import { DevelopmentStoreProps } from './development-store-props';
import { STORE_DIRECTORY } from './store-objects';
import { refuse, show } from '../base/problem';
import { POSTGRES_DATABASE, POSTGRES_IMAGE, POSTGRES_PORT } from '../contract/contract';
import { PostgresSslMode, PostgresWaitOptions } from '../endpoints/postgres-options';
import { RegistryDatabase } from '../endpoints/registry-database';
import { checkSecretValue } from '../endpoints/secret-value';
import { literal, secretKey } from '../pod/env';

/** What a `DevelopmentPostgres` can be told. */
export interface DevelopmentPostgresProps extends DevelopmentStoreProps {
  /** The user's password, in an existing Secret in the namespaces of the store and of the registry. */
  readonly password: SecretValue;
  /**
   * The user that owns the database.
   *
   * @default "mcp_mesh"
   */
  readonly user?: string;
  /**
   * Name of the database. The server creates it at its first start; later changes do not affect existing data.
   *
   * @default "mcp_mesh"
   */
  readonly database?: string;
  /**
   * Delays the registry's pod until the server accepts connections.
   *
   * @default - no wait; the registry exits while its database is down, and the kubelet starts it again with a back-off
   */
  readonly wait?: PostgresWaitOptions;
}

/**
 * A small Postgres for development, without backup, failover or TLS.
 *
 * Creates a StatefulSet with one pod and a claim, its Service, a ServiceAccount without a token, and a NetworkPolicy
 * that allows the registries and dashboards to which you pass its `database`. The claim stays if the StatefulSet is
 * deleted.
 *
 * @example
 * const postgres = new DevelopmentPostgres(chart, 'postgres', {
 *   password: { secret: kplus.Secret.fromSecretName(chart, 'password', 'postgres'), key: 'password' },
 * });
 * const stored = new MeshRegistry(chart, 'registry', { database: postgres.database });
 */
export class DevelopmentPostgres extends DevelopmentStore {
  /** The database, for a registry. */
  public readonly database: RegistryDatabase;

  /**
   * @param scope the chart or construct that holds the store
   * @param id name of the construct, and of the store if `serviceName` is not given
   * @param props options of the store
   */
  constructor(scope: Construct, id: string, props: DevelopmentPostgresProps) {
    super(scope, id, props);
    const { user = POSTGRES_DATABASE, database = POSTGRES_DATABASE } = props;
    const { secret, key } = checkSecretValue(this, 'password', props.password);
    Object.entries({ user, database }).forEach(([prop, value]) => this.checkName(prop, value));
    this.database = RegistryDatabase.postgres({
      host: this.host,
      user,
      database,
      password: props.password,
      sslMode: PostgresSslMode.DISABLE, // the image has no certificate
      wait: props.wait,
      peer: this,
    });
    this._make(
      {
        image: POSTGRES_IMAGE,
        port: POSTGRES_PORT,
        portName: 'tcp-postgres',
        scratch: ['/tmp', '/var/run/postgresql'],
        container: {
          env: [
            literal('POSTGRES_USER', user),
            literal('POSTGRES_DB', database),
            secretKey('POSTGRES_PASSWORD', secret.name, key),
            literal('PGDATA', `${STORE_DIRECTORY}/postgres`), // a claim may have files of its file system's own
          ],
          probe: ['pg_isready', '-U', user, '-d', database],
        },
      },
      this.database._clients,
    );
  }

  /** The image's script makes both at the first start. */
  private checkName(prop: string, value: unknown): void {
    if (typeof value !== 'string' || !/^[A-Za-z_][\w-]{0,62}$/.test(value)) {
      refuse(this, {
        given: `${prop} ${show(value)}`,
        rule: "it is a name of at most 63 letters, digits, '_' and '-', which begins with a letter or '_'",
        fix: 'Give such a name, or leave it out',
      });
    }
  }
}
