import { proxyOf } from './proxies';
import { append } from '../base/append';
import { Cluster } from '../cluster/cluster';
import { Pod } from '../cluster/pods';
import { containerPort, Service } from '../cluster/services';
import { connectionsTo } from '../connections/agent-connections';
import { Connection } from '../connections/blocked-connections';
import { Edge } from '../edges/edge';
import { Mesh, MeshPod } from '../mesh/mesh';

/** A request of HTTP. */
export interface Request {
  readonly method: string;
  readonly path: string;
}

/** A connection that a mesh needs, as Istio sees it. */
export interface NeededConnection extends Connection {
  readonly to: Pod;
  /** What is asked there. */
  readonly requests: Request[];
  /** Why; nothing for an agent that registers. */
  readonly edge?: Edge;
}

/** What is asked of a registry, where agents register and ask again and again whether something has changed, and of agents. */
export const MESH_REQUESTS = {
  registry: [
    { method: 'POST', path: '/heartbeat' },
    { method: 'HEAD', path: '/heartbeat/agent-1' },
  ],
  agent: [{ method: 'POST', path: '/mcp' }],
};

/** The connections of agents to their registry, and to the agents that they call. */
export function neededConnections(mesh: Mesh): NeededConnection[] {
  const known = new Map<MeshPod, Omit<Connection, 'from'>[]>();
  const waysTo = (agent: MeshPod) => {
    const connections = known.get(agent) ?? connectionsTo(mesh, agent);
    known.set(agent, connections);
    return connections;
  };
  return mesh.agents.flatMap((from): NeededConnection[] => {
    const place = mesh.registryOf(from);
    const registering = (place?.endpoints ?? []).map(({ pod, port }): NeededConnection => ({
      from,
      to: pod,
      port,
      servicePort: place!.port,
      requests: MESH_REQUESTS.registry,
    }));
    const calling = mesh
      .callsOf(from)
      .filter(({ edge }) => edge.why !== 'sibling')
      .flatMap(({ to, edge }) =>
        waysTo(to).map((way): NeededConnection => ({ ...way, from, to, edge, requests: MESH_REQUESTS.agent })),
      );
    return [...registering, ...calling];
  });
}

/** Whether Istio sees HTTP there: not on a port that a Service declares as another protocol. Unnamed ones are looked into. */
export function isPlainTcp({ cluster }: Mesh, pod: Pod, port: number): boolean {
  const declared = servicesBefore(cluster, pod).flatMap(({ ports }) =>
    ports.filter((each) => containerPort(pod, each.targetPort ?? each.port ?? 0) === port),
  );
  return declared.length > 0 && declared.every(isTcpPort);
}

const SERVICES = new WeakMap<Cluster, Map<Pod, Service[]>>();

/** The Services that select a pod. */
export function servicesBefore(cluster: Cluster, pod: Pod): Service[] {
  let byPod = SERVICES.get(cluster);
  if (byPod === undefined) {
    byPod = new Map<Pod, Service[]>();
    for (const service of cluster.services) {
      for (const each of service.pods) {
        append(byPod, each, service);
      }
    }
    SERVICES.set(cluster, byPod);
  }
  return byPod.get(pod) ?? [];
}

/** Protocols that Istio takes for TCP: what they say is not read as HTTP (`Parse` in istio.io/istio/pkg/config/protocol). */
const NOT_HTTP = /^(tcp|tls|https|mongo|redis|mysql|udp)$/i;

/** Whether a port of a Service is declared as something else than HTTP. `appProtocol` wins over the start of the name. */
export function isTcpPort({
  name = '',
  appProtocol,
}: {
  readonly name?: string;
  readonly appProtocol?: string;
}): boolean {
  return NOT_HTTP.test(appProtocol ?? name.split('-')[0]);
}

/** Whether a caller has an identity there: mutual TLS needs a proxy at both ends. Nothing if the manifests do not tell. */
export function hasIdentity({ cluster }: Mesh, from: Pod): boolean | undefined {
  const proxy = proxyOf(cluster, from);
  return proxy === undefined ? undefined : proxy !== 'none';
}
