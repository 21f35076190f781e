import { closedEnds } from './blocked-directions';
import { Sketch } from './graph-builder';
import { isEverywhere, peerInWords, podsOf, selectsAll } from './policy-peers';
import { Manifest } from '../cluster/manifest';
import { Pod } from '../cluster/pods';
import { Direction, policiesOver } from '../cluster/reachability';
import { containerPort, openPorts } from '../cluster/services';
import { POSTGRES_PORT, Variable } from '../contract/contract';
import { Mesh, MeshPod } from '../mesh/mesh';
import { isDnsPort, rulesOf } from '../mesh/reach';
import { several } from '../mesh/several';

/** Something beyond the mesh that a pod of it reaches for. */
export interface Reach {
  readonly to: Sketch;
  readonly closed: Direction[];
}

/** What a rule of a policy opens beyond the mesh: pods that the manifests show, or something that they do not. */
type Target = { readonly pod: Pod; readonly ports: Manifest[] } | { readonly sketch: Sketch };

/** Pods that one selector may open and that are still drawn one by one. */
const FEW = 5;

/** What the pods of a mesh reach beyond it: by the egress rules over them, and the registry's database by its URL. */
export class Beyond {
  private readonly targets = new Map<Manifest, Target[]>();
  private readonly registries: Set<Pod>;
  private readonly members: Set<Pod>;

  constructor(private readonly mesh: Mesh) {
    this.registries = new Set<Pod>(mesh.registries);
    this.members = new Set<Pod>([...mesh.registries, ...mesh.agents]);
  }

  public from(pod: MeshPod): Reach[] {
    const opened = policiesOver(this.mesh.cluster, pod, 'Egress')
      .flatMap((policy) => this.targetsOf(policy))
      .map((target): Reach => {
        if ('sketch' in target) {
          return { to: target.sketch, closed: [] };
        }
        const ports = portsAt(target.pod, target.ports);
        return { to: neighbour(target.pod, ports), closed: closedEnds(this.mesh.cluster, pod, target.pod, ports) };
      });
    return [...opened, ...this.database(pod)];
  }

  private targetsOf(policy: Manifest): Target[] {
    const namespace = this.mesh.cluster.namespaceOf(policy);
    const known =
      this.targets.get(policy) ?? rulesOf(policy, 'Egress').flatMap((rule) => this.targetsOfRule(rule, namespace));
    this.targets.set(policy, known);
    return known;
  }

  private targetsOfRule({ to: peers = [], ports = [] }: Manifest, namespace: string): Target[] {
    // DNS is asked by everybody all the time.
    if (ports.length > 0 && ports.every(isDnsPort)) {
      return [];
    }
    const outside = (name: string): Target => ({
      sketch: { kind: 'outside', name: [name, ...ports.map(portInWords)].join(' ') },
    });
    if (peers.length === 0) {
      return [outside('anywhere')];
    }
    const blocks: Manifest[] = peers.flatMap(({ ipBlock }: Manifest) => (ipBlock ? [ipBlock] : []));
    const selectors: Manifest[] = peers.filter(({ ipBlock }: Manifest) => !ipBlock);
    return [
      ...(blocks.length ? [outside(rangesInWords(blocks))] : []),
      ...selectors.flatMap((peer) => {
        const all = podsOf(this.mesh.cluster, peer, namespace);
        const strangers = all.filter((pod) => !this.members.has(pod));
        if (all.length > 0 && strangers.length === 0 && !isEverywhere(peer)) {
          return [];
        }
        return all.length === 0 || strangers.length > FEW || selectsAll(peer.podSelector)
          ? [outside(peerInWords(peer, namespace))]
          : strangers.map((pod) => ({ pod, ports }));
      }),
    ];
  }

  private database(pod: MeshPod): Reach[] {
    const { [Variable.DATABASE_URL]: url = '' } = pod.env;
    const place =
      this.registries.has(pod) && /^postgres(ql)?:/.test(url) ? this.mesh.place(pod, withPort(url)) : undefined;
    if (place === undefined) {
      return [];
    }
    const { host, port, found, endpoints } = place;
    return endpoints.length === 0
      ? [
          {
            to: { kind: 'outside', name: `${host}:${port}`, details: ['Postgres'] },
            closed: found && 'address' in found ? closedEnds(this.mesh.cluster, pod, found.address, [port]) : [],
          },
        ]
      : endpoints
          .filter((end) => !this.members.has(end.pod))
          .map((end) => ({
            to: neighbour(end.pod, [end.port]),
            closed: closedEnds(this.mesh.cluster, pod, end.pod, [end.port]),
          }));
  }
}

function neighbour({ owner, namespace }: Pod, ports: number[]): Sketch {
  return {
    kind: 'neighbour',
    name: owner.metadata.name,
    namespace,
    object: owner.kind,
    ports: ports.map((port) => `:${port}`),
  };
}

/** The ports of a pod that rules of a policy mean: those that they name, or all that it opens. */
function portsAt(pod: Pod, rules: Manifest[]): number[] {
  const named = rules
    .filter(({ protocol = 'TCP' }) => protocol === 'TCP')
    .flatMap(({ port, protocol }) => {
      const number = port === undefined ? undefined : containerPort(pod, port, protocol);
      return number === undefined ? [] : [number];
    });
  return named.length > 0 ? named : openPorts(pod).map(({ containerPort: port }) => port);
}

function portInWords({ port, endPort, protocol = 'TCP' }: Manifest): string {
  return `:${port ?? '*'}${endPort === undefined ? '' : `–${endPort}`}${protocol === 'TCP' ? '' : `/${protocol}`}`;
}

/** Everything but the ranges that clusters and their neighbours use is the internet. */
function rangesInWords(blocks: Manifest[]): string {
  if (blocks.every(({ cidr }) => cidr === '0.0.0.0/0' || cidr === '::/0')) {
    return blocks.some(({ cidr, except = [] }) => cidr === '0.0.0.0/0' && !except.includes('10.0.0.0/8'))
      ? 'any address'
      : 'internet';
  }
  return several(blocks.map(({ cidr }) => String(cidr).replace(/\/(32|128)$/, '')));
}

function withPort(url: string): string {
  try {
    const { hostname, port } = new URL(url);
    return `tcp://${hostname}:${port || POSTGRES_PORT}`;
  } catch {
    return '';
  }
}
