import { INetworkPolicyPeer, k8s, SecretValue } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { PostgresUrlOptions } from './postgres-options';
import { PostgresServer, tlsOf } from './postgres-server';
import { checkSecretValue } from './secret-value';
import { POSTGRES_PORT, Variable } from '../contract/contract';
import { checkPort } from '../kubernetes/checks';
import { literal, secretKey } from '../pod/env';

/** A Postgres server by a URL that only a Secret knows. */
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

  public get peerPort(): number {
    return this.options.peerPort ?? POSTGRES_PORT;
  }

  /** The driver reads the variables where the URL says nothing of the kind. */
  public env(scope: IConstruct): k8s.EnvVar[] {
    const { password } = this.options;
    const { secret, key } = checkSecretValue(scope, 'database URL', this.url);
    checkPort(scope, 'database peerPort', this.peerPort);
    const { mode, rootCertificate } = tlsOf(scope, this.options);
    return [
      secretKey(Variable.DATABASE_URL, secret.name, key),
      ...(password === undefined ? [] : [passwordFrom(scope, password)]),
      literal(Variable.PGSSLMODE, mode),
      ...(rootCertificate === undefined ? [] : [literal(Variable.PGSSLROOTCERT, rootCertificate)]),
    ];
  }
}

function passwordFrom(scope: IConstruct, password: SecretValue): k8s.EnvVar {
  const { secret, key } = checkSecretValue(scope, 'database password', password);
  return secretKey(Variable.PGPASSWORD, secret.name, key);
}
