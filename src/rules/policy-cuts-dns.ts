import { isIP } from 'net';
import { Fault, MOST_RELATED, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { NetworkPolicy } from '../api/kinds';
import { describeObject } from '../api/kubernetes-object';
import { PolicyPeer, PolicyPort, PolicyRule } from '../api/networking';
import { groupBy } from '../base/group-by';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { isSlip } from '../base/slip';
import { hasOtherPolicyKinds, isDnsPort, policyRules, firstWithRules } from '../cluster/policy-rules';
import { policiesOver } from '../cluster/reachability';
import { selects } from '../cluster/selectors';
import { closingField } from '../connections/policy-fix';
import { Variable } from '../contract/contract';
import { NAMESPACE_NAME_LABEL } from '../kubernetes/naming';
import { Mesh, MeshPod } from '../mesh/mesh';

export const RULE: Rule = {
  id: 'policy-cuts-dns',
  title: 'A NetworkPolicy blocks DNS for a pod of the mesh',
  severity: 'error',
  find: (mesh) => {
    const dns = new DnsAccess(mesh);
    const cut = [
      ...mesh.agents.filter((agent) => usesNames(mesh, agent)),
      ...mesh.registries.filter(findsDatabaseByName),
    ].flatMap((pod) => {
      const policies = policiesOver(mesh.cluster, pod, 'Egress');
      const isOpen =
        policies.length === 0 ||
        pod.spec.hostNetwork === true ||
        hasOtherPolicyKinds(mesh.cluster, pod.namespace, pod) ||
        dns.isAllowedByOneOf(policies);
      return isOpen ? [] : [{ pod, ...dns.policyToChange(policies) }];
    });
    return groupBy(cut, ({ policy }) => policy).map((group): Fault => ({
      object: group[0].policy,
      field: group[0].part ? fieldOf(group[0].policy, group[0].part) : closingField(group[0].policy, 'Egress'),
      related: group.slice(0, MOST_RELATED).map(({ pod }) => ({ object: pod.owner })),
      given: `spec.egress keeps ${listText(group.map(({ pod }) => describeObject(pod.owner)))} from DNS`,
      rule: `${group[0].because}; without DNS no pod finds its registry or an agent by name`,
      fix:
        'Allow UDP port 53, and TCP port 53 for answers that do not fit, to [{ namespaceSelector: { matchLabels: ' +
        `{ ${NAMESPACE_NAME_LABEL}: kube-system } }, podSelector: { matchLabels: { ${KUBE_DNS}: kube-dns } } }]`,
    }));
  },
};

const KUBE_DNS = 'k8s-app';

/** An agent needs no DNS if its registry URL has an IP address and it calls nobody. */
function usesNames(mesh: Mesh, agent: MeshPod): boolean {
  const place = mesh.registryOf(agent);
  return place === undefined || isIP(place.host) === 0 || mesh.dependenciesOf(agent).length > 0;
}

/** A registry looks up its database only. */
function findsDatabaseByName({ env }: MeshPod): boolean {
  const [, host] = /^postgres(?:ql)?:\/\/(?:[^@/]*@)?([^:/?]+)/.exec(env[Variable.DATABASE_URL] ?? '') ?? [];
  return host !== undefined && isIP(host) === 0;
}

/** Why a policy does not allow DNS, and the part of it that was meant to. */
interface Mistake {
  readonly because: string;
  readonly part?: object;
}

/** Whether policies allow DNS. Its pods are seldom in the manifests, so any peer that may be DNS counts. */
class DnsAccess {
  private readonly known = new Map<NetworkPolicy, boolean>();
  /** Pods under the same policies have the same list. */
  private readonly knownLists = new Map<NetworkPolicy[], boolean>();
  private readonly changes = new Map<NetworkPolicy[], Mistake & { policy: NetworkPolicy }>();

  constructor(private readonly mesh: Mesh) {}

  public isAllowedByOneOf(policies: NetworkPolicy[]): boolean {
    const known = this.knownLists.get(policies) ?? policies.some((policy) => this.isAllowedBy(policy));
    this.knownLists.set(policies, known);
    return known;
  }

  private isAllowedBy(policy: NetworkPolicy): boolean {
    const known =
      this.known.get(policy) ??
      policyRules(policy, 'Egress').some((rule) => this.isAllowedByRule(rule, this.mesh.cluster.namespaceOf(policy)));
    this.known.set(policy, known);
    return known;
  }

  public policyToChange(policies: NetworkPolicy[]): Mistake & { policy: NetworkPolicy } {
    const change = this.changes.get(policies) ?? this.changeOf(policies);
    this.changes.set(policies, change);
    return change;
  }

  private changeOf(policies: NetworkPolicy[]): Mistake & { policy: NetworkPolicy } {
    const told = policies.flatMap((policy) => {
      const mistake = this.mistakeOf(policy);
      return mistake === undefined ? [] : [{ policy, ...mistake }];
    });
    return told[0] ?? { policy: firstWithRules(policies, 'Egress'), because: 'no egress rule opens UDP port 53' };
  }

  private isAllowedByRule({ ports = [], to = [] }: PolicyRule, namespace: string): boolean {
    if (ports.length === 0) {
      return to.length === 0 || to.some((peer) => this.mayIncludeDns(peer, namespace));
    }
    return ports.some(isDnsOverUdp) && (to.length === 0 || to.some((peer) => this.mayBeDns(peer, namespace)));
  }

  /** Whether a peer of a rule for the port of DNS can be DNS. */
  private mayBeDns(peer: PolicyPeer, namespace: string): boolean {
    const { ipBlock, namespaceSelector, podSelector } = peer;
    if (ipBlock) {
      return !isPublicAddress(ipBlock.cidr ?? '');
    }
    return (
      !isKubeDnsInOwnNamespace(peer, namespace) &&
      !isSlip(podSelector?.matchLabels?.[KUBE_DNS] ?? '', 'kube-dns') &&
      (namespaceSelector === undefined || this.mayIncludeDns(peer, namespace))
    );
  }

  /** Whether a peer of a rule for all ports can include DNS. */
  private mayIncludeDns({ ipBlock, namespaceSelector, podSelector }: PolicyPeer, namespace: string): boolean {
    if (ipBlock) {
      return true;
    }
    if (!namespaceSelector) {
      return isDnsNamespace(namespace) || /dns/i.test(JSON.stringify(podSelector ?? {}));
    }
    // Labels other than the name may select any namespace.
    const names = [
      namespaceSelector.matchLabels?.[NAMESPACE_NAME_LABEL],
      ...(namespaceSelector.matchExpressions ?? [])
        .filter(({ key, operator }) => key === NAMESPACE_NAME_LABEL && operator === 'In')
        .flatMap(({ values }) => values ?? []),
    ].filter((name) => name !== undefined);
    return (
      names.length === 0 ||
      names.some((name) => isDnsNamespace(name) || !this.mesh.cluster.pods.some((pod) => pod.namespace === name))
    );
  }

  private mistakeOf(policy: NetworkPolicy): Mistake | undefined {
    const namespace = this.mesh.cluster.namespaceOf(policy);
    const rules = policyRules(policy, 'Egress');
    const [ownNamespace] = rules
      .filter(({ ports = [] }) => ports.some(isDnsOverUdp))
      .flatMap(({ to = [] }) => to.filter((peer) => isKubeDnsInOwnNamespace(peer, namespace)));
    if (ownNamespace) {
      const because = `its podSelector ${KUBE_DNS}: kube-dns without a namespaceSelector means pods of namespace ${show(namespace)}, and those of DNS are in kube-system`;
      return { because, part: ownNamespace };
    }
    const [elsewhere] = rules.filter(({ ports = [] }) => ports.some(isDnsOverUdp));
    if (elsewhere) {
      return {
        because:
          'its rule for UDP port 53 does not select the pods of DNS, which are labelled k8s-app: kube-dns in kube-system',
        part: elsewhere.to?.[0],
      };
    }
    const overTcp = rules.flatMap(({ ports = [] }) =>
      ports.filter((port) => isDnsPort(port) && (port.protocol ?? 'TCP') === 'TCP'),
    );
    return overTcp.length === 0
      ? undefined
      : {
          because: `it opens port ${overTcp[0].port} ${overTcp.some(({ protocol }) => protocol === undefined) ? 'without a protocol, which means TCP' : 'for TCP'}, and DNS is asked by UDP first`,
          part: overTcp[0],
        };
  }
}

function isDnsOverUdp({ protocol, port, endPort }: PolicyPort): boolean {
  return (
    protocol === 'UDP' &&
    (typeof port !== 'number' || [53, 5353].some((dns) => dns >= port && dns <= (endPort ?? port)))
  );
}

/** One server of the internet, which is no DNS of a cluster. */
function isPublicAddress(cidr: string): boolean {
  return /^(1\.1\.1\.1|1\.0\.0\.1|8\.8\.[84]\.[84]|9\.9\.9\.9|208\.67\.222\.\d+)\/32$/.test(cidr);
}

function isDnsNamespace(name: string): boolean {
  return name === 'kube-system' || /dns/.test(name);
}

/** Whether a peer selects the pods of kube-dns in the policy's own namespace, where they are not. */
function isKubeDnsInOwnNamespace({ ipBlock, namespaceSelector, podSelector }: PolicyPeer, namespace: string): boolean {
  return (
    !ipBlock &&
    !namespaceSelector &&
    !isDnsNamespace(namespace) &&
    podSelector?.matchLabels?.[KUBE_DNS] === 'kube-dns' &&
    selects(podSelector, { [KUBE_DNS]: 'kube-dns' })
  );
}
