import { BlockList, isIPv6 } from 'net';
import { Cluster } from './cluster';
import { Manifest } from './manifests';
import { Pod } from './pods';
import { selects } from './selectors';
import { containerPort } from './services';

/** One end of a connection: a pod of the cluster, or an address outside. */
export type End = Pod | string;

type Direction = 'Ingress' | 'Egress';

/**
 * Whether the NetworkPolicies let one end open a connection to a port of the other. Both ends must agree: the
 * sender's egress and the receiver's ingress. The port is that of the receiving pod, not of a Service in front of it.
 */
export function mayReach(cluster: Cluster, from: End, to: End, port: number, protocol: string = 'TCP'): boolean {
  // "A Pod cannot block access to itself."
  return from === to || [['Egress', from, to] as const, ['Ingress', to, from] as const].every(([direction, subject, peer]) => {
    const policies = policiesOver(cluster, subject, direction);
    return policies.length === 0 || policies.some((policy) => allows(cluster, policy, direction, peer, to, port, protocol));
  });
}

/** The policies that isolate a pod in a direction; a pod that none selects is open, and an address is nobody's to isolate. */
export function policiesOver(cluster: Cluster, end: End, direction: Direction): Manifest[] {
  return typeof end === 'string' ? [] : cluster.all('NetworkPolicy').filter((policy) => cluster.namespaceOf(policy) === end.namespace
    && selects(policy.spec.podSelector ?? {}, end.labels) && policyTypes(policy).includes(direction));
}

/** Ingress always, unless types are named; egress where there is a rule for it. `egress: []` alone denies nothing. */
function policyTypes({ spec }: Manifest): Direction[] {
  return spec.policyTypes?.length ? spec.policyTypes : ['Ingress', ...(spec.egress?.length ? ['Egress' as const] : [])];
}

function allows(cluster: Cluster, policy: Manifest, direction: Direction, peer: End, to: End, port: number, protocol: string): boolean {
  const rules: Manifest[] = (direction === 'Ingress' ? policy.spec.ingress : policy.spec.egress) ?? [];
  return rules.some((rule) => {
    const peers: Manifest[] = (direction === 'Ingress' ? rule.from : rule.to) ?? [];
    const ports: Manifest[] = rule.ports ?? [];
    // Missing or empty, each of the two lists means everything.
    return (peers.length === 0 || peers.some((each) => isPeer(cluster, each, peer, cluster.namespaceOf(policy))))
      && (ports.length === 0 || ports.some((each) => isPort(each, to, port, protocol)));
  });
}

function isPeer(cluster: Cluster, { ipBlock, namespaceSelector, podSelector }: Manifest, end: End, policyNamespace: string): boolean {
  if (ipBlock) {
    const address = typeof end === 'string' ? end : end.ip;
    return contains(ipBlock.cidr, address) && !(ipBlock.except ?? []).some((range: string) => contains(range, address));
  }
  if (typeof end === 'string') {
    return false;
  }
  const inNamespace = namespaceSelector ? selects(namespaceSelector, cluster.namespaces.get(end.namespace) ?? {}) : end.namespace === policyNamespace;
  return inNamespace && selects(podSelector ?? {}, end.labels);
}

/** A named port is the receiver's; what has no containers has no names. */
function isPort(rule: Manifest, to: End, port: number, protocol: string): boolean {
  if ((rule.protocol ?? 'TCP') !== protocol) {
    return false;
  }
  if (rule.port === undefined) {
    return true;
  }
  if (typeof rule.port === 'string') {
    return typeof to !== 'string' && containerPort(to, rule.port, protocol) === port;
  }
  return port >= rule.port && port <= (rule.endPort ?? rule.port);
}

function contains(cidr: string, address: string): boolean {
  const [base, bits] = cidr.split('/');
  const list = new BlockList();
  list.addSubnet(base, Number(bits), family(base));
  return list.check(address, family(address));
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
