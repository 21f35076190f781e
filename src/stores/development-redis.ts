import { k8s, SecretValue } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { DevelopmentStore } from './development-store';
import { DevelopmentStoreProps } from './development-store-props';
import { STORE_DIRECTORY } from './store-objects';
import { REDIS_IMAGE, REDIS_PORT, Variable } from '../contract/contract';
import { RedisEndpoint } from '../endpoints/redis-endpoint';
import { checkSecretValue } from '../endpoints/secret-value';
import { secretKey } from '../pod/env';

/** What a `DevelopmentRedis` can be told. */
export interface DevelopmentRedisProps extends DevelopmentStoreProps {
  /**
   * The password of the server, in an existing Secret in the namespaces of the store and of its users. It must be
   * URL-safe, and agents in Python log it: see `RedisOptions.password`.
   *
   * @default - none: the policy decides who may connect
   */
  readonly password?: SecretValue;
}

/**
 * A small Redis for development, without backup, failover or TLS. It writes its data to a claim.
 *
 * Creates a StatefulSet with one pod, its Service, a ServiceAccount without a token, and a NetworkPolicy that allows
 * the constructs to which you pass its `endpoint`: agents (by `redis`, or by the `tracing` of their registry), the
 * registry and dashboards.
 *
 * @example
 * const redis = new DevelopmentRedis(chart, 'redis');
 * const traced = new MeshRegistry(chart, 'registry', { tracing: { redis: redis.endpoint } });
 */
export class DevelopmentRedis extends DevelopmentStore {
  /** The server, for `tracing` of a registry and `redis` of an agent. */
  public readonly endpoint: RedisEndpoint;

  /**
   * @param scope the chart or construct that holds the store
   * @param id name of the construct, and of the store if `serviceName` is not given
   * @param props options of the store
   */
  constructor(scope: Construct, id: string, props: DevelopmentRedisProps = {}) {
    super(scope, id, props);
    const { password } = props;
    this.endpoint = RedisEndpoint.of({ host: this.host, password, peer: this });
    const args = ['--appendonly', 'yes', '--dir', STORE_DIRECTORY];
    this._make(
      {
        image: REDIS_IMAGE,
        port: REDIS_PORT,
        portName: 'tcp-redis',
        scratch: ['/tmp'],
        container: {
          args: password ? [...args, '--requirepass', `$(${Variable.REDIS_PASSWORD})`] : args,
          env: password && this.passwordVariables(password),
          probe: ['redis-cli', 'ping'],
        },
      },
      this.endpoint._clients,
    );
  }

  /** For the server, and for the command line tool that the probe runs. */
  private passwordVariables(password: SecretValue): k8s.EnvVar[] {
    const { secret, key } = checkSecretValue(this, 'password', password);
    return [Variable.REDIS_PASSWORD, 'REDISCLI_AUTH'].map((name) => secretKey(name, secret.name, key));
  }
}
