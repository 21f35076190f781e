import { Duration } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { PostgresWaitOptions } from './postgres-options';
import { POSTGRES_WAIT_IMAGE, Variable } from '../contract/contract';
import { containerSecurityContext } from '../pod/pod-security';
import { INTERVAL, waitContainer, waitSeconds } from '../pod/wait-loop';
import { ServiceMesh } from '../service-mesh/service-mesh';

/**
 * Asks the server itself, in its own protocol: a proxy accepts every TCP connection in its place. Without the query of the URL, so
 * that the question is not one of certificates: `pg_isready` reads `verify-full` in another way than the registry's driver.
 */
const PROBE = `pg_isready -q -t ${INTERVAL} -d "\${${Variable.DATABASE_URL}%%\\?*}"`;

const NAME = 'wait-for-database';

/** The init container that holds a registry back until its Postgres accepts connections. */
export function databaseWait(
  scope: IConstruct,
  { timeout = Duration.minutes(5), image = POSTGRES_WAIT_IMAGE, resources }: PostgresWaitOptions,
  { description }: { readonly description: string },
  env: k8s.EnvVar[],
  serviceMesh: ServiceMesh,
): k8s.Container {
  const prop = 'database wait';
  const seconds = waitSeconds(scope, prop, timeout)!;
  const { registryWait } = serviceMesh._implementation;
  return {
    ...waitContainer(scope, {
      name: NAME,
      prop,
      image,
      resources,
      probe: PROBE,
      waiting: 'Waiting for the database...',
      bound: { timeout: seconds, failure: `${description} accepted no connections within ${seconds} s` },
    }),
    env: env.filter(({ name }) => name === Variable.DATABASE_URL),
    // Where init containers start before the proxy, its own user's traffic passes it by.
    securityContext: containerSecurityContext(registryWait.securityContext),
  };
}
