import { Fault, Rule } from './rule';
import { connectionsTo } from '../connections/agent-connections';
import { Connection } from '../connections/blocked-connections';
import { blockedGroups, endText } from '../connections/policy-fix';
import { reasonsText } from '../edges/reasons-text';
import { MeshPod } from '../mesh/mesh';

export const RULE: Rule = {
  id: 'policy-cuts-provider',
  title: 'A NetworkPolicy blocks an agent from an agent that it calls',
  severity: 'error',
  find: (mesh) => {
    const known = new Map<MeshPod, Omit<Connection, 'from'>[]>();
    const waysTo = (provider: MeshPod) => {
      const connections = known.get(provider) ?? connectionsTo(mesh, provider);
      known.set(provider, connections);
      return connections;
    };
    const wanted = mesh.agents.flatMap((from) =>
      mesh
        .callsOf(from)
        .filter(({ edge }) => edge.why !== 'sibling')
        .flatMap(({ to, edge }) => waysTo(to).map((connection) => ({ ...connection, from, edge }))),
    );
    return blockedGroups(mesh.cluster, wanted).map(
      ({ policy, field, path, related, because, connections, callers, fix }): Fault => {
        const [{ to, port }] = connections;
        const reasons = reasonsText(connections.map(({ edge }) => edge));
        return {
          object: policy,
          field: path,
          related,
          given: `${field} keeps ${callers} from ${endText(to)} on port ${port}, ${reasons}`,
          rule: `${because}; the registry gives out its address all the same, and every call fails`,
          fix,
        };
      },
    );
  },
};
