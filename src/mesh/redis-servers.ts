import { Mesh, MeshPod } from './mesh';
import { KubernetesObject } from '../api/kubernetes-object';
import { behindAlias, resolve, resolverOf } from '../cluster/dns';
import { Environment } from '../cluster/environment';
import { REDIS_PORT, Variable } from '../contract/contract';
import { CACHE_ANNOTATION } from '../contract/recorded-calls';
import { tcp } from '../edges/edge';
import { ServerDeclaration } from '../edges/mesh-declaration';
import { isLoopback } from '../references/named-hosts';

/** The Redis that an agent's code uses, as it is recorded on its workload. */
export function cacheOf({ metadata }: Pick<KubernetesObject, 'metadata'>): ServerDeclaration | undefined {
  const { [CACHE_ANNOTATION]: address } = metadata.annotations ?? {};
  return address === undefined ? undefined : readCache(address);
}

/** A Redis by host and port. */
export function readCache(address: string): ServerDeclaration | undefined {
  return address.includes('/') || address.includes('@') ? undefined : serverAt(`redis://${address}`);
}

/** The Redis that a pod sends spans to, or reads them from; nothing without tracing, and where manifests do not tell it. */
export function tracingOf(env: Environment): ServerDeclaration | undefined {
  return isTracing(env) ? redisUrlOf(env) : undefined;
}

/** The Redis, and the database in it, that a pod means by its `REDIS_URL`; nothing if manifests do not tell. */
export function traceServerOf(mesh: Mesh, pod: MeshPod): string | undefined {
  const { [Variable.REDIS_URL]: url } = pod.env;
  const server = url === undefined ? undefined : serverAt(url);
  const [, database = '0'] = /^rediss?:\/\/[^/]+\/(\d+)/i.exec(url ?? '') ?? [];
  return server && !isLoopback(server.end.address.replace(/:\d+$/, ''))
    ? `${serverKey(mesh, pod, server.end.address)}/${database}`
    : undefined;
}

/** Whether tracing is on. The words are those of agents; the registry takes "true" alone. */
export function isTracing({ [Variable.TRACING_ENABLED]: value = '' }: Environment): boolean {
  return /^(true|1|yes|on)$/i.test(value.trim());
}

/** Where a registry or a dashboard reads spans, sends them, and looks traces up: host and port of each, and what it is. */
export function telemetryServers(env: Environment): { readonly address: string; readonly name: string }[] {
  const redis = tracingOf(env);
  if (redis === undefined) {
    return [];
  }
  const { [Variable.TELEMETRY_ENDPOINT]: collector, [Variable.TEMPO_URL]: tempo } = env;
  const [, tempoAddress] = /^https?:\/\/([^/]+)/.exec(tempo ?? '') ?? [];
  return [
    { address: redis.end.address, name: 'Redis' },
    ...(collector ? [{ address: collector, name: 'OTLP' }] : []),
    ...(tempoAddress ? [{ address: tempoAddress, name: 'Tempo' }] : []),
  ];
}

function redisUrlOf({ [Variable.REDIS_URL]: url }: Environment): ServerDeclaration | undefined {
  return url === undefined ? undefined : serverAt(url);
}

/** The server of a URL. What the kubelet composes, such as a password from a Secret, may stay in front of the host. */
function serverAt(url: string): ServerDeclaration | undefined {
  const [, host, port = String(REDIS_PORT)] =
    /^rediss?:\/\/(?:[^@/]*@)?(\[[^\]]+\]|[^\s/:@$]+)(?::(\d+))?(?:\/|$)/i.exec(url) ?? [];
  return host === undefined
    ? undefined
    : { end: { kind: 'server', address: `${host.toLowerCase()}:${port}` }, ports: tcp([Number(port)]) };
}

/**
 * Which server a pod means by a host and port: the same text for two pods that mean the same one, as far as manifests show it.
 */
export function serverKey({ cluster }: Mesh, pod: MeshPod, address: string): string {
  const [, host, port] = /^(.*):(\d+)$/.exec(address) ?? ['', address, ''];
  const found = resolve(cluster, host, resolverOf(pod));
  if (found === undefined || 'address' in found) {
    // A short name is one of the pod's own namespace.
    return `${host.includes('.') || host.includes(':') ? '' : `${pod.namespace}/`}${address}`;
  }
  const { name, namespace } = 'pod' in found ? found.pod : behindAlias(cluster, found.service);
  return `${namespace}/${name}:${port}`;
}
