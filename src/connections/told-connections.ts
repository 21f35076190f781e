import { isIP } from 'net';
import { Connection } from './blocked-connections';
import { isKind } from '../api/kinds';
import { describeObject } from '../api/kubernetes-object';
import { containersOf } from '../cluster/containers';
import { behindAlias, destinations, Host, resolve, resolverOf } from '../cluster/dns';
import { Pod } from '../cluster/pods';
import { Endpoint } from '../cluster/services';
import { Variable } from '../contract/contract';
import { postgresPlace } from '../mesh/database-urls';
import { Mesh, MeshPod } from '../mesh/mesh';
import { isLoopback } from '../references/named-hosts';
import { ToldHost, toldHosts } from '../references/told-hosts';

/** A connection that a pod is told to open. */
export interface ToldConnection extends Connection {
  readonly told: ToldHost;
}

/** Variables that list hosts that nobody connects to because of them, or the pod's own. */
const NO_DESTINATION = new RegExp(
  `^(${Variable.HTTP_HOST}|${Variable.SERVICE_NAME})$|NO_?PROXY|ALLOW|TRUST|ORIGIN|CORS|ISSUER|AUDIENCE|PUBLIC|EXTERNAL|ADVERTISE|CALLBACK|REDIRECT`,
  'i',
);

const TRACING_ENABLED = 'MCP_MESH_DISTRIBUTED_TRACING_ENABLED';

/** Variables that MCP Mesh reads only while it traces. */
const READ_WHILE_TRACING = new Set<string | undefined>(['REDIS_URL', 'TELEMETRY_ENDPOINT', 'TEMPO_URL']);

/**
 * The connections to pods, and to addresses, that pods open because a variable, a command or a file names them. Those of agents to
 * their registry and to each other, and of registries to their database, are left out: rules of their own look at them.
 */
export function toldConnections(mesh: Mesh): ToldConnection[] {
  const { cluster } = mesh;
  const lookedAt = knownEnds(mesh);
  const tracesNothing = new Set<Pod>([...mesh.agents, ...mesh.registries].filter(isWithoutTracing));
  return cluster.pods.flatMap((from) =>
    containersOf(from)
      .flatMap((container) => toldHosts(cluster, from, container))
      .filter(({ variable, isLookedUp }) => isLookedUp !== true && !NO_DESTINATION.test(variable ?? ''))
      .filter(({ variable }) => !(tracesNothing.has(from) && READ_WHILE_TRACING.has(variable)))
      .flatMap((told) => connectionsBy(mesh, from, told))
      .filter(({ to }) => to !== from && !lookedAt.get(from.owner)?.has(typeof to === 'string' ? to : to.owner)),
  );
}

/** For the workload of each member of the mesh, those that it calls as one: other rules say what keeps it from them. */
function knownEnds(mesh: Mesh): Map<object, Set<unknown>> {
  const known = new Map<object, Set<unknown>>();
  const add = ({ owner }: MeshPod, ends: unknown[]) =>
    known.set(owner, new Set([...(known.get(owner) ?? []), ...ends]));
  for (const agent of mesh.agents) {
    const place = mesh.registryOf(agent);
    add(agent, [place?.host, ...ownersOf(place?.endpoints), ...mesh.callsOf(agent).map(({ to }) => to.owner)]);
  }
  for (const registry of mesh.registries) {
    const place = postgresPlace(mesh, registry);
    add(registry, [place?.host, ...ownersOf(place?.endpoints)]);
  }
  return known;
}

function ownersOf(ends: Endpoint[] = []): unknown[] {
  return ends.map(({ pod }) => pod.owner);
}

function isWithoutTracing({ env }: MeshPod): boolean {
  return /^(false|0|no|off)$/i.test(env[TRACING_ENABLED] ?? '');
}

function connectionsBy(mesh: Mesh, from: Pod, told: ToldHost): ToldConnection[] {
  if (isIP(told.host)) {
    return told.port === undefined || isLoopback(told.host) ? [] : [{ from, to: told.host, port: told.port, told }];
  }
  const named = resolve(mesh.cluster, told.host, resolverOf(from));
  const found = named && 'service' in named ? { service: behindAlias(mesh.cluster, named.service) } : named;
  const port = told.port ?? onlyPort(found);
  return port === undefined
    ? []
    : destinations(found, port).map((end) => ({ from, to: end.pod, port: end.port, servicePort: port, told }));
}

/** What a host without a port means: the only port of the Service. */
function onlyPort(found: Host | undefined): number | undefined {
  const ports = found !== undefined && 'service' in found ? found.service.ports : [];
  const [port] = ports;
  return ports.length === 1 && (port.protocol ?? 'TCP') === 'TCP' ? port.port : undefined;
}

/** What names an address, as a message says it. */
export function toldBy({ place, holder, variable }: ToldHost): string {
  if (isKind(holder, 'ConfigMap') || isKind(holder, 'Secret')) {
    return `${place} of ${describeObject(holder)}`;
  }
  return variable === undefined ? `its ${place.split(': ').pop()}` : `env ${variable}`;
}
