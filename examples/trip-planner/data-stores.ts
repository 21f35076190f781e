import { Chart } from 'cdk8s';
import { DevelopmentPostgres, DevelopmentRedis, RedisEndpoint, RegistryDatabase } from 'cdk8s-mcp-mesh';
import { Secret } from 'cdk8s-plus-28';

/** Where the mesh keeps its data. Managed stores come in the same form: RegistryDatabase.postgres(…) and RedisEndpoint.of(…). */
export interface DataStores {
  readonly database: RegistryDatabase;
  readonly redis: RedisEndpoint;
}

/** One small Postgres and one small Redis, without backup or failover. Their policies admit those who use them. */
export function dataStores(chart: Chart): DataStores {
  const secret = Secret.fromSecretName(chart, 'postgres-password', 'trip-planner-postgres');
  return {
    database: new DevelopmentPostgres(chart, 'postgres', { password: { secret, key: 'password' } }).database,
    redis: new DevelopmentRedis(chart, 'redis').endpoint,
  };
}
