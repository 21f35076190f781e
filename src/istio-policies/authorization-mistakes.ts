import { accountOf, Asked, principalOf, ruleMatches, TRUST_DOMAIN } from './rule-matches';
import { AuthorizationRule } from '../api/istio-security';
import { AuthorizationPolicy } from '../api/kinds';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { isSlip } from '../base/slip';

/** What is wrong with a policy that refuses a connection. */
export interface Mistake {
  readonly kind: 'denied' | 'ports' | 'tcp' | 'http' | 'no-proxy' | 'identity' | 'no-rules' | 'not-admitted';
  readonly because: string;
  /** The part of the policy that nearly lets it pass. */
  readonly part?: object;
  /** What should be written in place of what is there, if that is clear. */
  readonly meant?: string;
  /** The lower, the likelier is this what its author got wrong. */
  readonly rank: number;
}

/** What is wrong with a policy that allows others. */
export function mistakeOf({ spec }: AuthorizationPolicy, asked: Asked): Mistake {
  const { rules = [], selector } = spec ?? {};
  if (rules.length === 0) {
    return {
      kind: 'no-rules',
      because: 'a policy of action ALLOW without rules allows nobody',
      rank: selector === undefined ? 9 : 8,
    };
  }
  const [best] = rules.flatMap((rule) => mistakesOf(rule, asked)).sort((one, other) => one.rank - other.rank);
  return (
    best ?? { kind: 'not-admitted', because: 'none of its rules admits that', rank: selector === undefined ? 7 : 6 }
  );
}

function mistakesOf(rule: AuthorizationRule, asked: Asked): Mistake[] {
  const isMetBut = (aspect: 'source' | 'ports' | 'http') => ruleMatches(rule, asked, 'ALLOW', aspect) !== 'no';
  return [
    ...(isMetBut('ports') ? portMistake(rule, asked) : []),
    ...(isMetBut('http') ? [httpMistake(rule, asked)] : []),
    ...(isMetBut('source') ? sourceMistake(rule, asked) : []),
  ];
}

function portMistake(rule: AuthorizationRule, { connection: { port, servicePort } }: Asked): Mistake[] {
  const named = [
    ...(rule.to ?? []).map(({ operation }) => ({ part: operation, ports: operation?.ports ?? [] })),
    ...(rule.when ?? []).map((part) => ({ part, ports: part.key === 'destination.port' ? (part.values ?? []) : [] })),
  ];
  const entry = named.find(({ ports }) => ports.length > 0);
  if (entry === undefined) {
    return [];
  }
  const ofService = named.find(({ ports }) => servicePort !== port && ports.includes(String(servicePort)));
  return [
    {
      kind: 'ports',
      rank: ofService ? 0 : 1,
      part: (ofService ?? entry).part,
      because: ofService
        ? `it names port ${servicePort}, which is the Service's, and policies see the port of the pod`
        : `it names port ${listText(named.flatMap(({ ports }) => ports))}, and not ${port}`,
    },
  ];
}

function httpMistake(rule: AuthorizationRule, { isTcp, request, connection }: Asked): Mistake {
  const part = rule.to?.[0]?.operation ?? rule.from?.[0]?.source ?? rule.when?.[0];
  return isTcp
    ? {
        kind: 'tcp',
        rank: 1,
        part,
        because: `a Service declares port ${connection.port} as TCP, where Istio reads no methods, paths, hosts or tokens, and leaves out a rule with them`,
      }
    : {
        kind: 'http',
        rank: 2,
        part,
        because: `it does not admit ${request.method} ${request.path.replace(/agent-1$/, '{id}')}, which is what ${connection.edge === undefined ? 'agents send to their registry' : 'agents send to each other'}`,
      };
}

/** A rule for other callers is none that its author got wrong: only one that nearly names this one is. */
function sourceMistake(rule: AuthorizationRule, asked: Asked): Mistake[] {
  const { from } = asked.connection;
  if (asked.hasIdentity === false) {
    return ruleMatches(rule, { ...asked, hasIdentity: true }, 'ALLOW') === 'no'
      ? []
      : [
          {
            kind: 'no-proxy',
            rank: 2,
            part: rule.from?.[0]?.source,
            because: "the caller's pods have no proxy of Istio, and without one they have no identity",
          },
        ];
  }
  const sources = (rule.from ?? []).flatMap(({ source }) => (source === undefined ? [] : [source]));
  for (const source of sources) {
    const near = (source.principals ?? []).map((given) => nearPrincipal(given, principalOf(from))).find(Boolean);
    if (near) {
      return [{ kind: 'identity', rank: 3, part: source, ...near }];
    }
    const account = `${from.namespace}/${accountOf(from)}`;
    const slip = (source.serviceAccounts ?? []).find((each) => isSlip(each, account));
    const namespace = (source.namespaces ?? []).find((each) => isSlip(each, from.namespace));
    const [given, meant] = slip ? [slip, account] : [namespace, from.namespace];
    if (given !== undefined) {
      return [
        {
          kind: 'identity',
          rank: 3,
          part: source,
          because: `it names ${show(given)}, which does not exist here`,
          meant,
        },
      ];
    }
  }
  return [];
}

/** A principal that is nearly another one. */
function nearPrincipal(given: string, meant: string): Pick<Mistake, 'because' | 'meant'> | undefined {
  const [, , namespace, , account] = meant.split('/');
  const bare = given.replace(/^spiffe:\/\//, '');
  if (bare !== given && bare === meant) {
    return { because: `principal ${show(given)} has the scheme, which Istio puts in front by itself`, meant };
  }
  if (
    [
      `ns/${namespace}/sa/${account}`,
      `/ns/${namespace}/sa/${account}`,
      `system:serviceaccount:${namespace}:${account}`,
      `${namespace}/${account}`,
      account,
    ].includes(given)
  ) {
    return {
      because: `principal ${show(given)} is not of the form ${TRUST_DOMAIN}/ns/<namespace>/sa/<account>`,
      meant,
    };
  }
  const [, , otherNamespace, , otherAccount] = given.split('/');
  const isNear =
    isSlip(given, meant) ||
    (otherAccount === account && otherNamespace !== namespace) ||
    (otherNamespace === namespace && otherAccount !== undefined && isSlip(otherAccount, account));
  return isNear ? { because: `principal ${show(given)} is another identity than the caller's`, meant } : undefined;
}
