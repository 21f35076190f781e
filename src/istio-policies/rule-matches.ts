import { allOf, certain, Certainty, not, oneOf } from './certainty';
import { NeededConnection, Request } from './needed-connections';
import {
  AuthorizationCondition,
  AuthorizationOperation,
  AuthorizationRule,
  AuthorizationSource,
} from '../api/istio-security';
import { isSlip } from '../base/slip';
import { Pod } from '../cluster/pods';

/** One request of a connection, as a rule of an AuthorizationPolicy sees it. */
export interface Asked {
  readonly connection: NeededConnection;
  readonly request: Request;
  /** Whether the caller has an identity there. Nothing if the manifests do not tell. */
  readonly hasIdentity?: boolean;
  /** Whether Istio sees no HTTP there, but bytes. */
  readonly isTcp: boolean;
  /** Whether the proxy of a node decides, which reads no HTTP. */
  readonly isAmbient: boolean;
}

/** What a rule asks about. */
export type Aspect = 'source' | 'ports' | 'http';

/** Istio takes `cluster.local` for the mesh's own trust domain, whatever that is. */
export const TRUST_DOMAIN = 'cluster.local';

export function accountOf({ spec }: Pod): string {
  return spec.serviceAccountName ?? 'default';
}

/** The identity of a pod, as policies name it. */
export function principalOf(pod: Pod): string {
  return `${TRUST_DOMAIN}/ns/${pod.namespace}/sa/${accountOf(pod)}`;
}

/** Whether a rule matches. What it says of an aspect that is left out counts as met. */
export function ruleMatches(
  { from = [], to = [], when = [] }: AuthorizationRule,
  asked: Asked,
  action: 'ALLOW' | 'DENY',
  leftOut?: Aspect,
): Certainty {
  const of = (aspect: Aspect, met: () => Certainty): Certainty => (aspect === leftOut ? 'yes' : met());
  const http = (met: () => Certainty): Certainty =>
    of('http', () => (asked.isTcp ? certain(action === 'DENY') : asked.isAmbient ? 'maybe' : met()));
  return allOf([
    from.length === 0 ? 'yes' : oneOf(from.map(({ source = {} }) => sourceMatches(source, asked, of, http))),
    to.length === 0 ? 'yes' : oneOf(to.map(({ operation = {} }) => operationMatches(operation, asked, of, http))),
    ...when.map((condition) => conditionMatches(condition, asked, of, http)),
  ]);
}

type Of = (aspect: Aspect, met: () => Certainty) => Certainty;
type OfHttp = (met: () => Certainty) => Certainty;

/** The fields of one entry, of which each has a counterpart that must not match. */
function both(
  wanted: string[] | undefined,
  unwanted: string[] | undefined,
  match: (value: string) => Certainty,
): Certainty {
  return allOf([
    !wanted?.length ? 'yes' : oneOf(wanted.map(match)),
    !unwanted?.length ? 'yes' : not(oneOf(unwanted.map(match))),
  ]);
}

const SOURCE_FIELDS =
  /^(not)?(P|p|RequestP|requestP)rincipals$|^(not)?[Nn]amespaces$|^(not)?[Ss]erviceAccounts$|[Ii]pBlocks$/;

function sourceMatches(source: AuthorizationSource, asked: Asked, of: Of, http: OfHttp): Certainty {
  const { from } = asked.connection;
  const identified = (match: (value: string) => Certainty) => (value: string) =>
    asked.hasIdentity === false ? 'no' : match(value);
  const usesToken = Boolean(source.requestPrincipals?.length ?? source.notRequestPrincipals?.length);
  return allOf([
    of('source', () =>
      allOf([
        both(
          source.principals,
          source.notPrincipals,
          identified((value) => principalMatches(value, from)),
        ),
        both(
          source.namespaces,
          source.notNamespaces,
          identified((value) => certain(textMatches(value, from.namespace))),
        ),
        both(
          source.serviceAccounts,
          source.notServiceAccounts,
          identified((value) => accountMatches(value, from)),
        ),
        // Nobody knows the address of a pod in advance, nor what this library has not heard of.
        Object.entries(source).some(
          ([field, value]) => isGiven(value) && (/ipBlocks$/i.test(field) || !SOURCE_FIELDS.test(field)),
        )
          ? 'maybe'
          : 'yes',
      ]),
    ),
    usesToken ? http(() => both(source.requestPrincipals, source.notRequestPrincipals, () => tokenOf(asked))) : 'yes',
  ]);
}

