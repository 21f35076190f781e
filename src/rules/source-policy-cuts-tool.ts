import { Fault, Rule } from './rule';
import { describeObject } from '../api/kubernetes-object';
import { connectionsTo } from '../connections/agent-connections';
import { blockedGroups, endText } from '../connections/policy-fix';
import { reasonsText } from '../edges/reasons-text';
import { asDeclaredByCode } from '../mesh/declared-by-code';
import { Mesh, MeshPod } from '../mesh/mesh';
import { AgentCall } from '../mesh/mesh-edges';

export const RULE: Rule = {
  id: 'source-policy-cuts-tool',
  title: 'A NetworkPolicy blocks a connection that the code needs and no manifest records',
  severity: 'error',
  find: (mesh) => {
    if (mesh.code.pairs.length === 0) {
      return [];
    }
    const coded = mesh.withObjects(asDeclaredByCode(mesh.objects, mesh.code));
    const known = recordedCalls(mesh);
    const wanted = coded.agents.flatMap((from) =>
      coded
        .callsOf(from)
        .filter((call) => call.edge.why !== 'sibling' && !known.has(keyOf(from, call)))
        .flatMap(({ to, edge }) => connectionsTo(coded, to).map((connection) => ({ ...connection, from, edge }))),
    );
    return blockedGroups(coded.cluster, wanted).map(
      ({ policy, field, path, related, because, connections, callers, fix }): Fault => {
        const [{ to, port }] = connections;
        return {
          object: policy,
          field: path,
          related,
          given: `${field} keeps ${callers} from ${endText(to)} on port ${port}, ${reasonsText(connections.map(({ edge }) => edge))}`,
          rule: `${because}; no manifest records this connection, only the code, so every call fails`,
          fix,
        };
      },
    );
  },
};

/** What `policy-cuts-provider` reports, if it is closed. */
function recordedCalls(mesh: Mesh): Set<string> {
  return new Set(mesh.agents.flatMap((from) => mesh.callsOf(from).map((call) => keyOf(from, call))));
}

function keyOf(from: MeshPod, { to }: AgentCall): string {
  return `${describeObject(from.owner)} ${describeObject(to.owner)}`;
}
