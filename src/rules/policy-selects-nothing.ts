import { Fault, Rule } from './rule';
import { FieldPath, fieldOf } from '../api/field-path';
import { NetworkPolicy } from '../api/kinds';
import { KubernetesObject } from '../api/kubernetes-object';
import { LabelSelector } from '../api/metadata';
import { PolicyPeer } from '../api/networking';
import { show } from '../base/problem';
import { isSlip } from '../base/slip';
import { Cluster } from '../cluster/cluster';
import { Direction, policyPeers, policyRules, RULE_FIELDS } from '../cluster/policy-rules';
import { selects } from '../cluster/selectors';
import { NAMESPACE_NAME_LABEL } from '../kubernetes/naming';
import { labelsAskedFor, nearPods } from '../references/near-pods';

/** Only if what was meant is shown: the pods, or the namespaces, may be of other manifests. */
export const RULE: Rule = {
  id: 'policy-selects-nothing',
  title: 'A policy or a disruption budget selects nothing',
  severity: 'warning',
  find: ({ cluster }) => [
    ...cluster.all('NetworkPolicy').flatMap((policy) => faultsOfPolicy(cluster, policy)),
    ...cluster.all('PodDisruptionBudget').flatMap((budget) =>
      podFault(cluster, budget, budget.spec?.selector, {
        namespace: cluster.namespaceOf(budget),
        text: 'spec.selector',
        consequence: 'the budget protects nothing',
      }),
    ),
  ],
};

/** A selector of pods in an object. */
interface Selecting {
  /** Where the pods are. */
  readonly namespace: string;
  readonly text: string;
  readonly consequence: string;
}

function faultsOfPolicy(cluster: Cluster, policy: NetworkPolicy): Fault[] {
  const namespace = cluster.namespaceOf(policy);
  return [
    ...podFault(cluster, policy, policy.spec?.podSelector, {
      namespace,
      text: 'spec.podSelector',
      consequence: 'the policy applies to nothing',
    }),
    ...(['Ingress', 'Egress'] as const).flatMap((direction) =>
      policyRules(policy, direction).flatMap((rule, i) =>
        policyPeers(rule, direction).flatMap((peer) => {
          const text = `spec.${RULE_FIELDS[direction].rules}[${i}]`;
          return [
            ...namespaceFault(cluster, policy, peer.namespaceSelector, text, direction),
            ...peerNamespaces(cluster, peer, namespace).flatMap((home) =>
              podFault(cluster, policy, peer.podSelector, {
                namespace: home,
                text: `${text}: podSelector`,
                consequence: consequenceOf(direction),
              }),
            ),
          ];
        }),
      ),
    ),
  ];
}

function consequenceOf(direction: Direction): string {
  return direction === 'Ingress' ? 'this peer allows no caller' : 'this peer allows no destination';
}

/** The one namespace that a peer means by its name. */
function peerNamespaces({ namespaces }: Cluster, { namespaceSelector }: PolicyPeer, own: string): string[] {
  const name = namespaceSelector === undefined ? own : namespaceSelector.matchLabels?.[NAMESPACE_NAME_LABEL];
  return name !== undefined && namespaces.has(name) ? [name] : [];
}

function podFault(
  cluster: Cluster,
  object: KubernetesObject,
  selector: LabelSelector | undefined,
  { namespace, text, consequence }: Selecting,
): Fault[] {
  const asked = selector && labelsAskedFor(selector);
  if (asked === undefined || cluster.podsBy(namespace, selector!).length > 0) {
    return [];
  }
  const near = nearPods(cluster, namespace, asked);
  if (near === undefined) {
    return [];
  }
  const field = fieldOf(object, selector);
  return [
    {
      object,
      field: [...field, ...firstKey(selector!)],
      related: [{ object: near.owner }],
      given: `${text} ${pairsText(asked)}`,
      rule: `no pod in namespace ${show(namespace)} has ${labelWords(asked)} (${near.hint}), so ${consequence}`,
      fix: `Write ${pairsText(Object.entries(near.labels))}`,
      repair: () => [{ object, by: withSelector(object, field, near.labels) }],
    },
  ];
}

/** Labels that people expect to have a namespace's name. Kubernetes sets another one. */
const LIKE_A_NAME = /(^|[./-])(name|namespace|ns)$/;

/** More namespaces are not compared. */
const MOST_COMPARED = 200;

function namespaceFault(
  cluster: Cluster,
  policy: NetworkPolicy,
  selector: LabelSelector | undefined,
  text: string,
  direction: Direction,
): Fault[] {
  const asked = (selector && labelsAskedFor(selector)) ?? [];
  const [pair] = asked;
  if (asked.length !== 1 || [...cluster.namespaces.values()].some((labels) => selects(selector!, labels))) {
    return [];
  }
  const meant = nameMeant(cluster, pair);
  if (meant === undefined) {
    return [];
  }
  const field = fieldOf(policy, selector);
  const [key, value] = pair;
  return [
    {
      object: policy,
      field: [...field, ...firstKey(selector!)],
      given: `${text}: namespaceSelector ${pairsText(asked)}`,
      rule:
        key === NAMESPACE_NAME_LABEL
          ? `there is no namespace ${show(value)} (did you mean ${show(meant)}?), so ${consequenceOf(direction)}`
          : `namespaces have this label only if you add it, and no Namespace here has it, so ${consequenceOf(direction)}`,
      fix:
        key === NAMESPACE_NAME_LABEL
          ? `Write ${meant}`
          : `Write ${NAMESPACE_NAME_LABEL}: ${meant}, a label that Kubernetes gives to every namespace`,
      repair: () => [{ object: policy, by: withSelector(policy, field, { [NAMESPACE_NAME_LABEL]: meant }) }],
    },
  ];
}

/** The name of the namespace that a label was meant to select; nothing if the label may be one that somebody has added. */
function nameMeant({ namespaces }: Cluster, [key, value]: [string, string]): string | undefined {
  if (key === NAMESPACE_NAME_LABEL) {
    return namespaces.has(value)
      ? undefined
      : [...namespaces.keys()].slice(0, MOST_COMPARED).find((each) => isSlip(value, each));
  }
  return LIKE_A_NAME.test(key) || namespaces.has(value) ? value : undefined;
}

function firstKey({ matchLabels }: LabelSelector): FieldPath {
  const [key] = Object.keys(matchLabels ?? {});
  return key === undefined ? [] : ['matchLabels', key];
}

function pairsText(pairs: [string, string][]): string {
  return pairs.map(([key, value]) => `${key}: ${value}`).join(', ');
}

function labelWords(pairs: [string, string][]): string {
  return pairs.length === 1 ? 'this label' : 'all of these labels';
}

function withSelector(
  object: KubernetesObject,
  field: FieldPath,
  matchLabels: { [key: string]: string },
): KubernetesObject {
  const copy = structuredClone(object);
  const part = field.reduce<unknown>((value, key) => (value as { [key: string | number]: unknown })[key], copy);
  Object.assign(part as object, { matchLabels, matchExpressions: undefined });
  return copy;
}
