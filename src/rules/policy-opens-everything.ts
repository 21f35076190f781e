import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { LabelSelector } from '../api/metadata';
import { PolicyPeer, PolicyPort, PolicyRule } from '../api/networking';
import { Direction, RULE_FIELDS, isDnsPort, policyPeers, policyRules } from '../cluster/policy-rules';
import { policyTypes } from '../cluster/reachability';
import { areEverybody } from '../kubernetes/everybody';

/** In a policy's rule, what is missing or empty means everything, which is what nobody expects of an empty list. */
export const RULE: Rule = {
  id: 'policy-opens-everything',
  title: 'A NetworkPolicy rule allows every port or every peer',
  severity: 'warning',
  find: ({ cluster }) =>
    cluster
      .all('NetworkPolicy')
      .filter(({ apiVersion }) => apiVersion.startsWith('networking.k8s.io/'))
      .flatMap((policy) =>
        (['Ingress', 'Egress'] as const)
          .filter((direction) => policyTypes(policy).includes(direction))
          .flatMap((direction) =>
            policyRules(policy, direction).flatMap((rule, i): Fault[] => {
              const gaps = gapsOf(rule, direction);
              return gaps.length === 0
                ? []
                : [
                    {
                      object: policy,
                      field: fieldOf(policy, gaps.length === 1 ? gaps[0].part : rule),
                      given: `spec.${RULE_FIELDS[direction].rules}[${i}] ${gaps.map(({ given }) => given).join(' and ')}`,
                      rule: gaps.map(({ meaning }) => meaning).join(', and '),
                      fix: capitalised(gaps.map(({ fix }) => fix).join(', and ')),
                    },
                  ];
            }),
          ),
      ),
};

interface Gap {
  /** What of the policy it is about. */
  readonly part: object;
  readonly given: string;
  readonly meaning: string;
  readonly fix: string;
}

function gapsOf(rule: PolicyRule, direction: Direction): Gap[] {
  const { peers: field } = RULE_FIELDS[direction];
  const peers = policyPeers(rule, direction);
  const ports = rule.ports ?? [];
  const everyPod = peers.find(isEveryPod)?.namespaceSelector;
  // The cluster's DNS has different addresses and labels everywhere, so policies often allow port 53 to all.
  if (direction === 'Egress' && ports.length > 0 && ports.every(isDnsPort)) {
    return [];
  }
  return [
    ...(peers.length === 0
      ? [
          direction === 'Ingress'
            ? {
                part: rule,
                given: 'has no from',
                meaning: 'without from it admits everybody, from all of the cluster and from outside',
                fix: 'name the callers under from',
              }
            : {
                part: rule,
                given: 'has no to',
                meaning: 'without to it lets the pods go anywhere, to all of the cluster and outside',
                fix: 'name the receivers under to (hosts outside: an ipBlock 0.0.0.0/0, with the private ranges under except)',
              },
        ]
      : []),
    ...(everyPod
      ? [
          {
            part: everyPod,
            given: `has an empty namespaceSelector under ${field}`,
            meaning: 'an empty namespaceSelector selects every pod of every namespace',
            fix: 'select the namespaces by a label, such as kubernetes.io/metadata.name',
          },
        ]
      : []),
    ...everyAddress(peers, direction),
    ...everyPort(rule).map((gap) => ({ ...gap, fix: 'name the ports, such as { protocol: TCP, port: 8080 }' })),
  ];
}

/** Ranges of everybody. For what leaves, they are how a policy says "the internet". */
function everyAddress(peers: PolicyPeer[], direction: Direction): Gap[] {
  const blocks = direction === 'Ingress' ? peers.flatMap(({ ipBlock }) => ipBlock ?? []) : [];
  const ranges = blocks.flatMap(({ cidr }) => cidr ?? []);
  return areEverybody(ranges)
    ? [
        {
          part: blocks[0],
          given: `has ${ranges.join(' and ')} under from`,
          meaning: 'that admits every address, inside and outside of the cluster',
          fix: 'name the ranges of the callers',
        },
      ]
    : [];
}

function isEveryPod({ namespaceSelector, podSelector }: PolicyPeer): boolean {
  return namespaceSelector !== undefined && isEmpty(namespaceSelector) && isEmpty(podSelector ?? {});
}

function isEmpty({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean {
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
}

/** Why a list of ports opens every port; empty if it does not. */
function everyPort(rule: PolicyRule): Omit<Gap, 'fix'>[] {
  const { ports } = rule;
  if (ports === undefined) {
    return [{ part: rule, given: 'has no ports', meaning: 'without ports it opens every port' }];
  }
  if (ports.length === 0) {
    return [
      {
        part: ports,
        given: 'has ports: []',
        meaning: "an empty list of ports opens every port (cdk8s-plus's connections write it for a peer without ports)",
      },
    ];
  }
  const withoutPort = ports.find(({ port }) => port === undefined);
  if (withoutPort) {
    return [
      {
        part: withoutPort,
        given: 'names a protocol without a port',
        meaning: 'a protocol without a port opens every port',
      },
    ];
  }
  const all = ports.find(isEveryPort);
  return all ? [{ part: all, given: 'names all ports', meaning: 'that opens every port' }] : [];
}

function isEveryPort({ port, endPort }: PolicyPort): boolean {
  return Number(port) <= 1 && endPort !== undefined && endPort >= 65535;
}

function capitalised(text: string): string {
  return `${text[0].toUpperCase()}${text.slice(1)}`;
}
