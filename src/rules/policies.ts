import { isIP } from 'net';
import { Fault, Rule } from './rule';
import { groupBy } from '../base/group-by';
import { several } from '../base/list-text';
import { show } from '../base/problem';
import { describeObject, Manifest } from '../cluster/manifest';
import { Pod } from '../cluster/pods';
import { End } from '../cluster/reachability';
import { COMPONENT_LABEL, NAME_LABEL, NAMESPACE_NAME_LABEL } from '../kubernetes/naming';
import { Cut, cuts, FIELDS, Wanted } from '../mesh/blocked-connections';
import { Mesh, MeshPod } from '../mesh/mesh';

export const POLICY_CUTS_REGISTRY: Rule = {
  id: 'policy-cuts-registry',
  title: 'A NetworkPolicy keeps an agent from its registry',
  severity: 'error',
  find: (mesh) => {
    const wanted = mesh.agents.flatMap((from) => wayToRegistry(mesh, from).map((way) => ({ ...way, from })));
    return reported(mesh, wanted, ({ to, port }, agents) => ({
      given: `keeps ${agents} from the registry, ${typeof to === 'string' ? to : describeObject(to.owner)} on port ${port}`,
      consequence: 'an agent that cannot reach its registry runs and passes its probes, and nobody ever finds it',
    }));
  },
};

export const POLICY_CUTS_PROVIDER: Rule = {
  id: 'policy-cuts-provider',
  title: 'A NetworkPolicy keeps an agent from one that it depends on',
  severity: 'error',
  find: (mesh) => {
    const ways = new Map<MeshPod, Omit<Wanted, 'from'>[]>();
    const waysTo = (provider: MeshPod) => {
      const known = ways.get(provider) ?? waysToProvider(mesh, provider);
      ways.set(provider, known);
      return known;
    };
    const wanted = mesh.agents.flatMap((from) =>
      mesh
        .dependenciesOf(from)
        .flatMap(({ wanted: { name }, providers }) =>
          providers.flatMap((provider) => waysTo(provider).map((way) => ({ ...way, from, capability: name }))),
        ),
    );
    return reported(mesh, wanted, ({ to, port }, agents, all) => ({
      given: `keeps ${agents} from ${describeObject((to as Pod).owner)} on port ${port}, which provides ${several(all.map(({ capability }) => show(capability)))}`,
      consequence: 'the registry gives out its address all the same, and every call fails',
    }));
  },
};

/** The pods and ports behind an agent's registry URL, or the address in it. */
function wayToRegistry(mesh: Mesh, agent: MeshPod): Omit<Wanted, 'from'>[] {
  const place = mesh.registryOf(agent);
  return place === undefined
    ? []
    : isIP(place.host) && isOutside(place.host)
      ? [{ to: place.host, port: place.port }]
      : place.endpoints.map(({ pod, port }) => ({ to: pod, port, servicePort: place.port }));
}

/** Of loopback no policy knows. */
function isOutside(address: string): boolean {
  return !/^(127\.|0\.0\.0\.0)/.test(address);
}

/** A provider's pod on the ports at which others call it: behind the address that it advertises, or the one that it listens on. */
function waysToProvider(mesh: Mesh, provider: MeshPod): Omit<Wanted, 'from'>[] {
  const place = mesh.advertised(provider);
  const behind = (place?.endpoints ?? []).filter(({ pod }) => pod === provider).map(({ port }) => port);
  const listening = mesh.portOf(provider);
  if (behind.length > 0 && listening !== undefined && !behind.includes(listening)) {
    return []; // its Service leads to a port that it does not listen on: the rules about ports say what to change
  }
  const ports = behind.length > 0 ? behind : listening === undefined ? [] : [listening];
  return [...new Set(ports)].map((port) => ({ to: provider, port, servicePort: place?.port }));
}

interface Words {
  readonly given: string;
  readonly consequence: string;
}

/** One finding for each policy, side and receiver, however many agents it cuts off. */
function reported<W extends Wanted>(
  { cluster }: Mesh,
  wanted: W[],
  words: (one: W, agents: string, all: W[]) => Words,
): Fault[] {
  const found = wanted.flatMap((each) => cuts(cluster, each).map((cut) => ({ cut, each })));
  return groupBy(found, ({ cut }) => cut.policy)
    .flatMap((ofPolicy) =>
      groupBy(ofPolicy, ({ cut: { direction, because }, each: { to, port } }) =>
        [direction, typeof to === 'string' ? to : describeObject(to.owner), port, because].join('\n'),
      ),
    )
    .map((group): Fault => {
      const [{ cut, each }] = group;
      const all = group.map((one) => one.each);
      const { given, consequence } = words(each, several(all.map(({ from }) => describeObject(from.owner))), all);
      return {
        object: cut.policy,
        given: `spec.${FIELDS[cut.direction].rules} ${given}`,
        rule: `${cut.because}; ${consequence}`,
        fix: fixOf(cut, all, cluster.namespaceOf(cut.policy)),
      };
    });
}

function fixOf({ direction, policy, byPort }: Cut, all: Wanted[], namespace: string): string {
  const [{ to, port }] = all;
  const { rules, peers } = FIELDS[direction];
  if (byPort) {
    return `Put TCP port ${port} into the ports of that rule`;
  }
  const peer =
    direction === 'Egress'
      ? peerOf([to], namespace)
      : peerOf(
          all.map(({ from }) => from),
          namespace,
        );
  // A policy over all pods of a namespace shuts it; what one of them needs is said in one of its own.
  const closed =
    direction === 'Ingress' && typeof to !== 'string'
      ? describeObject(to.owner)
      : several(all.map(({ from }) => describeObject(from.owner)));
  const place = selectsAll(policy)
    ? `Leave ${describeObject(policy)} as it is, and give ${closed} a policy of its own with`
    : `Add to ${describeObject(policy)}`;
  return `${place} the ${rules} rule { ${peers}: [${peer}], ports: [{ protocol: TCP, port: ${port} }] }`;
}

function selectsAll({ spec }: Manifest): boolean {
  const { matchLabels = {}, matchExpressions = [] } = spec?.podSelector ?? {};
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
}

/** What selects some pods from a policy's namespace: by name where there is one, by what all of them are where there are more. */
function peerOf(ends: End[], home: string): string {
  const pods = ends.filter((end): end is Pod => typeof end !== 'string');
  if (pods.length < ends.length) {
    return `{ ipBlock: { cidr: ${ends[0]}/${isIP(ends[0] as string) === 6 ? 128 : 32} } }`;
  }
  const [first, ...others] = pods;
  const keys = Object.keys(first.labels).filter((key) =>
    others.every(({ labels }) => labels[key] === first.labels[key]),
  );
  const key =
    [NAME_LABEL, COMPONENT_LABEL, 'app'].find((each) => keys.includes(each)) ??
    (others.length === 0 ? keys[0] : undefined);
  const podSelector =
    key === undefined ? 'podSelector: …' : `podSelector: { matchLabels: { ${key}: ${first.labels[key]} } }`;
  const namespaces = [...new Set(pods.map(({ namespace }) => namespace))];
  return namespaces.length === 1 && namespaces[0] === home
    ? `{ ${podSelector} }`
    : `{ namespaceSelector: { matchLabels: { ${NAMESPACE_NAME_LABEL}: ${namespaces.length === 1 ? namespaces[0] : '…'} } }, ${podSelector} }`;
}
