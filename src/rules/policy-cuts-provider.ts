import { Fault, Rule } from './rule';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { Connection } from '../mesh/blocked-connections';
import { Mesh, MeshPod } from '../mesh/mesh';
import { blockedGroups, endText } from '../mesh/policy-fix';

export const RULE: Rule = {
  id: 'policy-cuts-provider',
  title: 'A NetworkPolicy keeps an agent from one that it depends on',
  severity: 'error',
  find: (mesh) => {
    const known = new Map<MeshPod, Omit<Connection, 'from'>[]>();
    const connectionsTo = (provider: MeshPod) => {
      const connections = known.get(provider) ?? connectionsToProvider(mesh, provider);
      known.set(provider, connections);
      return connections;
    };
    const wanted = mesh.agents.flatMap((from) =>
      mesh
        .dependenciesOf(from)
        .flatMap(({ wanted: { name }, providers }) =>
          providers.flatMap((provider) => connectionsTo(provider).map((to) => ({ ...to, from, capability: name }))),
        ),
    );
    return blockedGroups(mesh.cluster, wanted).map(({ policy, field, because, connections, callers, fix }): Fault => {
      const [{ to, port }] = connections;
      const capabilities = listText(connections.map(({ capability }) => show(capability)));
      return {
        object: policy,
        given: `${field} keeps ${callers} from ${endText(to)} on port ${port}, which provides ${capabilities}`,
        rule: `${because}; the registry gives out its address all the same, and every call fails`,
        fix,
      };
    });
  },
};

/** A provider's pod on the ports at which others call it: behind the address that it advertises, or the one that it listens on. */
function connectionsToProvider(mesh: Mesh, provider: MeshPod): Omit<Connection, 'from'>[] {
  const place = mesh.advertised(provider);
  const behind = (place?.endpoints ?? []).filter(({ pod }) => pod === provider).map(({ port }) => port);
  const listening = mesh.portOf(provider);
  if (behind.length > 0 && listening !== undefined && !behind.includes(listening)) {
    return []; // its Service leads to a port that it does not listen on: the rules about ports say what to change
  }
  const ports = behind.length > 0 ? behind : [listening];
  return [...new Set(ports)]
    .filter((port) => port !== undefined)
    .map((port) => ({ to: provider, port, servicePort: place?.port }));
}
