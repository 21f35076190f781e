import { Fault, MOST_RELATED, Rule } from './rule';
import { NetworkPolicy } from '../api/kinds';
import { describeObject } from '../api/kubernetes-object';
import { PolicyPeer, PolicyRule } from '../api/networking';
import { groupBy } from '../base/group-by';
import { listText } from '../base/list-text';
import { Cluster } from '../cluster/cluster';
import { podsOfPeer } from '../cluster/peer-pods';
import { Pod } from '../cluster/pods';
import {
  Direction,
  firstWithRules,
  hasOtherPolicyKinds,
  opensTcpPort,
  policyPeers,
  policyRules,
  RULE_FIELDS,
} from '../cluster/policy-rules';
import { policiesOver } from '../cluster/reachability';
import { closingField, placeToAllow } from '../connections/policy-fix';
import { proxyOf } from '../istio-policies/proxies';
import { NAMESPACE_NAME_LABEL } from '../kubernetes/naming';

/** Ports used by Istio (istio.io/latest/docs/ops/deployment/application-requirements): istiod's certificates and configuration, and HBONE. */
const CONTROL_PLANE_PORT = 15012;
const TUNNEL_PORT = 15008;

export const RULE: Rule = {
  id: 'policy-cuts-mesh-proxy',
  title: "A NetworkPolicy closes a port that Istio's proxies need",
  severity: 'error',
  find: ({ cluster }) => {
    const cuts = cluster.pods.flatMap((pod) => cutsOf(cluster, pod));
    return groupBy(cuts, ({ policy }) => policy)
      .flatMap((ofPolicy) => groupBy(ofPolicy, ({ direction, proxy }) => `${proxy} ${direction}`))
      .map(faultOf);
  },
};

interface Cut {
  readonly pod: Pod;
  readonly proxy: 'sidecar' | 'ambient';
  readonly direction: Direction;
  readonly policy: NetworkPolicy;
}

function cutsOf(cluster: Cluster, pod: Pod): Cut[] {
  const proxy = proxyOf(cluster, pod);
  if (proxy === undefined || proxy === 'none') {
    return [];
  }
  const directions: Direction[] = proxy === 'sidecar' ? ['Egress'] : ['Ingress', 'Egress'];
  return directions.flatMap((direction): Cut[] => {
    const policies = policiesOver(cluster, pod, direction);
    const isCut =
      policies.length > 0 &&
      (proxy === 'sidecar'
        ? !policies.some((policy) => mayReachControlPlane(cluster, policy, pod))
        : closesTunnel(cluster, policies, direction, pod));
    return isCut && !hasOtherPolicyKinds(cluster, pod.namespace, pod)
      ? [{ pod, proxy, direction, policy: firstWithRules(policies, direction) }]
      : [];
  });
}

/** Istiod is seldom in the manifests, so any peer that may be istiod counts. */
function mayReachControlPlane(cluster: Cluster, policy: NetworkPolicy, pod: Pod): boolean {
  return policyRules(policy, 'Egress').some(
    (rule) =>
      opensTcpPort(rule, pod, CONTROL_PLANE_PORT) &&
      (policyPeers(rule, 'Egress').length === 0 ||
        policyPeers(rule, 'Egress').some((peer) => mayBeControlPlane(cluster, peer, policy))),
  );
}

function mayBeControlPlane(cluster: Cluster, peer: PolicyPeer, policy: NetworkPolicy): boolean {
  const { ipBlock, namespaceSelector, podSelector } = peer;
  if (ipBlock !== undefined || /istio/.test(JSON.stringify([namespaceSelector, podSelector]))) {
    return true;
  }
  const named = namespaceSelector?.matchLabels?.[NAMESPACE_NAME_LABEL];
  const namespace = namespaceSelector === undefined ? cluster.namespaceOf(policy) : named;
  return (
    namespace === undefined || /istio/.test(namespace) || !cluster.pods.some((each) => each.namespace === namespace)
  );
}

/** Whether rules let pods with a proxy meet, on ports of applications only. */
function closesTunnel(cluster: Cluster, policies: NetworkPolicy[], direction: Direction, pod: Pod): boolean {
  const rules = policies.flatMap((policy) => policyRules(policy, direction).map((rule) => ({ policy, rule })));
  const to = direction === 'Ingress' ? pod : '';
  return (
    !rules.some(({ rule }) => opensTcpPort(rule, to, TUNNEL_PORT)) &&
    rules.some(({ policy, rule }) => peersOf(cluster, policy, rule, direction).some((peer) => peer !== pod))
  );
}

/** The pods with a proxy that a rule names. Everybody is nobody in particular: such a rule may be for callers without one. */
function peersOf(cluster: Cluster, policy: NetworkPolicy, rule: PolicyRule, direction: Direction): Pod[] {
  return policyPeers(rule, direction)
    .filter(({ ipBlock }) => ipBlock === undefined)
    .flatMap((peer) => podsOfPeer(cluster, peer, cluster.namespaceOf(policy)))
    .filter((each) => ['sidecar', 'ambient'].includes(proxyOf(cluster, each) ?? ''));
}

function faultOf(group: Cut[]): Fault {
  const [{ policy, direction, proxy }] = group;
  const { rules, peers } = RULE_FIELDS[direction];
  const pods = listText(group.map(({ pod }) => describeObject(pod.owner)));
  const about = {
    object: policy,
    field: closingField(policy, direction),
    related: group.slice(0, MOST_RELATED).map(({ pod }) => ({ object: pod.owner })),
  };
  if (proxy === 'sidecar') {
    const istiod = `{ namespaceSelector: { matchLabels: { ${NAMESPACE_NAME_LABEL}: istio-system } }, podSelector: { matchLabels: { app: istiod } } }`;
    return {
      ...about,
      given: `spec.${rules} keeps the sidecars of ${pods} from istiod`,
      rule: `a sidecar gets its certificate and its configuration from istiod on TCP port ${CONTROL_PLANE_PORT}; without them it is never ready, and neither is the pod`,
      fix: `${placeToAllow(policy, pods)} the ${rules} rule { ${peers}: [${istiod}], ports: [{ protocol: TCP, port: ${CONTROL_PLANE_PORT} }] }`,
    };
  }
  return {
    ...about,
    given: `spec.${rules} of ${pods} opens the ports of applications only`,
    rule: `in Istio's ambient mode, what one pod says to another goes through a tunnel to TCP port ${TUNNEL_PORT}, and policies see that port, so every such connection times out`,
    fix: `Put { protocol: TCP, port: ${TUNNEL_PORT} } into the ports of its rules, too`,
  };
}
