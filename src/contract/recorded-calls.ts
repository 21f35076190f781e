import { ANNOTATION_PREFIX } from '../kubernetes/naming';

/** The Redis that an agent's code uses: host and port, as `redis.data.svc.cluster.local:6379`. */
export const CACHE_ANNOTATION = `${ANNOTATION_PREFIX}/cache`;

/** The agents that an agent calls by an address: a JSON list of `{ name, namespace }` of their Services. */
export const CALLS_ANNOTATION = `${ANNOTATION_PREFIX}/calls`;

/** "true" or "false", if somebody decided whether the replicas of an agent call each other. */
export const CONNECT_REPLICAS_ANNOTATION = `${ANNOTATION_PREFIX}/connect-replicas`;
