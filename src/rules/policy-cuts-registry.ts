import { isIP } from 'net';
import { Fault, Rule } from './rule';
import { Connection } from '../connections/blocked-connections';
import { blockedGroups, endText } from '../connections/policy-fix';
import { Mesh, MeshPod } from '../mesh/mesh';

export const RULE: Rule = {
  id: 'policy-cuts-registry',
  title: 'A NetworkPolicy blocks an agent from its registry',
  severity: 'error',
  find: (mesh) => {
    const wanted = mesh.agents.flatMap((from) => connectionsToRegistry(mesh, from).map((to) => ({ ...to, from })));
    return blockedGroups(mesh.cluster, wanted).map(
      ({ policy, field, path, related, because, connections, callers, fix }): Fault => {
        const [{ to, port }] = connections;
        return {
          object: policy,
          field: path,
          related,
          given: `${field} keeps ${callers} from the registry, ${endText(to)} on port ${port}`,
          rule: `${because}; an agent that cannot reach its registry runs and passes its probes, but no caller finds it`,
          fix,
        };
      },
    );
  },
};

/** The pods and ports behind an agent's registry URL, or the address in it. */
function connectionsToRegistry(mesh: Mesh, agent: MeshPod): Omit<Connection, 'from'>[] {
  const place = mesh.registryOf(agent);
  if (place !== undefined && isIP(place.host) && isOutside(place.host)) {
    return [{ to: place.host, port: place.port }];
  }
  return (place?.endpoints ?? []).map(({ pod, port }) => ({ to: pod, port, servicePort: place!.port }));
}

/** Policies do not apply to loopback. */
function isOutside(address: string): boolean {
  return !/^(127\.|0\.0\.0\.0)/.test(address);
}
