import { Fault, Rule } from './rule';
import { Connection } from '../connections/blocked-connections';
import { blockedGroups, endText } from '../connections/policy-fix';
import { postgresPlace } from '../mesh/database-urls';

export const RULE: Rule = {
  id: 'policy-cuts-database',
  title: 'A NetworkPolicy blocks a registry from its database',
  severity: 'error',
  find: (mesh) => {
    const wanted = mesh.registries.flatMap((from): Connection[] => {
      const place = postgresPlace(mesh, from);
      if (place?.found !== undefined && 'address' in place.found) {
        return [{ from, to: place.found.address, port: place.port }];
      }
      return (place?.endpoints ?? []).map(({ pod, port }) => ({ from, to: pod, port, servicePort: place!.port }));
    });
    return blockedGroups(mesh.cluster, wanted).map(
      ({ policy, field, path, related, because, connections, callers, fix }): Fault => {
        const [{ to, port }] = connections;
        return {
          object: policy,
          field: path,
          related,
          given: `${field} keeps the registry, ${callers}, from its database, ${endText(to)} on port ${port}`,
          rule: `${because}; a registry that does not reach its database exits, and starts again and again`,
          fix,
        };
      },
    );
  },
};
