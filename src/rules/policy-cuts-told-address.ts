import { Fault, Rule } from './rule';
import { listText } from '../base/list-text';
import { blockedGroups, endText } from '../connections/policy-fix';
import { toldBy, toldConnections } from '../connections/told-connections';

/** Nobody sees that a policy and a variable disagree: the connection times out. */
export const RULE: Rule = {
  id: 'policy-cuts-told-address',
  title: 'A NetworkPolicy blocks a pod from an address in its variables or commands',
  severity: 'warning',
  find: (mesh) =>
    blockedGroups(mesh.cluster, mesh.cluster.all('NetworkPolicy').length === 0 ? [] : toldConnections(mesh)).map(
      ({ policy, field, path, related, because, connections, callers, fix }): Fault => {
        const [{ to, port }] = connections;
        const sources = [...new Set(connections.map(({ told }) => toldBy(told)))];
        return {
          object: policy,
          field: path,
          related,
          given: `${field} keeps ${callers} from ${endText(to)} on port ${port}, which ${listText(sources)} ${sources.length > 1 ? 'name' : 'names'}`,
          rule: `${because}; every connection there times out`,
          fix,
        };
      },
    ),
};
