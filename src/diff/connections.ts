import { CandidatePeers } from './candidate-peers';
import { canonical } from './canonical';
import { openRanges, portBreaks, PortRange, without } from './port-ranges';
import { NetworkPolicy } from '../api/kinds';
import { describeObject } from '../api/kubernetes-object';
import { Cluster } from '../cluster/cluster';
import { declaredPorts } from '../cluster/container-ports';
import { Pod } from '../cluster/pods';
import { Direction, End, policyPeers, policyRules } from '../cluster/policy-rules';
import { policiesOver } from '../cluster/reachability';

/** Ports on which one end may now reach another, or may no longer. */
export interface ConnectionChange {
  readonly from: string;
  readonly to: string;
  readonly ports: PortRange[];
}

export interface ConnectionChanges {
  readonly opened: ConnectionChange[];
  readonly closed: ConnectionChange[];
  /** Whether there were too many pairs to compare all. */
  readonly isPartial: boolean;
}

/** So many pairs are compared, which takes seconds. */
const MOST_PAIRS = 100_000;

/** An address that only ranges for everybody contain (TEST-NET-2), and what it stands for. */
export const INTERNET: Outside = { address: '198.51.100.1', name: 'the internet' };

export interface Outside {
  readonly address: string;
  readonly name: string;
}

/** One workload before and after. */
interface Version {
  readonly name: string;
  readonly before: Pod;
  readonly after: Pod;
  readonly hasChanged: boolean;
}

/**
 * The connections that NetworkPolicies open and close between workloads that are in both versions, and between them and addresses
 * that policies name. Only pairs with an end whose labels, ports or policies changed are compared: no other can change.
 */
export function connectionChanges(before: Cluster, after: Cluster): ConnectionChanges {
  const versions = versionsOf(before, after);
  const changed = versions.filter(({ hasChanged }) => hasChanged);
  const opened: ConnectionChange[] = [];
  const closed: ConnectionChange[] = [];
  let pairs = 0;
  const compare = (from: [End, End, string], to: [End, End, string]) => {
    pairs += 1;
    if (pairs > MOST_PAIRS) {
      return;
    }
    const [oldFrom, newFrom, fromName] = from;
    const [oldTo, newTo, toName] = to;
    const breaks = [...portBreaks(before, oldFrom, oldTo), ...portBreaks(after, newFrom, newTo)];
    const old = openRanges(before, oldFrom, oldTo, breaks);
    const current = openRanges(after, newFrom, newTo, breaks);
    const more = without(current, old);
    const less = without(old, current);
    if (more.length > 0) {
      opened.push({ from: fromName, to: toName, ports: more });
    }
    if (less.length > 0) {
      closed.push({ from: fromName, to: toName, ports: less });
    }
  };
  const ends = ({ before: old, after: current, name }: Version): [End, End, string] => [old, current, name];
  const peers = new VersionPeers(before, after, versions);
  for (const one of changed) {
    peers.of(one, 'Egress').forEach((other) => compare(ends(one), ends(other)));
    // A changed one takes its own turn as the sender.
    peers
      .of(one, 'Ingress')
      .filter(({ hasChanged }) => !hasChanged)
      .forEach((other) => compare(ends(other), ends(one)));
    for (const { address, name } of addressesOf(before, after, one)) {
      compare(ends(one), [address, address, name]);
      compare([address, address, name], ends(one));
    }
  }
  return { opened, closed, isPartial: pairs > MOST_PAIRS };
}

/** The workloads with which one may connect, before or after. */
class VersionPeers {
  private readonly candidates: [CandidatePeers, CandidatePeers];
  private readonly byPod: Map<Pod, Version>;

  constructor(before: Cluster, after: Cluster, versions: Version[]) {
    this.candidates = [new CandidatePeers(before), new CandidatePeers(after)];
    this.byPod = new Map(versions.flatMap((each) => [each.before, each.after].map((pod) => [pod, each] as const)));
  }

  public of(version: Version, direction: Direction): Version[] {
    const pods = [
      ...this.candidates[0].of(version.before, direction),
      ...this.candidates[1].of(version.after, direction),
    ];
    const found = new Set(pods.flatMap((pod) => this.byPod.get(pod) ?? []));
    found.delete(version);
    return [...found];
  }
}

function versionsOf(before: Cluster, after: Cluster): Version[] {
  const signatures = [new Signatures(before), new Signatures(after)] as const;
  // Policies do not apply to pods on the node's network.
  const inNetwork = ({ pods }: Cluster) => pods.filter(({ spec }) => spec.hostNetwork !== true);
  const known = new Map(inNetwork(before).map((pod) => [nameOf(pod), pod]));
  return inNetwork(after).flatMap((pod): Version[] => {
    const name = nameOf(pod);
    const old = known.get(name);
    return old === undefined
      ? []
      : [{ name, before: old, after: pod, hasChanged: signatures[0].of(old) !== signatures[1].of(pod) }];
  });
}

function nameOf({ owner }: Pod): string {
  return describeObject(owner);
}

/** All that decides what a pod may reach, and by whom it may be reached. */
class Signatures {
  private readonly policies = new Map<NetworkPolicy, string>();
  private readonly lists = new Map<NetworkPolicy[], string>();

  constructor(private readonly cluster: Cluster) {}

  public of(pod: Pod): string {
    const { labels, namespace, spec } = pod;
    return [
      namespace,
      canonical(labels),
      canonical(this.cluster.namespaces.get(namespace)),
      canonical(declaredPorts(pod).map(({ name, containerPort, protocol }) => [name, containerPort, protocol])),
      String(spec.hostNetwork === true),
      ...(['Ingress', 'Egress'] as const).map((direction) => this.list(policiesOver(this.cluster, pod, direction))),
    ].join('\n');
  }

  /** Pods under the same policies have the same list. */
  private list(policies: NetworkPolicy[]): string {
    const known =
      this.lists.get(policies) ??
      policies
        .map((policy) => this.policy(policy))
        .sort()
        .join('\n');
    this.lists.set(policies, known);
    return known;
  }

  private policy(policy: NetworkPolicy): string {
    const known = this.policies.get(policy) ?? canonical(policy.spec);
    this.policies.set(policy, known);
    return known;
  }
}

/** Ranges beyond these are not looked at, for each workload. */
const MOST_RANGES = 50;

/** The internet, and an address for each range that policies over a workload name. */
function addressesOf(before: Cluster, after: Cluster, version: Version): Outside[] {
  const ranges = [...rangesOver(before, version.before), ...rangesOver(after, version.after)];
  const others = [...new Set(ranges)]
    .filter((cidr) => !/^(0\.0\.0\.0|::)\/0$/.test(cidr))
    .slice(0, MOST_RANGES)
    .map((cidr) => ({ address: cidr.split('/')[0], name: cidr }));
  return [INTERNET, ...others];
}

function rangesOver(cluster: Cluster, pod: Pod): string[] {
  return (['Ingress', 'Egress'] as Direction[]).flatMap((direction) =>
    policiesOver(cluster, pod, direction)
      .flatMap((policy) => policyRules(policy, direction))
      .flatMap((rule) => policyPeers(rule, direction))
      .flatMap(({ ipBlock }) => ipBlock?.cidr ?? []),
  );
}
