import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { describeObject } from '../api/kubernetes-object';
import { groupBy } from '../base/group-by';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { reasonsText } from '../edges/reasons-text';
import { Authorization, Refusal } from '../istio-policies/authorization';
import { neededConnections } from '../istio-policies/needed-connections';
import { principalOf } from '../istio-policies/rule-matches';

/** So many callers are shown. */
const MOST_CALLERS = 9;

export const RULE: Rule = {
  id: 'authorization-policy-cuts-caller',
  title: 'An AuthorizationPolicy blocks an agent from its registry or from an agent that it calls',
  severity: 'error',
  find: (mesh) => {
    if (mesh.cluster.all('AuthorizationPolicy').length === 0) {
      return [];
    }
    const authorization = new Authorization(mesh);
    const refused = neededConnections(mesh).flatMap((connection) => authorization.refusalOf(connection) ?? []);
    return groupBy(refused, ({ policy }) => policy)
      .flatMap((ofPolicy) => groupBy(ofPolicy, groupKey))
      .map(faultOf);
  },
};

function groupKey({ connection: { to, port, edge }, because, meant }: Refusal): string {
  return [describeObject(to.owner), port, edge === undefined, because, meant].join('\n');
}

function faultOf(group: Refusal[]): Fault {
  const [{ policy, connection, because, part, isTcp }] = group;
  const { to, port, edge } = connection;
  const edges = group.flatMap((each) => each.connection.edge ?? []);
  const callers = listText(group.map((each) => describeObject(each.connection.from.owner)));
  const whom = `${edge === undefined ? 'the registry, ' : ''}${describeObject(to.owner)} on port ${port}`;
  const answer = isTcp ? 'the proxy closes the connection' : 'the proxy answers 403';
  return {
    object: policy,
    field: part ? fieldOf(policy, part) : ['spec', policy.spec?.rules === undefined ? 'action' : 'rules'],
    related: [to, ...group.slice(0, MOST_CALLERS).map((each) => each.connection.from)].map(({ owner }) => ({
      object: owner,
    })),
    given: `it keeps ${callers} from ${whom}${edge === undefined ? '' : `, ${reasonsText(edges)}`}`,
    rule: `${because}; ${answer}, ${edge === undefined ? 'and an agent that cannot register is never found' : 'while the registry gives out the address all the same'}`,
    fix: fixOf(group),
  };
}

function fixOf(group: Refusal[]): string {
  const [{ policy, connection, kind, meant }] = group;
  const { to, port } = connection;
  const callers = group.map(({ connection: { from } }) => from);
  switch (kind) {
    case 'ports':
      return `Write ports: [${show(String(port))}]`;
    case 'tcp':
      return "Name the Service's port http, or give it appProtocol: http";
    case 'http':
      return `Let ${listText(connection.requests.map(({ method, path }) => `${method} ${path.replace(/\/[^/]+-1$/, '/*')}`))} in, or leave methods and paths out of the rule`;
    case 'no-proxy':
      return `Give ${listText(callers.map(({ owner }) => describeObject(owner)))} a sidecar: the label sidecar.istio.io/inject: "true" on the pods, or istio-injection: enabled on their namespace`;
    case 'identity':
      return `Write ${show(meant)}`;
    case 'denied':
      return `Leave ${listText(callers.map((from) => show(principalOf(from))))} out of it, by notPrincipals or by naming those that are meant`;
    default: {
      const principals = [...new Set(callers.map((from) => show(principalOf(from))))].sort();
      const rule = `{ from: [{ source: { principals: [${principals.join(', ')}] } }], to: [{ operation: { ports: [${show(String(port))}] } }] }`;
      return policy.spec?.selector === undefined
        ? `Leave it as it is, and give ${describeObject(to.owner)} an AuthorizationPolicy of its own with the rule ${rule}`
        : `Add the rule ${rule}`;
    }
  }
}
