import { INetworkPolicyPeer, k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { PostgresOptions } from './postgres-options';
import { checkConnections, PostgresServer, tlsOf } from './postgres-server';
import { checkSecretValue } from './secret-value';
import { refuse, show } from '../base/problem';
import { POSTGRES_DATABASE, POSTGRES_PORT, Variable } from '../contract/contract';
import { checkPort } from '../kubernetes/checks';
import { hostOf } from '../kubernetes/host';
import { literal, secretKey } from '../pod/env';

/** A Postgres server by host, user and the like. */
export class PostgresByParts implements PostgresServer {
  public readonly factory = 'RegistryDatabase.postgres';

  constructor(public readonly options: PostgresOptions) {}

  public get description(): string {
    return `Postgres at ${this.options.host}:${this.port}`;
  }

  public get peer(): INetworkPolicyPeer | undefined {
    return this.options.peer;
  }

  public get address(): string | undefined {
    return hostOf(this.options.host)?.address;
  }

  public checkConnections(scope: IConstruct, pods: number | undefined): void {
    checkConnections(scope, this.options, pods);
  }

  public get peerPort(): number {
    return this.options.peerPort ?? this.port;
  }

  public env(scope: IConstruct): k8s.EnvVar[] {
    const { host, user, password, database = POSTGRES_DATABASE, peerPort } = this.options;
    const { secret, key } = checkSecretValue(scope, 'database password', password);
    checkPort(scope, 'database port', this.port);
    const { inUrl } =
      hostOf(host) ??
      refuse(scope, {
        given: `database host ${show(host)}`,
        rule: 'the host of a database is a DNS name or an address, without scheme, port, user or password',
        fix: 'Give the host alone, such as "postgres.data.svc.cluster.local"; port, user and password have props of their own',
      });
    if (peerPort !== undefined) {
      checkPort(scope, 'database peerPort', peerPort);
    }
    checkNamed(scope, { user, database });
    return [
      literal(
        Variable.DATABASE_URL,
        `postgres://${encodeURIComponent(user)}@${inUrl}:${this.port}/${encodeURIComponent(database)}?${this.query(scope)}`,
      ),
      secretKey(Variable.PGPASSWORD, secret.name, key),
    ];
  }

  private get port(): number {
    return this.options.port ?? POSTGRES_PORT;
  }

  /** The mode is always written: a reader of the URL need not know the driver's default. */
  private query(scope: IConstruct): string {
    const { mode, rootCertificate } = tlsOf(scope, this.options);
    return `sslmode=${mode}${rootCertificate === undefined ? '' : `&sslrootcert=${rootCertificate}`}`;
  }
}

function checkNamed(scope: IConstruct, names: { [prop: string]: string }): void {
  for (const [prop, value] of Object.entries(names)) {
    if (typeof value !== 'string' || value === '') {
      refuse(scope, {
        given: `database ${prop} ${show(value)}`,
        rule: `a connection to Postgres names its ${prop}`,
        fix: `Give the ${prop}`,
      });
    }
  }
}
