import { INetworkPolicyPeer, k8s, SecretValue } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { PostgresUrlOptions } from './postgres-options';
import { checkConnections, PostgresServer, tlsOf } from './postgres-server';
import { checkSecretValue } from './secret-value';
import { POSTGRES_PORT, Variable } from '../contract/contract';
import { checkPort } from '../kubernetes/checks';
import { literal, secretKey } from '../pod/env';

/** A Postgres server whose URL is in a Secret. */
export class PostgresByUrl implements PostgresServer {
  public readonly factory = 'RegistryDatabase.postgresUrl';

  constructor(
    private readonly url: SecretValue,
    public readonly options: PostgresUrlOptions,
  ) {}

  public get description(): string {
    return `Postgres at the URL in Secret ${this.url?.secret?.name}`;
  }

  public get peer(): INetworkPolicyPeer | undefined {
    return this.options.peer;
  }

  public checkConnections(scope: IConstruct, pods: number | undefined): void {
    checkConnections(scope, this.options, pods);
  }

  public get peerPort(): number {
    return this.options.peerPort ?? POSTGRES_PORT;
  }

  /** The driver reads each variable if the URL does not have its value. */
  public env(scope: IConstruct): k8s.EnvVar[] {
    const { password } = this.options;
    const { secret, key } = checkSecretValue(scope, 'database URL', this.url);
    checkPort(scope, 'database peerPort', this.peerPort);
    const { mode, rootCertificate } = tlsOf(scope, this.options);
    const env = [secretKey(Variable.DATABASE_URL, secret.name, key)];
    if (password !== undefined) {
      env.push(passwordFrom(scope, password));
    }
    env.push(literal(Variable.PGSSLMODE, mode));
    if (rootCertificate !== undefined) {
      env.push(literal(Variable.PGSSLROOTCERT, rootCertificate));
    }
    return env;
  }
}

function passwordFrom(scope: IConstruct, password: SecretValue): k8s.EnvVar {
  const { secret, key } = checkSecretValue(scope, 'database password', password);
  return secretKey(Variable.PGPASSWORD, secret.name, key);
}
