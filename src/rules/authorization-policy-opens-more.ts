import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { AuthorizationRule } from '../api/istio-security';
import { AuthorizationPolicy } from '../api/kinds';
import { describeObject } from '../api/kubernetes-object';
import { actionOf, Authorization } from '../istio-policies/authorization';
import { isPlainTcp, MESH_REQUESTS } from '../istio-policies/needed-connections';
import { ruleMatches } from '../istio-policies/rule-matches';
import { Mesh, MeshPod } from '../mesh/mesh';

/** A rule that admits everybody to a port of metrics beside one for callers is meant; one for what agents serve is not. */
export const RULE: Rule = {
  id: 'authorization-policy-opens-more',
  title: 'An AuthorizationPolicy has callers and ports in separate rules, so it allows more than intended',
  severity: 'warning',
  find: (mesh) => {
    const split = mesh.cluster.all('AuthorizationPolicy').filter(isSplit);
    if (split.length === 0) {
      return [];
    }
    const authorization = new Authorization(mesh);
    const found = new Map<AuthorizationPolicy, Fault>();
    for (const pod of [...mesh.registries, ...mesh.agents]) {
      for (const policy of authorization.over(pod)) {
        const rule = split.includes(policy) && !found.has(policy) ? openRule(mesh, policy, pod) : undefined;
        if (rule) {
          found.set(policy, faultOf(policy, rule, pod));
        }
      }
    }
    return [...found.values()];
  },
};

const hasCallers = ({ from = [] }: AuthorizationRule) => from.length > 0;
const hasOperations = ({ to = [] }: AuthorizationRule) => to.length > 0;
const isBare = ({ when = [] }: AuthorizationRule) => when.length === 0;

function isSplit(policy: AuthorizationPolicy): boolean {
  const rules = (policy.spec?.rules ?? []).filter(isBare);
  return (
    actionOf(policy) === 'ALLOW' &&
    rules.some((rule) => hasCallers(rule) && !hasOperations(rule)) &&
    rules.some((rule) => hasOperations(rule) && !hasCallers(rule))
  );
}

/** A rule without callers that admits everybody to what a pod of the mesh serves. */
function openRule(mesh: Mesh, { spec }: AuthorizationPolicy, pod: MeshPod): AuthorizationRule | undefined {
  const isRegistry = mesh.registries.includes(pod);
  const ports = [mesh.portOf(pod), ...(pod.main.ports ?? []).map(({ containerPort }) => containerPort)];
  return (spec?.rules ?? []).find(
    (rule) =>
      isBare(rule) &&
      hasOperations(rule) &&
      !hasCallers(rule) &&
      ports.some(
        (port) =>
          port !== undefined &&
          MESH_REQUESTS[isRegistry ? 'registry' : 'agent'].some(
            (request) =>
              ruleMatches(
                rule,
                {
                  connection: { from: pod, to: pod, port, requests: [] },
                  request,
                  isTcp: isPlainTcp(mesh, pod, port),
                  isAmbient: false,
                },
                'ALLOW',
              ) === 'yes',
          ),
      ),
  );
}

function faultOf(policy: AuthorizationPolicy, rule: AuthorizationRule, pod: MeshPod): Fault {
  const position = (policy.spec?.rules ?? []).indexOf(rule);
  return {
    object: policy,
    field: fieldOf(policy, rule),
    related: [{ object: pod.owner }],
    given: `rules[${position}] has to without from, and another rule has from without to`,
    rule: `one matching rule is enough, so this rule lets everybody call ${describeObject(pod.owner)}, and the other rule limits nothing`,
    fix: 'Write from and to into one rule: one "-", under which both stand',
  };
}
