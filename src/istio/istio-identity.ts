import { IConstruct } from 'constructs';
import { Problem, refuse, show } from '../base/problem';
import { isDnsLabel, isDnsSubdomain, isUnset, UNSET_HINT } from '../kubernetes/checks';
import { DEFAULT_ACCOUNT } from '../membership/account';
import type { Member } from '../membership/registry-members';

/** A trust domain as SPIFFE has it: no wildcard, and no scheme. */
const TRUST_DOMAIN = /^[a-z0-9][-a-z0-9._]{0,254}$/;

export function checkTrustDomain(scope: IConstruct, value: string): string {
  if (typeof value !== 'string' || !TRUST_DOMAIN.test(value) || isUnset(value)) {
    refuse(scope, {
      given: `trustDomain ${show(value)}`,
      rule: "a trust domain is made of lower-case letters, digits, '-', '.' and '_', without a scheme or a wildcard",
      fix: `Give meshConfig.trustDomain of your Istio, such as "cluster.local"; ${UNSET_HINT}`,
    });
  }
  return value;
}

/** The names of a caller outside of the mesh: what is missing, or a wildcard, would admit more than was meant. */
export function checkIdentity(
  scope: IConstruct,
  prop: string,
  { namespace, serviceAccount }: { namespace: string; serviceAccount: string },
): void {
  if (!isDnsLabel(namespace) || isUnset(namespace) || !isDnsSubdomain(serviceAccount) || isUnset(serviceAccount)) {
    refuse(scope, {
      given: `${prop}: serviceAccount ${show(serviceAccount)} in namespace ${show(namespace)}`,
      rule: 'Istio knows a caller by its namespace and its account, both by their whole names',
      fix: `Give those of the caller's pods, such as { namespace: "istio-ingress", serviceAccount: "istio-ingress" }; ${UNSET_HINT}`,
    });
  }
}

/** Why an agent must not run as the account of every pod that names none. */
export function runsAsDefault({ node, namespace }: Member): Problem {
  return {
    given: `agent ${node.path}, which runs as ServiceAccount "${DEFAULT_ACCOUNT}"`,
    rule: `every pod of namespace ${show(namespace)} that names no account runs as it too, and Istio cannot tell them from the agent`,
    fix: 'Leave serviceAccount out, so that the agent has one of its own, or give one that no other workload uses',
  };
}

/** How Istio names the pods of an account. */
export function principal(trustDomain: string, namespace: string, account: string): string {
  return `${trustDomain}/ns/${namespace}/sa/${account}`;
}
