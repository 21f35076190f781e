import { Duration } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { PostgresWaitOptions } from './postgres-options';
import { POSTGRES_WAIT_IMAGE, Variable } from '../contract/contract';
import { containerSecurityContext } from '../pod/pod-security';
import { INTERVAL, waitContainer, waitSeconds } from '../pod/wait-loop';
import { ServiceMesh } from '../service-mesh/service-mesh';

/**
 * Asks the server in its own protocol, because a proxy accepts every TCP connection in the server's place. The query of the URL is
 * left out: `pg_isready` reads `verify-full` in another way than the registry's driver.
 */
const PROBE = `pg_isready -q -t ${INTERVAL} -d "\${${Variable.DATABASE_URL}%%\\?*}"`;

const NAME = 'wait-for-database';

/** Everything that decides how a registry waits for its Postgres. */
export interface DatabaseWaitPlan {
  readonly options: PostgresWaitOptions;
  /** The server, for messages. */
  readonly description: string;
  /** The variables of the registry, of which the URL is used. */
  readonly env: k8s.EnvVar[];
  readonly serviceMesh: ServiceMesh;
  /** The image of all waits, if the user named one. */
  readonly toolsImage?: string;
}

/** The init container that holds a registry back until its Postgres accepts connections. */
export function databaseWait(scope: IConstruct, plan: DatabaseWaitPlan): k8s.Container {
  const prop = 'database wait';
  const { timeout = Duration.minutes(5), image = plan.toolsImage ?? POSTGRES_WAIT_IMAGE, resources } = plan.options;
  const seconds = waitSeconds(scope, prop, timeout)!;
  const { securityContext } = plan.serviceMesh._implementation.initContainers;
  return {
    ...waitContainer(scope, {
      name: NAME,
      prop,
      image,
      resources,
      program: 'pg_isready',
      probe: PROBE,
      waiting: 'Waiting for the database...',
      bound: { timeout: seconds, failure: `${plan.description} accepted no connections within ${seconds} s` },
    }),
    env: plan.env.filter(({ name }) => name === Variable.DATABASE_URL),
    securityContext: containerSecurityContext(securityContext),
  };
}
