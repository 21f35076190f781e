import { Fault, Rule } from './rule';
import { blockedGroups, endText } from '../connections/policy-fix';
import { Mesh, MeshPod } from '../mesh/mesh';

export const RULE: Rule = {
  id: 'policy-cuts-replicas',
  title: 'A NetworkPolicy blocks replicas of an agent from each other',
  severity: 'warning',
  find: (mesh) => {
    const wanted = mesh.agents.flatMap((agent) => {
      const port = mesh.portOf(agent);
      return port !== undefined && callsReplicas(mesh, agent)
        ? [{ from: agent, to: agent, port, toReplica: true }]
        : [];
    });
    return blockedGroups(mesh.cluster, wanted).map(
      ({ policy, field, path, related, because, connections, fix }): Fault => {
        const [{ to, port }] = connections;
        return {
          object: policy,
          field: path,
          related,
          given: `${field} keeps the replicas of ${endText(to)} from each other on port ${port}`,
          rule: `${because}; Python agents forward a session to the replica that holds it, and those requests end with a 503`,
          fix,
        };
      },
    );
  },
};

function callsReplicas(mesh: Mesh, agent: MeshPod): boolean {
  return mesh.callsOf(agent).some(({ edge }) => edge.why === 'sibling');
}
