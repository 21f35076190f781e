import { Fault, Rule } from './rule';
import { KubernetesObject } from '../api/kubernetes-object';
import { authorizationProblems, peerAuthenticationProblems } from '../istio-policies/policy-problems';
import { destinationRuleProblems, istioGatewayProblems, sidecarProblems } from '../routes/destination-problems';
import { SpecProblem } from '../routes/service-entry-ports';
import { virtualServiceProblems } from '../routes/virtual-service-problems';

/** What the validation of Istio's webhook refuses. The schemas of the kinds accept much of it. */
export const RULE: Rule = {
  id: 'istio-object-refused',
  title: 'Istio refuses a route, a gateway or a policy',
  severity: 'error',
  find: ({ cluster }) => [
    ...refused(cluster.all('VirtualService'), virtualServiceProblems),
    ...refused(cluster.all('DestinationRule'), destinationRuleProblems),
    ...refused(cluster.all('IstioGateway'), istioGatewayProblems),
    ...refused(cluster.all('Sidecar'), sidecarProblems),
    ...refused(cluster.all('AuthorizationPolicy'), authorizationProblems),
    ...refused(cluster.all('PeerAuthentication'), peerAuthenticationProblems),
  ],
};

function refused<S>(
  objects: (KubernetesObject & { readonly spec?: S })[],
  problemsOf: (spec: S) => SpecProblem[],
): Fault[] {
  return objects.flatMap((object) =>
    object.spec === undefined
      ? []
      : problemsOf(object.spec).map((problem) => ({ ...problem, object, field: ['spec', ...problem.field] })),
  );
}