/** An agent that registers has no token of a user. What a user sends along may go on to other agents. */
function tokenOf({ connection }: Asked): Certainty {
  return connection.edge === undefined ? 'no' : 'maybe';
}

function operationMatches(operation: AuthorizationOperation, asked: Asked, of: Of, http: OfHttp): Certainty {
  const { request, connection } = asked;
  const { hosts, notHosts, methods, notMethods, paths, notPaths } = operation;
  const usesHttp = [hosts, notHosts, methods, notMethods, paths, notPaths].some((each) => isGiven(each));
  return allOf([
    of('ports', () => both(operation.ports, operation.notPorts, (port) => certain(port === String(connection.port)))),
    usesHttp
      ? http(() =>
          allOf([
            both(methods, notMethods, (method) => certain(textMatches(method, request.method))),
            both(paths, notPaths, (path) => pathMatches(path, request.path)),
            isGiven(hosts) || isGiven(notHosts) ? 'maybe' : 'yes',
          ]),
        )
      : 'yes',
  ]);
}

function conditionMatches(
  { key = '', values, notValues }: AuthorizationCondition,
  asked: Asked,
  of: Of,
  http: OfHttp,
): Certainty {
  const { from, port } = asked.connection;
  const identified = (match: (value: string) => Certainty) =>
    of('source', () => both(values, notValues, (value) => (asked.hasIdentity === false ? 'no' : match(value))));
  switch (key) {
    case 'source.principal':
      return identified((value) => principalMatches(value, from));
    case 'source.namespace':
      return identified((value) => certain(textMatches(value, from.namespace)));
    case 'source.serviceAccount':
      return identified((value) => accountMatches(value, from));
    case 'destination.port':
      return of('ports', () => both(values, notValues, (value) => certain(value === String(port))));
    default:
      if (key.startsWith('request.auth.')) {
        return http(() => both(values, notValues, () => tokenOf(asked)));
      }
      return key.startsWith('request.') ? http(() => 'maybe') : 'maybe';
  }
}

function isGiven(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

/** A text, or what it starts or ends with. */
export function textMatches(pattern: string, text: string): boolean {
  if (pattern === '*') {
    return text !== '';
  }
  if (pattern.startsWith('*')) {
    return text.endsWith(pattern.slice(1));
  }
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text;
}

/** Templates of paths have wildcards within. Both spellings of an agent's path are in use. */
function pathMatches(pattern: string, path: string): Certainty {
  return pattern.includes('{') ? 'maybe' : certain(textMatches(pattern, path) || textMatches(pattern, `${path}/`));
}

function principalMatches(pattern: string, pod: Pod): Certainty {
  const principal = principalOf(pod);
  if (textMatches(pattern, principal)) {
    return 'yes';
  }
  // The mesh may have a trust domain of another name.
  const [, domain, rest] = /^([^/:]+)(\/ns\/.*)$/.exec(pattern) ?? [];
  return domain !== undefined &&
    !isSlip(domain, TRUST_DOMAIN) &&
    domain !== TRUST_DOMAIN &&
    textMatches(`${TRUST_DOMAIN}${rest}`, principal)
    ? 'maybe'
    : 'no';
}

/** An account of the policy's own namespace may leave that out: then the name decides. */
function accountMatches(value: string, pod: Pod): Certainty {
  return value.includes('/')
    ? certain(value === `${pod.namespace}/${accountOf(pod)}`)
    : value === accountOf(pod)
      ? 'maybe'
      : 'no';
}
