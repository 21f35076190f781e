import { blockedDirections } from './blocked-directions';
import { ExternalTarget, neighbourNode } from './external-target';
import { NodeContent } from './graph-model';
import { peerLabel } from './policy-peers';
import { NetworkPolicy } from '../api/kinds';
import { describeObject } from '../api/kubernetes-object';
import { PolicyPeer, PolicyPort, PolicyRule } from '../api/networking';
import { listText } from '../base/list-text';
import { declaredPorts } from '../cluster/container-ports';
import { isEveryPod, podsOfPeer, selectsEverything } from '../cluster/peer-pods';
import { Pod } from '../cluster/pods';
import { isDnsPort, policyRules } from '../cluster/policy-rules';
import { policiesOver } from '../cluster/reachability';
import { containerPort } from '../cluster/services';
import { Mesh, MeshPod } from '../mesh/mesh';

/**
 * What an egress rule opens outside of the mesh: pods in the manifests, or something that the manifests do not
 * contain.
 */
type RuleTarget = { readonly pod: Pod; readonly ports: PolicyPort[] } | { readonly node: NodeContent };

/** A target, and the rule that opens it. */
interface OpenedTarget {
  readonly target: RuleTarget;
  /** "NetworkPolicy mesh/planner spec.egress[1]". */
  readonly by: string;
}

/** A selector that opens more pods than this is drawn as one node. */
const MAX_PODS_OF_SELECTOR = 5;

/** What the egress rules of NetworkPolicies let the pods of a mesh connect to outside of it. */
export class EgressTargets {
  private readonly targets = new Map<NetworkPolicy, OpenedTarget[]>();
  private readonly members: Set<Pod>;

  constructor(private readonly mesh: Mesh) {
    this.members = new Set<Pod>([...mesh.registries, ...mesh.agents, ...mesh.dashboards]);
  }

  public of(pod: MeshPod): ExternalTarget[] {
    return policiesOver(this.mesh.cluster, pod, 'Egress')
      .flatMap((policy) => this.targetsOfPolicy(policy))
      .map(({ target }) => this.externalTarget(pod, target));
  }

  /** The rules that let a pod connect to a node that stands for what the manifests do not contain. */
  public rulesTo(pod: Pod, name: string): string[] {
    return policiesOver(this.mesh.cluster, pod, 'Egress')
      .flatMap((policy) => this.targetsOfPolicy(policy))
      .flatMap(({ target, by }) => ('node' in target && target.node.name === name ? [by] : []));
  }

  private externalTarget(from: MeshPod, target: RuleTarget): ExternalTarget {
    if ('node' in target) {
      return { node: target.node, blocked: [] };
    }
    const ports = openedPorts(target.pod, target.ports);
    return {
      node: neighbourNode(target.pod, ports),
      blocked: blockedDirections(this.mesh.cluster, from, target.pod, ports),
    };
  }

  private targetsOfPolicy(policy: NetworkPolicy): OpenedTarget[] {
    const known = this.targets.get(policy);
    if (known) {
      return known;
    }
    const namespace = this.mesh.cluster.namespaceOf(policy);
    const targets = policyRules(policy, 'Egress').flatMap((rule, i) => {
      const by = `${describeObject(policy)} spec.egress[${i}]`;
      return this.targetsOfRule(rule, namespace).map((target): OpenedTarget => ({ target, by }));
    });
    this.targets.set(policy, targets);
    return targets;
  }

  private targetsOfRule({ to: peers = [], ports = [] }: PolicyRule, namespace: string): RuleTarget[] {
    // Every pod asks DNS.
    if (ports.length > 0 && ports.every(isDnsPort)) {
      return [];
    }
    const outside = (name: string): RuleTarget => ({
      node: { kind: 'outside', name: [name, ...ports.map(portLabel)].join(' ') },
    });
    if (peers.length === 0) {
      return [outside('anywhere')];
    }
    const blocks = peers.flatMap(({ ipBlock }) => (ipBlock ? [ipBlock] : []));
    const selectors = peers.filter(({ ipBlock }) => !ipBlock);
    return [
      ...(blocks.length ? [outside(ipBlocksLabel(blocks))] : []),
      ...selectors.flatMap((peer) => {
        const pods = this.podsOutsideOfMesh(peer, namespace);
        return pods === 'unknown' ? [outside(peerLabel(peer, namespace))] : pods.map((pod) => ({ pod, ports }));
      }),
    ];
  }

  /** The pods to draw for a peer, or that it stands for more than the manifests show one by one. */
  private podsOutsideOfMesh(peer: PolicyPeer, namespace: string): Pod[] | 'unknown' {
    const selected = podsOfPeer(this.mesh.cluster, peer, namespace);
    const others = selected.filter((pod) => !this.members.has(pod));
    if (selected.length > 0 && others.length === 0 && !isEveryPod(peer)) {
      return [];
    }
    return selected.length === 0 || others.length > MAX_PODS_OF_SELECTOR || selectsEverything(peer.podSelector)
      ? 'unknown'
      : others;
  }
}

/** The TCP ports of a pod that a rule opens: those that it names, or all that the pod declares. */
function openedPorts(pod: Pod, rulePorts: PolicyPort[]): number[] {
  const named = rulePorts
    .filter(({ protocol = 'TCP' }) => protocol === 'TCP')
    .flatMap(({ port, protocol }) => {
      const number = port === undefined ? undefined : containerPort(pod, port, protocol);
      return number === undefined ? [] : [number];
    });
  return named.length > 0 ? named : declaredPorts(pod).flatMap(({ containerPort: port }) => port ?? []);
}

/** ":5432", ":*", ":8000–8100/UDP". */
function portLabel({ port, endPort, protocol = 'TCP' }: PolicyPort): string {
  const range = endPort === undefined ? '' : `–${endPort}`;
  return `:${port ?? '*'}${range}${protocol === 'TCP' ? '' : `/${protocol}`}`;
}

/** All addresses without the private ranges are the internet. */
function ipBlocksLabel(blocks: NonNullable<PolicyPeer['ipBlock']>[]): string {
  if (blocks.every(({ cidr }) => cidr === '0.0.0.0/0' || cidr === '::/0')) {
    return blocks.some(({ cidr, except = [] }) => cidr === '0.0.0.0/0' && !except.includes('10.0.0.0/8'))
      ? 'any address'
      : 'internet';
  }
  return listText(blocks.map(({ cidr }) => String(cidr).replace(/\/(32|128)$/, '')));
}
