import { Sketch } from './boxes';
import { peerInWords, podsOf } from './peers';
import { Manifest } from '../cluster/manifest';
import { Pod } from '../cluster/pods';
import { closedBy, Direction, policiesOver } from '../cluster/reachability';
import { containerPort, openPorts } from '../cluster/services';
import { POSTGRES_PORT, Variable } from '../contract';
import { Mesh, MeshPod, Place } from '../rules/mesh';

/** Something beyond the mesh that a pod of it reaches for. */
export interface Reach {
  readonly to: Sketch;
  readonly closed: Direction[];
}

/** What a rule of a policy opens beyond the mesh: pods that the manifests show, or something that they do not. */
type Target = { readonly pod: Pod; readonly ports: Manifest[] } | { readonly sketch: Sketch };

/** Asked by everybody all the time: DNS is not drawn. */
const DNS_PORTS = [53, 5353];

/** Pods that one selector may open and that are still drawn one by one. */
const FEW = 5;

/** What the pods of a mesh reach beyond it: by the egress rules over them, and the registry's database by its URL. */
export class Beyond {
  private readonly targets = new Map<Manifest, Target[]>();
  private readonly members: Set<Pod>;

  constructor(private readonly mesh: Mesh) {
    this.members = new Set<Pod>([...mesh.registries, ...mesh.agents]);
  }

  public from(pod: MeshPod): Reach[] {
    const opened = policiesOver(this.mesh.cluster, pod, 'Egress').flatMap((policy) => this.targetsOf(policy)).map((target): Reach => {
      if ('sketch' in target) {
        return { to: target.sketch, closed: [] };
      }
      const ports = portsAt(target.pod, target.ports);
      const closed = ports.map((port) => closedBy(this.mesh.cluster, pod, target.pod, port));
      return { to: neighbour(target.pod, ports), closed: closed.every((each) => each.length > 0) ? closed[0] ?? [] : [] };
    });
    return [...opened, ...this.database(pod)];
  }

  private targetsOf(policy: Manifest): Target[] {
    const known = this.targets.get(policy) ?? (policy.spec?.egress ?? []).flatMap((rule: Manifest) => this.targetsOfRule(rule, this.mesh.cluster.namespaceOf(policy)));
    this.targets.set(policy, known);
    return known;
  }

  private targetsOfRule({ to: peers = [], ports = [] }: Manifest, namespace: string): Target[] {
    if (ports.length > 0 && ports.every(({ port }: Manifest) => DNS_PORTS.includes(port))) {
      return [];
    }
    const outside = (name: string, details?: string[]): Target => ({ sketch: { kind: 'outside', name: [name, ...ports.map(portInWords)].join(' '), details } });
    if (peers.length === 0) {
      return [outside('anywhere')];
    }
    const blocks: Manifest[] = peers.flatMap(({ ipBlock }: Manifest) => ipBlock ? [ipBlock] : []);
    const selectors: Manifest[] = peers.filter(({ ipBlock }: Manifest) => !ipBlock);
    return [...blocks.length ? [outside(...rangeInWords(blocks))] : [], ...selectors.flatMap((peer) => {
      const all = podsOf(this.mesh.cluster, peer, namespace);
      const strangers = all.filter((pod) => !this.members.has(pod));
      if (all.length > 0 && strangers.length === 0) {
        return [];
      }
      return all.length === 0 || strangers.length > FEW || Object.keys(peer.podSelector ?? {}).length === 0
        ? [outside(peerInWords(peer, namespace))]
        : strangers.map((pod) => ({ pod, ports }));
    })];
  }

  private database(pod: MeshPod): Reach[] {
    const { [Variable.DATABASE_URL]: url = '' } = pod.env;
    const place = this.mesh.registries.includes(pod) && /^postgres(ql)?:/.test(url) ? this.mesh.place(pod, withPort(url)) : undefined;
    if (place === undefined) {
      return [];
    }
    return place.endpoints.length === 0
      ? [{ to: { kind: 'outside', name: `${place.host}:${place.port}`, details: ['Postgres'] }, closed: this.closedTo(pod, place) }]
      : place.endpoints.filter((end) => !this.members.has(end.pod)).map((end) => ({ to: neighbour(end.pod, [end.port]), closed: closedBy(this.mesh.cluster, pod, end.pod, end.port) }));
  }

  private closedTo(pod: MeshPod, { found, port }: Place): Direction[] {
    return found && 'address' in found ? closedBy(this.mesh.cluster, pod, found.address, port) : [];
  }
}

function neighbour({ owner, namespace }: Pod, ports: number[]): Sketch {
  return { kind: 'neighbour', name: owner.metadata.name, namespace, object: owner.kind, ports: ports.map((port) => `:${port}`) };
}

/** The ports of a pod that rules of a policy mean: those that they name, or all that it opens. */
function portsAt(pod: Pod, rules: Manifest[]): number[] {
  const named = rules.filter(({ protocol = 'TCP' }) => protocol === 'TCP').flatMap(({ port, protocol }) => {
    const number = port === undefined ? undefined : containerPort(pod, port, protocol);
    return number === undefined ? [] : [number];
  });
  return named.length > 0 ? named : openPorts(pod).map(({ containerPort: port }) => port);
}

function portInWords({ port, endPort, protocol = 'TCP' }: Manifest): string {
  return `:${port ?? '*'}${endPort === undefined ? '' : `–${endPort}`}${protocol === 'TCP' ? '' : `/${protocol}`}`;
}

/** Everything but the ranges that clusters and their neighbours use is the internet. */
function rangeInWords(blocks: Manifest[]): [string, string[]?] {
  if (blocks.every(({ cidr }) => cidr === '0.0.0.0/0' || cidr === '::/0')) {
    return [blocks.some(({ cidr, except = [] }) => cidr === '0.0.0.0/0' && !except.includes('10.0.0.0/8')) ? 'any address' : 'internet'];
  }
  const [first, ...others] = blocks.map(({ cidr }) => String(cidr).replace(/\/(32|128)$/, ''));
  return others.length === 0 ? [first] : [`${first} and ${others.length} more`];
}

function withPort(url: string): string {
  try {
    const { hostname, port } = new URL(url);
    return `tcp://${hostname}:${port || POSTGRES_PORT}`;
  } catch {
    return '';
  }
}
