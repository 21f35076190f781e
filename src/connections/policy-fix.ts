import { isIP } from 'net';
import { Block, blocksOf, Connection } from './blocked-connections';
import { FieldPath, fieldOf } from '../api/field-path';
import { NetworkPolicy } from '../api/kinds';
import { describeObject, KubernetesObject } from '../api/kubernetes-object';
import { groupBy } from '../base/group-by';
import { listText } from '../base/list-text';
import { Cluster } from '../cluster/cluster';
import { Pod } from '../cluster/pods';
import { Direction, End, RULE_FIELDS } from '../cluster/policy-rules';
import { COMPONENT_LABEL, NAME_LABEL, NAMESPACE_NAME_LABEL } from '../kubernetes/naming';

/** Connections of one or more pods that one side of one policy blocks in the same way. */
export interface BlockedGroup<C extends Connection> {
  readonly policy: NetworkPolicy;
  /** The policy's field with the rules that would have to allow them. */
  readonly field: string;
  /** What of them is nearest to it. */
  readonly path: FieldPath;
  /** The pods that are kept apart. */
  readonly related: { readonly object: KubernetesObject }[];
  readonly because: string;
  readonly connections: C[];
  /** The workloads that cannot connect, as a message lists them. */
  readonly callers: string;
  /** What to change in the policy, or beside it. */
  readonly fix: string;
}

/**
 * The connections that policies block: one group for each policy, side and receiver, however many pods want to connect.
 */
export function blockedGroups<C extends Connection>(cluster: Cluster, wanted: C[]): BlockedGroup<C>[] {
  const blocked = wanted.flatMap((connection) => blocksOf(cluster, connection).map((cut) => ({ cut, connection })));
  return groupBy(blocked, ({ cut }) => cut.policy)
    .flatMap((ofPolicy) => groupBy(ofPolicy, ({ cut, connection }) => groupKey(cut, connection)))
    .map((group) => {
      const [{ cut }] = group;
      const connections = group.map(({ connection }) => connection);
      return {
        policy: cut.policy,
        field: `spec.${RULE_FIELDS[cut.direction].rules}`,
        path: cut.part ? fieldOf(cut.policy, cut.part) : closingField(cut.policy, cut.direction),
        related: ownersOf([connections[0].to, ...connections.slice(0, MOST_CALLERS).map(({ from }) => from)]),
        because: cut.because,
        connections,
        callers: listText(connections.map(({ from }) => describeObject(from.owner))),
        fix: fixOf(cut, connections, cluster.namespaceOf(cut.policy)),
      };
    });
}

/** The workloads of pods, each once: replicas of one may be kept apart. */
function ownersOf(ends: End[]): { readonly object: KubernetesObject }[] {
  const owners = ends.flatMap((end) => (typeof end === 'string' ? [] : [end.owner]));
  return [...new Set(owners)].map((object) => ({ object }));
}

/** What of a policy closes a direction: the rules that lack one, or without any its type. */
export function closingField({ spec }: NetworkPolicy, direction: Direction): FieldPath {
  const { rules } = RULE_FIELDS[direction];
  return ['spec', spec?.[rules] === undefined && spec?.policyTypes !== undefined ? 'policyTypes' : rules];
}

/** So many callers are shown. */
const MOST_CALLERS = 9;

function groupKey({ direction, because }: Block, { to, port }: Connection): string {
  return [direction, endText(to), port, because].join('\n');
}

/** An end of a connection as messages call it. */
export function endText(end: End): string {
  return typeof end === 'string' ? end : describeObject(end.owner);
}

function fixOf({ direction, policy, byPort }: Block, connections: Connection[], namespace: string): string {
  const [{ to, port }] = connections;
  const { rules, peers } = RULE_FIELDS[direction];
  if (byPort) {
    return `Put TCP port ${port} into the ports of that rule`;
  }
  const callers = connections.map(({ from }) => from);
  const peer = peerText(direction === 'Egress' ? [to] : callers, namespace);
  return `${whereToAllow(direction, policy, connections)} the ${rules} rule { ${peers}: [${peer}], ports: [{ protocol: TCP, port: ${port} }] }`;
}

function whereToAllow(direction: Block['direction'], policy: NetworkPolicy, connections: Connection[]): string {
  const [{ to }] = connections;
  const closed =
    direction === 'Ingress' && typeof to !== 'string'
      ? describeObject(to.owner)
      : listText(connections.map(({ from }) => describeObject(from.owner)));
  return placeToAllow(policy, closed);
}

/** A policy over all pods of a namespace closes it on purpose; what one of them needs belongs into one of its own. */
export function placeToAllow(policy: NetworkPolicy, closed: string): string {
  return selectsAll(policy)
    ? `Leave ${describeObject(policy)} as it is, and give ${closed} a policy of its own with`
    : `Add to ${describeObject(policy)}`;
}

function selectsAll({ spec }: NetworkPolicy): boolean {
  const { matchLabels = {}, matchExpressions = [] } = spec?.podSelector ?? {};
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
}

/** A peer that selects some pods from a policy's namespace: one pod by its name, several by a label that they share. */
function peerText(ends: End[], policyNamespace: string): string {
  const pods = ends.filter((end): end is Pod => typeof end !== 'string');
  if (pods.length < ends.length) {
    return `{ ipBlock: { cidr: ${ends[0]}/${isIP(ends[0] as string) === 6 ? 128 : 32} } }`;
  }
  const label = commonLabel(pods);
  const podSelector =
    label === undefined ? 'podSelector: …' : `podSelector: { matchLabels: { ${label}: ${pods[0].labels[label]} } }`;
  const namespaces = [...new Set(pods.map(({ namespace }) => namespace))];
  if (namespaces.length === 1 && namespaces[0] === policyNamespace) {
    return `{ ${podSelector} }`;
  }
  const namespace = namespaces.length === 1 ? namespaces[0] : '…';
  return `{ namespaceSelector: { matchLabels: { ${NAMESPACE_NAME_LABEL}: ${namespace} } }, ${podSelector} }`;
}

/** The key of a label that all of the pods have with one value: the usual ones first. */
function commonLabel([first, ...others]: Pod[]): string | undefined {
  const keys = Object.keys(first.labels).filter((key) =>
    others.every(({ labels }) => labels[key] === first.labels[key]),
  );
  const usual = [NAME_LABEL, COMPONENT_LABEL, 'app'].find((each) => keys.includes(each));
  return usual ?? (others.length === 0 ? keys[0] : undefined);
}
